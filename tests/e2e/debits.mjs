import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { join } from "node:path";
import { fill, tabTo } from "./keyboard.mjs";
import { keys, narrow, pictures, wcag, world } from "./world.mjs";

const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test("a mandate is entered, an invoice collected, handed over and given back, keyboard only", { timeout: 240_000 }, async () => {
    for (const [name, value] of [["creditor-identifier", "DE98ZZZ09999999999"], ["debit-iban", "CH93 0076 2011 6238 5295 7"]])
        await world.api("PATCH", "/settings/fulfilment." + name, { value }, { "If-Match": '"0"' });
    const contact = await world.api("POST", "/contacts", { familyName: "Lastmann", givenName: "Udo", street: "Ring", houseNumber: "1", postcode: "1010", city: "Wien", country: "AT" });
    const page = await world.page();
    const dialog = page.getByRole("dialog");
    await page.goto(world.base + "/contacts/" + contact.id);
    await page.getByRole("button", { name: "Neues Mandat" }).waitFor();
    await tabTo(page, "Neues Mandat");
    await keys(page, "Enter");
    await fill(page, { IBAN: "AT61 1904 3002 3457 3202", Kontoinhaber: "Udo Lastmann" });
    await dialog.getByLabel("Unterschrieben am").fill(inDays(-3));
    assert.deepEqual(await wcag(page), []);
    await tabTo(page, "Speichern");
    await keys(page, "Enter");
    await dialog.getByLabel("IBAN").and(dialog.locator("[aria-invalid=true]")).waitFor();
    await dialog.getByLabel("IBAN").fill("AT61 1904 3002 3457 3201");
    await tabTo(page, "Speichern");
    await keys(page, "Enter");
    await dialog.waitFor({ state: "detached" });
    await page.getByText("AT61 **** 3201").waitFor();
    await page.screenshot({ path: join(pictures, "mandate.png"), fullPage: true });

    await world.api("POST", "/items", { sku: "DEBIT-1", name: "Kanne", kind: "goods", priceMinor: 4200, currency: "EUR", stocked: true });
    await world.api("POST", "/stock/receipts", { sku: "DEBIT-1", quantity: 2 });
    const order = await world.api("POST", "/orders", { contactId: contact.id, payment: { kind: "directDebit" }, lines: [{ sku: "DEBIT-1", quantity: 2 }] });
    await world.api("POST", `/orders/${order.id}/shipments`, { carrier: "Post", trackingNumber: "99.00.78" });
    const invoice = await world.api("POST", `/orders/${order.id}/invoices`, {});
    await page.goto(world.base + "/invoices/" + invoice.id);
    await page.getByText("angekündigt", { exact: true }).waitFor();
    assert.deepEqual(await wcag(page), []);
    await page.screenshot({ path: join(pictures, "invoice-debit.png"), fullPage: true });

    await page.goto(world.base + "/direct-debit-collections");
    await tabTo(page, "Einzug erstellen");
    await keys(page, "Enter");
    await dialog.getByLabel("Bis").fill(inDays(40));
    assert.deepEqual(await wcag(page), []);
    await tabTo(page, "Einzug erstellen");
    await keys(page, "Enter");
    await page.getByRole("heading", { name: "Lastschrifteinzug" }).waitFor();
    await page.getByText("Udo Lastmann").first().waitFor();
    await tabTo(page, "Datei für die Bank");
    const [file] = await Promise.all([page.waitForEvent("download"), keys(page, "Enter")]);
    const xml = readFileSync(await file.path(), "utf8");
    assert.match(xml, /<CtrlSum>84\.00<\/CtrlSum>/);
    assert.match(xml, /<IBAN>CH9300762011623852957<\/IBAN>/);
    await tabTo(page, "Übergeben");
    await keys(page, "Enter");
    await dialog.waitFor();
    await tabTo(page, /^(Ja|Übergeben)$/);
    await keys(page, "Enter");
    await page.getByText("übergeben", { exact: true }).waitFor();
    await page.locator("tbody").getByRole("button", { name: "Zurückgegeben" }).focus(); // the column is called so, too
    await keys(page, "Enter");
    await dialog.getByLabel("Grund").waitFor();
    await page.keyboard.type("MD06");
    assert.deepEqual(await wcag(page), []);
    await keys(page, "Enter");
    await dialog.waitFor({ state: "detached" });
    await page.getByText("MD06").waitFor();
    assert.deepEqual(await wcag(page), []);
    await page.screenshot({ path: join(pictures, "collection.png"), fullPage: true });
    await narrow(page, "collection");
    assert.deepEqual((await world.api("GET", "/invoices/" + invoice.id)).debit.state, "returned");
    assert.deepEqual(page.told.filter((text) => !text.includes("422")), []);
    await page.context().close();
});
