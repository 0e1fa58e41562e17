// Records of people: who is there already while typing, duplicates side by side, households, the timeline, consents
// with their wording, holds, dossier, erasure, and how long people are kept. With keys only.
import assert from "node:assert/strict";
import test from "node:test";
import { fill, tabTo } from "./keyboard.mjs";
import { wcag, world } from "./world.mjs";

const fine = async (page) => assert.deepEqual([...(await wcag(page)), ...page.told.splice(0).filter((t) => !/40[19]|422/.test(t))], []);

/** Presses the button with this name; it must be reachable with Tab. */
async function press(page, name, within = page) {
    await within.getByRole("button", { name, exact: true }).first().focus();
    await page.keyboard.press("Enter");
}

/** Waits until a dialog is gone and the focus is where it was before: on the button with this name. */
async function back(page, name) {
    await page.locator("[role=dialog]").waitFor({ state: "detached" });
    await page.locator("button:focus").filter({ hasText: name }).waitFor();
}

/** No part of the page is wider than the screen. */
const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth + 1);

const anna = { givenName: "Annegret", familyName: "Zwygart-Müller", street: "Bahnhofstrasse", houseNumber: "12", postcode: "3600", city: "Thun", country: "CH", email: "annegret@example.org" };

async function operation(id) {
    for (let i = 0; i < 300; i++) {
        const o = await world.api("GET", "/operations/" + id);
        if (["succeeded", "failed"].includes(o.state)) return o;
        await new Promise((r) => setTimeout(r, 200));
    }
    throw new Error("the operation does not end");
}

test("who may be there already is shown while a new contact is typed, and the printed block", { timeout: 120_000 }, async () => {
    await world.api("POST", "/contacts", anna);
    const page = await world.page();
    await page.goto(world.base + "/contacts");
    await press(page, "Neuer Kontakt");
    await page.locator("[role=dialog] :focus").first().waitFor();
    await fill(page, { Vorname: "Anegret", Nachname: "Zwygart-Mueller", Strasse: "Bahnhofstr.", "Nr.": "12", PLZ: "3600", Ort: "Thun" });
    const dialog = page.locator("[role=dialog]");
    await dialog.getByText("Vielleicht schon da").waitFor();
    await dialog.getByRole("link", { name: /Annegret Zwygart-Müller/ }).waitFor();
    await dialog.getByText(/Nachname: /).first().waitFor();
    await dialog.locator("address").waitFor();
    await fill(page, { PLZ: "36000" });
    await dialog.getByText("So sieht keine PLZ des Landes aus.").waitFor();
    await fine(page);
    await page.context().close();
});

test("duplicates side by side: decided with keys, values chosen field by field, and taken apart again", { timeout: 180_000 }, async () => {
    const first = await world.api("POST", "/contacts", { ...anna, givenName: "Hanspeter", familyName: "Rütimann", email: "hp@example.org", phone: "+41333334455" });
    const second = await world.api("POST", "/contacts", { ...anna, givenName: "Hanspeter", familyName: "Ruetimann", street: "Bahnhofstr.", email: "", phone: "+41333334455" });
    await operation((await world.api("POST", "/contacts/duplicates/search", {})).id);
    const pairs = await world.api("GET", "/contacts/duplicates?limit=200");
    assert.ok(pairs.items.some((p) => [p.first.id, p.second.id].includes(second.id)));
    const page = await world.page();
    await page.goto(world.base + "/duplicates");
    await page.getByRole("heading", { name: "Zwei Datensätze nebeneinander" }).waitFor();
    // With Alt+N to the pair that is meant.
    for (let i = 0; i < 200 && !(await page.getByRole("link", { name: /Ruetimann/ }).count()); i++) {
        await page.keyboard.press("Alt+n");
        await page.waitForTimeout(60);
    }
    await page.getByRole("link", { name: /Ruetimann/ }).waitFor();
    await fine(page);
    const stays = (await world.api("GET", "/contacts/duplicates?limit=200")).items.find((p) => [p.first.id, p.second.id].includes(second.id));
    // Another value is typed for the street.
    await tabTo(page, "Strasse: anderer Wert");
    await page.keyboard.type("Bahnhofplatz");
    await page.keyboard.press("Alt+g");
    await page.getByText("Zusammengeführt", { exact: true }).first().waitFor();
    const merged = await world.api("GET", "/contacts/" + first.id);
    assert.equal(merged.street, "Bahnhofplatz");
    assert.equal((await world.api("GET", "/contacts/" + second.id)).id, merged.id, "both ids are one person");
    assert.ok([stays.first.id, stays.second.id].includes(merged.id));

    await page.goto(world.base + "/contacts/" + merged.id);
    await page.getByRole("heading", { name: "Was geschah" }).waitFor();
    await fine(page);
    await press(page, "Trennen");
    await page.locator("[role=dialog] button:focus").waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("Es sind wieder zwei").waitFor();
    const again = await world.api("GET", "/contacts/" + first.id);
    assert.equal(again.id, first.id);
    assert.equal((await world.api("GET", "/contacts/" + second.id)).id, second.id);
    await page.context().close();
});

test("a contact with household, timeline and consents; at 360 pixels in the dark as well", { timeout: 180_000 }, async () => {
    const one = await world.api("POST", "/contacts", { ...anna, givenName: "Klara", familyName: "Hürlimann", email: "klara@example.org" });
    await world.api("POST", "/contacts", { ...anna, givenName: "Kurt", familyName: "Huerlimann", street: "Bahnhofstr. 12", houseNumber: "", email: "" });
    await world.api("POST", `/contacts/${one.id}/consents`, { channel: "email", event: "given", source: "web form", textVersion: "2026-1", text: "Ja, schreiben Sie mir." });
    for (const look of [{}, { width: 360, height: 740, dark: true }]) {
        const page = await world.page(look);
        await page.goto(world.base + "/contacts/" + one.id);
        await page.getByRole("link", { name: /Kurt Huerlimann/ }).waitFor();
        await page.getByText("Einwilligung erteilt").first().waitFor();
        await page.locator("address").waitFor();
        await fine(page);
        assert.ok(await fits(page), "too wide");
        // The wording behind the consent.
        await press(page, "Wortlaut 2026-1");
        await page.locator("[role=dialog]").getByText("Ja, schreiben Sie mir.").waitFor();
        await fine(page);
        await page.keyboard.press("Escape");
        await back(page, "Wortlaut 2026-1");
        // A kind is left out.
        await page.getByRole("checkbox", { name: "Einwilligung erteilt" }).focus();
        await page.keyboard.press("Space");
        await page.locator("ol").getByText("Einwilligung erteilt").waitFor({ state: "detached" });
        await page.context().close();
    }
});

test("hold, dossier and erasure", { timeout: 180_000 }, async () => {
    const one = await world.api("POST", "/contacts", { ...anna, givenName: "Leo", familyName: "Löscher", email: "leo@example.org" });
    const page = await world.page();
    await page.goto(world.base + "/contacts/" + one.id);
    await press(page, "Aufbewahrungspflicht");
    await page.locator("[role=dialog] input:focus").waitFor();
    await page.keyboard.type("Rechtsstreit");
    await page.keyboard.press("Enter");
    await page.getByText(/Rechtsstreit · /).waitFor();
    await back(page, "Aufbewahrungspflicht");

    const erase = async () => {
        await press(page, "Löschen");
        await page.locator("[role=dialog] input:focus").waitFor();
        await page.keyboard.type("Brief vom 3. März");
        await page.keyboard.press("Enter");
        await page.locator("[role=dialog]").getByText(/^Verschwindet: 1 Datensatz/).waitFor();
        await fine(page);
        await press(page, "Endgültig löschen");
    };
    await erase();
    await page.getByText("Eine Aufbewahrungspflicht verbietet das Löschen.").first().waitFor();
    await page.keyboard.press("Escape");
    await back(page, "Löschen");
    await press(page, "Aufheben");
    await page.locator("[role=dialog] button:focus").waitFor();
    await page.keyboard.press("Enter");
    await page.getByText(/Rechtsstreit · /).waitFor({ state: "detached" });
    await page.locator("[role=dialog]").waitFor({ state: "detached" });

    await press(page, "Auskunft");
    await page.locator("[role=dialog] input:focus").waitFor();
    await page.keyboard.type("Brief");
    const download = page.waitForEvent("download");
    await page.keyboard.press("Enter");
    assert.match((await download).suggestedFilename(), /^dossier-.*\.json$/);
    await back(page, "Auskunft");
    await page.getByText(/Auskunft erteilt/).waitFor();

    await erase();
    await page.getByText("Die Löschung läuft").waitFor();
    for (let i = 0; i < 600 && (await world.api("GET", "/contacts/" + one.id)).familyName; i++) await page.waitForTimeout(100);
    assert.equal((await world.api("GET", "/contacts/" + one.id)).familyName, "");
    await page.getByText(/Gelöscht · /).waitFor();
    await fine(page);
    await page.context().close();
});

test("a retention rule is tried before it acts", { timeout: 180_000 }, async () => {
    const page = await world.page();
    await page.goto(world.base + "/retention");
    await press(page, "Neue Regel");
    await page.locator("[role=dialog] input:focus").waitFor();
    await fill(page, { Name: "Alte Interessenten", Tage: "3650" });
    await page.keyboard.press("Enter");
    await page.getByText("Zuerst ein Probelauf der Regel", { exact: false }).waitFor();
    assert.ok(await page.getByRole("button", { name: "Einschalten" }).isDisabled());
    await fine(page);
    await press(page, "Probelauf");
    await page.getByRole("grid", { name: /Läufe/ }).getByText("Probelauf").waitFor({ timeout: 60_000 });
    await page.getByRole("grid", { name: /Läufe/ }).getByText("erledigt", { exact: true }).waitFor();
    await page.locator("button:not([disabled])", { hasText: "Einschalten" }).waitFor();
    await press(page, "Einschalten");
    await page.locator("[role=dialog] button:focus").waitFor();
    await fine(page);
    await page.keyboard.press("Enter");
    await page.getByText("Die Regel wirkt ab jetzt").waitFor();
    const rules = (await world.api("GET", "/contacts/retention-rules")).rules;
    assert.equal(rules.find((r) => r.name === "Alte Interessenten").active, true);
    await press(page, "Ausschalten");
    await page.locator("button", { hasText: "Einschalten" }).waitFor();
    await page.context().close();
});

test("a suppression list is loaded and ended", { timeout: 120_000 }, async () => {
    const page = await world.page();
    await page.goto(world.base + "/suppression-lists");
    await press(page, "Eine Adresse sperren");
    await page.locator("[role=dialog] :focus").first().waitFor();
    await fill(page, { "E-Mail": "niemand@example.org", Quelle: "Brief" });
    await page.keyboard.press("Enter");
    await page.getByText("Gesperrt").first().waitFor();
    await back(page, "Eine Adresse sperren");
    await press(page, "Liste laden");
    await page.locator("[role=dialog]").waitFor();
    await page.locator("input[type=file]").setInputFiles({ name: "robinson.csv", mimeType: "text/csv", buffer: Buffer.from("a@example.org\nb@example.org\nkeine\n") });
    await fill(page, { Name: "Robinson", Quelle: "DDV" });
    await fine(page);
    await page.keyboard.press("Enter");
    const row = page.getByRole("row", { name: /Robinson/ });
    await row.getByText("gilt", { exact: true }).waitFor();
    assert.ok(await fits(page));
    await press(page, "Beenden", row);
    await page.locator("[role=dialog] button:focus").waitFor();
    await page.keyboard.press("Enter");
    await row.getByText("gilt", { exact: true }).waitFor({ state: "detached" });
    assert.equal((await world.api("GET", "/suppression-lists")).items.find((l) => l.name === "Robinson").state, "replaced");
    await page.context().close();
});
