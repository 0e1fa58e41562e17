// A private server with the demo company, a browser, and what the tests share.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const build = process.env.REJOINDER_BINARY_DIR;
export const short = !!process.env.REJOINDER_SHORT;
export const pictures = join(build, "tests/e2e/pictures");
const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

async function freePort() {
    return new Promise((done) => {
        const socket = createServer().listen(0, "127.0.0.1", () => {
            const { port } = socket.address();
            socket.close(() => done(port));
        });
    });
}

/** Who sells: without it there are no invoices. */
const seller = Object.entries({ name: "Muster AG", street: "Bahnhofstrasse", "house-number": "1", postcode: "8001", city: "Zürich", iban: "CH4431999123000889012" }).flatMap(([key, value]) => ["-D", `fulfilment.seller-${key}=${value}`]);

export class World {
    async start() {
        mkdirSync(pictures, { recursive: true });
        this.data = mkdtempSync(join(tmpdir(), "rejoinder-e2e-"));
        const executable = join(build, "bin/rejoinder");
        const plugins = join(build, "plugins");
        const told = execFileSync(executable, ["demo", "--data", this.data, "--plugins", plugins], { stdio: ["ignore", "pipe", "ignore"] }).toString();
        this.user = /Sign in as\s+(\S+)\s/.exec(told)[1];
        this.password = /password\s+(\S+)/.exec(told)[1];
        this.token = /TOKEN=(\S+)/.exec(told)[1];
        const port = await freePort();
        this.base = `http://127.0.0.1:${port}`;
        const outside = await freePort();
        /** Where everybody reaches the public forms. */
        this.outside = `http://127.0.0.1:${outside}`;
        this.server = spawn(executable, ["serve", "--data", this.data, "--port", String(port), "--plugins", plugins, "-D", `public.port=${outside}`, "-D", `public.url=${this.outside}`, ...seller], { stdio: "ignore" });
        for (let i = 0; ; i++) {
            const ready = await fetch(this.base + "/readyz").catch(() => undefined);
            if (ready?.ok) break;
            if (i > 300) throw new Error("the server is not ready");
            await new Promise((r) => setTimeout(r, 100));
        }
        this.browser = await chromium.launch({
            executablePath: process.env.CHROMIUM,
            args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
    }
    async stop() {
        await this.browser?.close();
        if (this.server) {
            const ended = new Promise((r) => this.server.once("exit", r));
            this.server.kill("SIGTERM");
            await ended;
        }
        if (this.data) rmSync(this.data, { recursive: true });
    }
    async api(verb, path, body, headers = {}) {
        const response = await fetch(this.base + "/api/v1" + path, {
            method: verb,
            headers: { Authorization: "Bearer " + this.token, ...(body ? { "Content-Type": "application/json" } : {}), ...headers },
            body: body instanceof Uint8Array ? body : body && JSON.stringify(body),
        });
        if (!response.ok) throw new Error(`${verb} ${path}: ${response.status} ${await response.text()}`);
        const location = response.headers.get("Location");
        if (location) {
            const found = await fetch(this.base + location, { headers: { Authorization: "Bearer " + this.token } });
            if (!found.ok) throw new Error(`${verb} ${path}: nothing is found at ${location}: ${found.status}`);
        }
        return response.status === 204 ? undefined : response.json();
    }
    /** Codes of pieces in people's hands, whose owners have not answered yet. */
    async codes(count) {
        const waves = await this.api("GET", "/waves?limit=20");
        const letters = waves.items.find((w) => w.channel === "letter" && w.name === "Advent letters") ?? waves.items.find((w) => w.channel === "letter");
        const page = await this.api("GET", `/pieces?waveId=${letters.id}&limit=${count}`);
        return page.items.filter((p) => p.state === "handedOver");
    }
    /** The last of these pieces whose owner has never answered nor ordered. */
    async fresh(count) {
        for (const piece of (await this.codes(count)).reverse()) {
            const known = await Promise.all(["/responses", "/orders"].map((path) => this.api("GET", `${path}?contactId=${piece.contactId}`)));
            if (known.every((list) => list.items.length === 0)) return piece;
        }
        throw new Error("everybody has answered");
    }
    /** A signed-in page. `told` collects console errors and requests that leave the origin. */
    async page({ language = "de-CH", dark = false, width = 1280, height = 800, user = this.user, password = this.password } = {}) {
        const context = await this.browser.newContext({ viewport: { width, height }, locale: language, colorScheme: dark ? "dark" : "light", timezoneId: "Europe/Zurich" });
        const page = await context.newPage();
        page.told = [];
        page.on("console", (m) => m.type() === "error" && page.told.push("console: " + m.text()));
        page.on("pageerror", (e) => page.told.push("exception: " + e.message));
        page.on("request", (r) => !r.url().startsWith(this.base) && !/^(data|blob):/.test(r.url()) && page.told.push("request to " + r.url()));
        await page.goto(this.base + "/");
        await page.locator("#password").waitFor();
        await page.keyboard.type(user);
        await page.keyboard.press("Tab");
        await page.keyboard.type(password);
        await page.keyboard.press("Enter");
        await page.locator(".frame").waitFor();
        return page;
    }
}

export const world = new World();

/** Goes to a page and comes back when it hears the server's events. */
export async function gotoHearing(page, path, topic) {
    const stream = page.waitForResponse((r) => r.ok() && /\/api\/v1\/events\?/.test(r.url()) && decodeURIComponent(r.url()).includes(topic));
    await page.goto(world.base + path);
    await stream;
}

let looks = Math.floor(Date.now() / 86_400_000); // of axe; begins at another one every day

/** What axe-core finds against WCAG 2.2 AA, in words. The short form has one look in three, and all of them within three days. */
export async function wcag(page) {
    if (short && looks++ % 3 !== 0) return [];
    await page.evaluate(axe);
    // A colour on its way to another is none that anybody chose.
    await page.evaluate(() => Promise.all(document.getAnimations().filter((a) => a.effect?.getTiming().iterations !== Infinity).map((a) => a.finished.catch(() => {}))));
    // What lies below an open dialog is covered, and not what a person deals with.
    const found = await page.evaluate(() =>
        window.axe.run([...document.querySelectorAll("[role=dialog]")].at(-1) ?? document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], resultTypes: ["violations"] }),
    );
    return found.violations.flatMap((v) => v.nodes.slice(0, 3).map((n) => `${v.id}: ${n.target.join(" ")} ${n.failureSummary.split("\n")[1] ?? ""}`));
}

export function quantile(list, share) {
    const sorted = [...list].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** Presses keys one by one and counts them; words between blanks are keys, '"…"' is typed. */
export async function keys(page, script) {
    let count = 0;
    for (const part of script.match(/"[^"]*"|\S+/g)) {
        if (part.startsWith('"')) {
            for (const letter of part.slice(1, -1)) {
                await page.keyboard.type(letter);
                count++;
            }
        } else {
            await page.keyboard.press(part);
            count++;
        }
        await page.waitForTimeout(20);
    }
    return count;
}

/** A scanned page with nothing but the code, as dmtxwrite draws it. */
export const card = (code) => execFileSync("dmtxwrite", ["-d", "6", "-m", "60", "-f", "png"], { input: code });
