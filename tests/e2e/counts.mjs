import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { keys, pictures, until, wcag, world } from "./world.mjs";

async function stocked(sku, bin, quantity) {
    await world.api("POST", "/items", { sku, name: "Ware " + sku, kind: "goods", priceMinor: 900, currency: "CHF", stocked: true, bin });
    await world.api("POST", "/stock/receipts", { sku, quantity });
}

/** A wedge types what it read and Enter, as fast as it can. */
async function scan(page, code) {
    await page.keyboard.type(code);
    await page.keyboard.press("Enter");
}

test("a cycle count at 360 pixels with a scanner: blind, a wrong item, what differs waits for somebody else", { timeout: 180_000 }, async () => {
    await stocked("COUNT-1", "ZZ-1", 5);
    await stocked("COUNT-2", "ZZ-2", 5);
    const made = await world.api("POST", "/stock-counts", { scope: "bin", chosen: "ZZ-*" });
    const line = async (sku) => (await world.api("GET", "/stock-counts/" + made.id)).lines.find((l) => l.sku === sku);
    const page = await world.page({ width: 360 });
    await page.goto(world.base + "/stock-counts/" + made.id);
    await page.getByRole("heading", { name: "ZZ-1", exact: true }).waitFor();
    await page.locator("main input:focus").waitFor();
    assert.deepEqual(await wcag(page), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing stands out on the right");
    await scan(page, "COUNT-2");
    await page.getByRole("alert").getByText("Falsch: gesucht ist COUNT-1").waitFor();
    await scan(page, "count-1");
    await page.getByLabel("Wie viele liegen da").waitFor();
    await page.locator("main input:focus").waitFor();
    await page.screenshot({ path: join(pictures, "count-360.png") });
    await scan(page, "5");
    await until("the first is counted", () => line("COUNT-1"), (l) => l.state === "done");
    assert.equal((await line("COUNT-1")).difference, 0);
    await page.getByRole("heading", { name: "ZZ-2", exact: true }).waitFor();
    await page.getByLabel("Artikel scannen").waitFor();
    await scan(page, "COUNT-2");
    await page.getByLabel("Wie viele liegen da").fill("2");
    await keys(page, "F2");
    await until("a difference too large waits", () => line("COUNT-2"), (l) => l.state === "toCountAgain");
    await page.getByText("Was übrig ist, muss jemand anderes nachzählen.").waitFor();
    assert.equal((await world.api("GET", "/stock?limit=1000")).items.find((i) => i.sku === "COUNT-2").onHand, 5, "nothing is posted yet");
    assert.deepEqual(page.told, []);
    await page.context().close();
});

test("an outside house, an approval: made, handed over, answered and decided on their screens", { timeout: 180_000 }, async () => {
    await stocked("HOUSE-1", "", 5);
    await stocked("ASK-1", "", 5);
    const house = await world.api("POST", "/houses", { name: "Lager Süd" });
    await world.api("POST", `/houses/${house.id}/items`, { sku: "HOUSE-1" });
    await world.api("POST", "/fulfilment-routes", { name: "Frage", kind: "parcel", sku: "ASK-1", approval: true });
    const contact = await world.api("POST", "/contacts", { familyName: "Extern", givenName: "Eva", street: "Seeweg", houseNumber: "3", postcode: "8001", city: "Zürich", country: "CH" });
    const order = (sku) => world.api("POST", "/orders", { contactId: contact.id, lines: [{ sku, quantity: 1 }] });
    const away = await order("HOUSE-1");
    const asked = await order("ASK-1");
    const page = await world.page();
    await page.goto(world.base + "/houses/" + house.id);
    await page.getByRole("button", { name: "Jetzt Datei machen" }).click();
    await page.getByRole("link", { name: "CSV" }).waitFor();
    const csv = `order,sku,quantity,outcome,trackingNumber\n${away.id},HOUSE-1,1,,T-1\n4711,HOUSE-1,1,,T-2\n`;
    await page.locator("input[type=file]").setInputFiles({ name: "answer.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
    await page.getByRole("button", { name: "Einreichen" }).click();
    await page.getByRole("dialog").getByText("Von dieser Bestellung liegt nichts dort").waitFor();
    assert.deepEqual(await wcag(page), []);
    await page.screenshot({ path: join(pictures, "house-answer.png") });
    await until("the order is shipped", () => world.api("GET", "/orders/" + away.id), (o) => o.order.state === "shipped");
    await page.goto(world.base + "/approvals");
    await page.getByRole("row").filter({ hasText: asked.id }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Entscheiden" }).click();
    await until("the order goes on", () => world.api("GET", "/orders/" + asked.id), (o) => !o.order.held);
    assert.deepEqual(page.told, []);
    await page.context().close();
});
