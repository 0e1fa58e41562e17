import assert from "node:assert/strict";
import test from "node:test";
import { tabTo } from "./keyboard.mjs";
import { card, keys, wcag, world } from "./world.mjs";

test("scanned cards are handed in; what is sure is captured, the rest stands in clearing with its picture", { timeout: 120_000 }, async () => {
    const piece = await world.fresh(140);
    const page = await world.page();
    await page.goto(world.base + "/scans");
    await tabTo(page, "Scans einreichen");
    await keys(page, "Enter");
    const dialog = page.getByRole("dialog");
    await dialog.locator("input[type=file]").setInputFiles([
        { name: "karte-1.png", mimeType: "image/png", buffer: card(piece.code) },
        { name: "karte-2.png", mimeType: "image/png", buffer: card("999999999") },
    ]);
    assert.deepEqual(await wcag(page), []);
    await tabTo(page, "Kontrollsumme");
    await page.keyboard.type("2");
    await tabTo(page, "Einreichen");
    await keys(page, "Enter");
    await page.getByRole("heading", { name: "karte-1.png" }).waitFor();
    await page.getByText("2 = 1 erfasst + 0 doppelt + 1 in der Klärung + 0 abgelehnt").waitFor();
    assert.deepEqual(await wcag(page), []);
    await page.getByText(piece.code, { exact: true }).first().click();
    await dialog.getByRole("img", { name: "Bild der Seite 1" }).waitFor();
    await page.waitForFunction(() => document.querySelector("[role=dialog] img")?.naturalWidth > 100);
    assert.deepEqual(await wcag(page), []);
    await keys(page, "Escape");
    await page.goto(world.base + "/clearing");
    await page.getByText("999999999").first().click();
    await dialog.getByRole("img", { name: "Bild der Seite 1" }).waitFor();
    assert.deepEqual(await wcag(page), []);
    const found = await world.api("GET", `/responses?contactId=${piece.contactId}`);
    assert.deepEqual(found.items.map((r) => [r.type, r.channel, r.attribution]), [["information-request", "post", "direct"]]);
    assert.deepEqual(page.told, []);
    await page.context().close();
});
