import assert from "node:assert/strict";
import test from "node:test";
import { join } from "node:path";
import { pictures, short, wcag, world } from "./world.mjs";

test("every page opens, says what it is, and meets WCAG 2.2 AA", { timeout: 900_000 }, async () => {
    const page = await world.page();
    const first = async (path) => (await world.api("GET", path + "?limit=1")).items[0]?.id;
    const pages = (await world.api("GET", "/pages")).items.map((p) => p.path);
    const details = ["/contacts", "/campaigns", "/target-groups", "/pre-tests", "/waves", "/orders", "/responses"];
    for (const path of details) pages.push(`${path}/${await first(path)}`);
    pages.push("/follow-ups/" + (await first("/follow-up-rules")), "/results/" + (await first("/campaigns")), "/desk?code=" + (await world.codes(120)).at(-1).code, "/", "/profile", "/nowhere");
    const faults = [];
    const visit = async (target, path, mark = "") => {
        target.told.length = 0;
        await target.goto(world.base + path);
        await target.locator("main").waitFor();
        await target.getByText("Lädt …").waitFor({ state: "detached" });
        await target.waitForTimeout(short ? 350 : 800);
        const title = await target.locator("main h1, main h3").first().innerText().catch(() => "");
        if (!title) faults.push(`${path}: no heading`);
        if (/\b[a-z]+\.[a-z]+[A-Z]?[a-z]*\b/.test(title)) faults.push(`${path}: a text is missing: ${title}`);
        faults.push(...(await wcag(target)).map((f) => `${path}: ${f}`), ...target.told.map((f) => `${path}: ${f}`));
        const name = path.replace(/\?.*|\/\d+/g, "").replace(/\W+/g, "-").replace(/^-|-$/g, "") || "start";
        await target.screenshot({ path: join(pictures, `${name}${/\d{9}/.test(path) ? "-one" : ""}${mark}.png`) });
    };
    for (const path of pages) await visit(page, path);
    await page.context().close();
    const dark = await world.page({ dark: true });
    for (const path of short ? ["/campaigns", "/desk", "/"] : pages) await visit(dark, path, "-dark");
    await dark.context().close();
    const narrow = await world.page({ width: 360, height: 740 });
    for (const path of ["/", "/pick", "/stock", "/desk", "/contacts"]) {
        await visit(narrow, path, "-360");
        const over = await narrow.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (over > 1) faults.push(`${path}: ${over} px wider than 360`);
    }
    await narrow.context().close();
    assert.deepEqual(faults, []);
});

