import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { fill, focused, tabTo } from "./keyboard.mjs";
import { keys, pictures, until, wcag, world } from "./world.mjs";

async function ordered(sku, quantity, daysAgo) {
    await world.api("POST", "/items", { sku, name: "Ware " + sku, kind: "goods", priceMinor: 900, currency: "CHF", stocked: true, bin: "0-00" });
    if (quantity > 0) await world.api("POST", "/stock/receipts", { sku, quantity });
    const contact = await world.api("POST", "/contacts", { familyName: "Packer", givenName: sku, street: "Seeweg", houseNumber: "3", postcode: "8001", city: "Zürich", country: "CH" });
    return world.api("POST", "/orders", { contactId: contact.id, orderedAt: new Date(Date.now() - daysAgo * 86_400_000).toISOString(), lines: [{ sku, quantity: quantity || 1 }] });
}

test("a round of picking at 360 pixels with a scanner: wrong item, no network, put back, shipped, handed over", { timeout: 120_000 }, async () => {
    const made = await ordered("ROUND-1", 3, 400);
    const picked = async () => (await world.api("GET", "/orders/" + made.id)).lines[0].picked;
    const page = await world.page({ width: 360 });
    await page.goto(world.base + "/pick-batches");
    await page.getByRole("button", { name: "Runde beginnen" }).click();
    await page.waitForURL(/pick-batches\/\d+/);
    await page.getByLabel("Artikel scannen").waitFor();
    await page.getByRole("heading", { name: "0-00" }).waitFor();
    assert.deepEqual(await wcag(page), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing stands out on the right");
    // A wedge types as fast as it can.
    await page.keyboard.type("ROUND-2");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("Falsch: gesucht ist ROUND-1").waitFor();
    await page.screenshot({ path: join(pictures, "pick-round-wrong-360.png") });
    assert.equal(await picked(), 0);
    await page.keyboard.type("round-1");
    await page.keyboard.press("Enter");
    await page.getByText("Richtig: ROUND-1").waitFor();
    await until("the scan is stored", picked, (n) => n === 1);
    assert.deepEqual(page.told.filter((t) => !t.includes("net::ERR")), []);
    // Without a network the work goes on; nothing is lost.
    await page.context().setOffline(true);
    await page.keyboard.type("ROUND-1");
    await page.keyboard.press("Enter");
    await page.getByText(/ROUND-1: 1 nehmen/).waitFor();
    assert.equal(await picked(), 1);
    await page.context().setOffline(false);
    await until("what was scanned without a network is stored", picked, (n) => n === 2);
    await keys(page, "F8");
    await until("all of it was put back", picked, (n) => n === 0);
    await page.getByText(/ROUND-1: 3 nehmen/).waitFor();
    await keys(page, "F4");
    await until("all of them are taken", picked, (n) => n === 3);
    const more = async () => {
        const asked = await page.getByLabel("Artikel scannen").isVisible();
        if (asked) await page.keyboard.press("F9");
        return asked;
    };
    await until("the rest of the round is put off", more, (asked) => !asked);
    await keys(page, "F2");
    await page.getByText("Die Runde ist beendet").waitFor();
    const row = page.getByRole("row").filter({ hasText: "kommissioniert" }).first();
    await row.getByRole("button", { name: "Verpacken und versenden" }).click();
    await page.getByRole("link", { name: "Etikett", exact: true }).waitFor();
    await page.screenshot({ path: join(pictures, "pick-round-totes-360.png") });
    const shipment = (await world.api("GET", "/shipments?orderId=" + made.id)).items[0];
    assert.match(shipment.trackingNumber, /^\d{20}$/);
    for (const paper of ["slip", "label"]) {
        const kind = await page.evaluate((path) => fetch(path).then((r) => r.headers.get("Content-Type")), `/api/v1/shipments/${shipment.id}/${paper}`);
        assert.equal(kind, "application/pdf");
    }
    await page.goto(world.base + "/hand-over");
    await page.locator("tbody").getByRole("button", { name: "Abschliessen" }).first().click();
    await page.getByRole("dialog").getByRole("button", { name: "Abschliessen" }).click();
    await page.getByRole("link", { name: "CSV" }).first().waitFor();
    assert.ok((await world.api("GET", "/manifests")).items[0].parcels >= 1);
    await page.context().close();
});

test("a delay is told and answered, keyboard only", { timeout: 180_000 }, async () => {
    const made = await ordered("DELAY-1", 0, 26);
    const notices = async () => (await world.api("GET", "/delay-notices?orderId=" + made.id)).items;
    const page = await world.page();
    await page.goto(world.base + "/promises");
    await page.getByRole("heading", { name: "Der Kundschaft zu sagen" }).waitFor();
    await page.screenshot({ path: join(pictures, "promises-due.png") });
    const due = (await world.api("GET", "/delay-notices/due?limit=200")).items;
    const at = due.findIndex((d) => d.id === made.id);
    assert.ok(at >= 0);
    await tabTo(page, /^Der Kundschaft zu sagen: /);
    for (let i = 0; i < at; i++) await page.keyboard.press("ArrowDown");
    await keys(page, "Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByText(made.id).waitFor();
    assert.deepEqual(await wcag(page), []);
    await tabTo(page, "Verzug mitteilen");
    await keys(page, "Enter");
    const told = await until("it is stored", notices, (list) => list.length === 1);
    assert.equal(told[0].answer, "awaited");
    await page.getByText("Antwort abwarten").first().waitFor();
    assert.deepEqual(page.told, []);
    await page.context().close();
});

/** A wedge types what it read and Enter, as fast as it can. */
async function scan(page, code) {
    await page.keyboard.type(code);
    await page.keyboard.press("Enter");
}

test("goods come back: label and pieces are scanned, looked at or put back into stock; keyboard only", { timeout: 120_000 }, async () => {
    const made = await ordered("BACK-1", 3, 3);
    await world.api("POST", `/orders/${made.id}/shipments`, {});
    const parcel = (await world.api("GET", "/shipments?orderId=" + made.id)).items[0];
    const stock = async () => (await world.api("GET", "/stock?limit=1000")).items.find((i) => i.sku === "BACK-1");
    const returns = async () => (await world.api("GET", "/goods-returns")).items.filter((r) => r.orderId === made.id);
    const page = await world.page();
    await page.goto(world.base + "/goods-returns");
    await page.locator("main input:focus").waitFor();
    await scan(page, "NOWHERE");
    await page.getByRole("alert").first().waitFor();
    await scan(page, parcel.trackingNumber);
    await page.getByText("Bestellung " + made.id).waitFor();
    assert.equal(await focused(page), "Jedes Stück scannen, oder das nächste Paket");
    for (const n of [1, 2, 3]) {
        await scan(page, n === 2 ? "back-1" : "BACK-1");
        await page.getByText(`BACK-1: ${n} zurück`).waitFor();
    }
    await scan(page, "BACK-1");
    await page.getByRole("alert").getByText("es gingen weniger als 4 hinaus").waitFor();
    await scan(page, parcel.trackingNumber);
    await page.getByRole("alert").getByText("Zuerst Bestellung").waitFor();
    await page.emulateMedia({ colorScheme: "dark" });
    assert.deepEqual(await wcag(page), []);
    await page.emulateMedia({ colorScheme: "light" });
    assert.deepEqual(await wcag(page), []);
    await page.screenshot({ path: join(pictures, "goods-returns-scan.png") });
    // One of the three stays with them after all.
    await fill(page, { "BACK-1: wie viele zurück": "2", "BACK-1: was damit geschieht": "prüfen", Grund: "beschädigt" });
    await keys(page, "F2");
    const [first] = await until("the return is stored", returns, (list) => list.length === 1);
    assert.equal(first.reason, "damaged");
    assert.deepEqual((await world.api("GET", "/goods-returns/" + first.id)).lines.map((l) => [l.sku, l.quantity, l.disposition]), [["BACK-1", 2, "quarantine"]]);
    assert.equal((await stock()).onHand, 0, "what is looked at is not sold");

    // The next parcel: the scanner is in its field again, and the slip's code leads to the same order.
    await page.waitForFunction(() => document.activeElement.matches("main input") && !document.querySelector("[aria-label^='BACK-1:']"));
    await page.setViewportSize({ width: 360, height: 740 });
    await scan(page, made.id);
    await page.getByText("Bestellung " + made.id).waitFor();
    await scan(page, "BACK-1");
    await page.getByText("BACK-1: 1 zurück").waitFor();
    await scan(page, "BACK-1");
    await page.getByRole("alert").getByText("es gingen weniger als 2 hinaus").waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing stands out on the right");
    await page.screenshot({ path: join(pictures, "goods-returns-scan-360.png") });
    await keys(page, "F2");
    await until("the second return is stored", returns, (list) => list.length === 2);
    assert.equal((await stock()).onHand, 1, "what is whole is sold again");
    await page.getByText("beschädigt").filter({ visible: true }).first().waitFor();
    // The browser logs what the server said to the wrong code.
    assert.deepEqual(page.told.filter((t) => !t.includes("404")), []);
    await page.context().close();
});
