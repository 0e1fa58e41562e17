import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { tabTo } from "./keyboard.mjs";
import { keys, wcag, world } from "./world.mjs";

test("an order is invoiced, paid and credited with keys; its paper is a PDF, or electronic", { timeout: 180_000 }, async () => {
    const contact = await world.api("POST", "/contacts", { familyName: "Rechnungsfrau", givenName: "Ida", street: "Seeweg", houseNumber: "3", postcode: "8001", city: "Zürich", country: "CH" });
    await world.api("POST", "/items", { sku: "BILL-1", name: "Krug", kind: "goods", priceMinor: 1250, currency: "CHF", vatBasisPoints: 810, stocked: true });
    await world.api("POST", "/stock/receipts", { sku: "BILL-1", quantity: 5 });
    const order = await world.api("POST", "/orders", { contactId: contact.id, lines: [{ sku: "BILL-1", quantity: 2 }] });
    await world.api("POST", `/orders/${order.id}/shipments`, { carrier: "Post", trackingNumber: "99.00.77" });

    const page = await world.page();
    await page.goto(world.base + "/orders/" + order.id);
    await tabTo(page, "Versandtes verrechnen");
    await keys(page, "Enter");
    await tabTo(page, /^Rechnung \d+$/);
    await keys(page, "Enter");
    await page.getByText(/^8[.,]1 %$/).first().waitFor();
    assert.deepEqual(await wcag(page), []);
    const invoice = (await world.api("GET", "/invoices?orderId=" + order.id)).items[0];
    const paper = await fetch(`${world.base}/api/v1/invoices/${invoice.id}/document`, { headers: { Authorization: "Bearer " + world.token } });
    assert.equal(paper.headers.get("content-type"), "application/pdf");
    assert.equal((await paper.text()).slice(0, 5), "%PDF-");
    await tabTo(page, "E-Rechnung");
    const [electronic] = await Promise.all([page.waitForEvent("download"), keys(page, "Enter")]);
    assert.equal(electronic.suggestedFilename(), `invoice-${invoice.number}.xml`);
    assert.match(readFileSync(await electronic.path(), "utf8"), /<cbc:PayableAmount currencyID="CHF">25\.00</);

    const dialog = page.getByRole("dialog");
    await tabTo(page, "Zahlung erfassen");
    await keys(page, "Enter");
    await dialog.getByLabel("Betrag").waitFor();
    assert.equal(await dialog.getByLabel("Betrag").inputValue(), "25");
    assert.deepEqual(await wcag(page), []);
    await keys(page, "Enter");
    await dialog.waitFor({ state: "detached" });
    await page.getByText("bezahlt", { exact: true }).waitFor();

    await tabTo(page, "Gutschrift");
    await keys(page, "Enter");
    await dialog.getByLabel("Grund").waitFor();
    await page.keyboard.type("Zerbrochen");
    await tabTo(page, "Gutschreiben von Krug");
    await page.keyboard.type("1");
    await keys(page, "Enter");
    await page.getByRole("heading", { name: /^Gutschrift \d+$/ }).waitFor();
    assert.deepEqual(await wcag(page), []);
    const now = await world.api("GET", "/invoices/" + invoice.id);
    assert.deepEqual([now.invoice.state, now.invoice.creditedMinor, now.dueMinor], ["overpaid", 1250, -1250]);

    await page.goto(world.base + "/invoices?view=overpaid");
    await page.getByText("Rechnungsfrau").first().waitFor();
    await tabTo(page, "Für die Buchhaltung");
    await keys(page, "Enter");
    await dialog.getByLabel("Von").waitFor();
    const [file] = await Promise.all([page.waitForEvent("download"), dialog.getByRole("button", { name: "CSV speichern" }).focus().then(() => keys(page, "Enter"))]);
    assert.match(file.suggestedFilename(), /^invoices-\d{4}-01-01-\d{4}-12-31\.csv$/);
    assert.deepEqual(page.told, []);

    // Of a buyer without a country there is no electronic invoice: the screen says why, and no file is saved.
    const stranger = await world.api("POST", "/contacts", { familyName: "Ohneland", city: "Irgendwo" });
    const other = await world.api("POST", "/orders", { contactId: stranger.id, lines: [{ sku: "BILL-1", quantity: 1 }] });
    const bill = await world.api("POST", `/orders/${other.id}/invoices`, { prepaid: true });
    let saved = 0;
    page.on("download", () => saved++);
    await page.goto(world.base + "/invoices/" + bill.id);
    await tabTo(page, "E-Rechnung");
    await keys(page, "Enter");
    await page.getByText("Der Adresse der Kundschaft fehlte das Land").waitFor();
    assert.equal(saved, 0);
    await page.context().close();
});
