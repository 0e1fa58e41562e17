// A private server with the demo company, a browser, and what the tests share.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const build = process.env.REJOINDER_BINARY_DIR;
export const short = !!process.env.REJOINDER_SHORT;
export const pictures = join(build, "tests/e2e/pictures");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

async function freePort() {
    // Below the ports that connections of tests beside may get for their own end meanwhile.
    const port = 15_000 + Math.floor(Math.random() * 15_000);
    const free = await new Promise((done) => {
        const socket = createServer();
        socket.once("error", () => done(false));
        socket.listen(port, "127.0.0.1", () => socket.close(() => done(true)));
    });
    return free ? port : freePort();
}

export class World {
    async start() {
        mkdirSync(pictures, { recursive: true });
        this.data = mkdtempSync(join(tmpdir(), "rejoinder-e2e-"));
        const executable = join(build, "bin/rejoinder");
        const plugins = join(build, "plugins");
        cpSync(join(process.env.REJOINDER_DEMO, "data"), this.data, { recursive: true });
        const told = readFileSync(join(process.env.REJOINDER_DEMO, "told"), "utf8");
        this.user = /Sign in as\s+(\S+)\s/.exec(told)[1];
        this.password = /password\s+(\S+)/.exec(told)[1];
        this.token = /TOKEN=(\S+)/.exec(told)[1];
        const port = await freePort();
        this.base = `http://127.0.0.1:${port}`;
        const outside = await freePort();
        /** Where everybody reaches the public forms. */
        this.outside = `http://127.0.0.1:${outside}`;
        this.server = spawn(executable, ["serve", "--data", this.data, "--port", String(port), "--plugins", plugins, "-D", `public.port=${outside}`, "-D", `public.url=${this.outside}`], { stdio: "ignore" });
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
    /**
     * A signed-in page. The house's own user signs in by the form once and is known to every later page, as in a browser
     * that was closed and opened again; nothing else of one page comes to another. Other users always sign in by the form.
     * `told` collects console errors and requests that leave the origin.
     */
    async page({ language = "de-CH", dark = false, width = 1280, height = 800, user = this.user, password = this.password } = {}) {
        const own = user === this.user;
        const storageState = own ? this.signedIn : undefined;
        const context = await this.browser.newContext({ viewport: { width, height }, locale: language, colorScheme: dark ? "dark" : "light", timezoneId: "Europe/Zurich", storageState });
        const page = await context.newPage();
        page.told = [];
        page.on("console", (m) => m.type() === "error" && page.told.push("console: " + m.text()));
        page.on("pageerror", (e) => page.told.push("exception: " + e.message));
        page.on("request", (r) => !r.url().startsWith(this.base) && !/^(data|blob):/.test(r.url()) && page.told.push("request to " + r.url()));
        await page.goto(this.base + "/");
        if (!storageState) await signIn(page, user, password);
        await page.locator(".frame").waitFor();
        if (own) this.signedIn ??= { cookies: await context.cookies(), origins: [{ origin: this.base, localStorage: [{ name: "rejoinder.signed-in", value: "yes" }] }] };
        return page;
    }
}

/** Signs in by the form, with keys. */
export async function signIn(page, user, password) {
    await page.locator("#password").waitFor();
    await page.keyboard.type(user);
    await page.keyboard.press("Tab");
    await page.keyboard.type(password);
    await page.keyboard.press("Enter");
}

export const world = new World();

/** Opens the desk with an empty search field that has the focus. */
export async function openDesk(page, query = "") {
    await page.goto(world.base + "/desk" + query);
    await page.locator(".desk-search input").waitFor();
}

const screenOf = (path) => path.replace(/[?#].*/, "").replace(/\/\d+/g, "/:");

/** Goes to another screen as a door in the console does it, without loading everything anew; the same one of something else is loaded. */
export async function visit(page, path) {
    if (screenOf(path) === screenOf(new URL(page.url()).pathname)) return page.goto(world.base + path);
    await page.evaluate((to) => {
        document.querySelectorAll("main h1, main h3").forEach((h) => h.setAttribute("data-left", ""));
        history.pushState(null, "", to);
        dispatchEvent(new PopStateEvent("popstate"));
    }, path);
    await page.locator("main [data-left]").first().waitFor({ state: "detached" });
}

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

/** Takes the picture on a narrow screen, too, where nothing may stand beside it. */
export async function narrow(page, name) {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.waitForTimeout(100);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, name + " is wider than 360");
    assert.deepEqual(await wcag(page), []);
    await page.screenshot({ path: join(pictures, name + "-360.png"), fullPage: true });
    await page.setViewportSize({ width: 1280, height: 800 });
}

/** Asks until the answer fits; what was asked last stands in the message. */
export async function until(what, ask, fits, seconds = 30) {
    let last;
    for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
        if (fits((last = await ask()))) return last;
        await new Promise((r) => setTimeout(r, 100));
    }
    assert.fail(`${what}: ${JSON.stringify(last)}`);
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
