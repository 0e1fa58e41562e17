import assert from "node:assert/strict";
import test from "node:test";
import { fill, tabTo } from "./keyboard.mjs";
import { keys, visit, wcag, world } from "./world.mjs";

const kMissing = "Das fehlt";
const first = async (path) => (await world.api("GET", path + "?limit=1")).items[0].id;

/** Every form with what is wrong in it: [page, what opens it (a list's name: its first row), what is typed, which fault at which field, what sends it]. */
const forms = [
    ["/contacts", "Neuer Kontakt", { Nachname: "Fehler", Telefon: "kein Telefon", "E-Mail": "keine Adresse" }, { Telefon: "Das ist keine Telefonnummer", "E-Mail": "Das ist keine E-Mail-Adresse" }],
    ["/contacts/:/contacts", "Ändern", { "E-Mail": "keine Adresse" }, { "E-Mail": "Das ist keine E-Mail-Adresse" }],
    ["/users", "Neuer Benutzer", {}, { Benutzername: kMissing }],
    ["/roles", "Neue Rolle", {}, { Name: kMissing }],
    ["/tokens", "Neues Token", {}, { Wofür: kMissing }],
    ["/campaigns", "Kampagne planen", {}, { Code: kMissing, Name: kMissing }],
    ["/campaigns", "Kampagne planen", { Code: "FEHLER", Name: "Fehler", "Kosten je Stück": "viel" }, { "Kosten je Stück": "Das ist nicht richtig geschrieben" }],
    ["/campaigns/:/campaigns", "Ändern", { Name: "" }, { Name: kMissing }],
    ["/campaigns/:/campaigns", "Kosten buchen", {}, { Wofür: kMissing, Betrag: kMissing }],
    ["/offers", "Neues Angebot", {}, { Code: kMissing, Name: kMissing }],
    ["/target-groups", "Neue Zielgruppe", {}, { Name: kMissing }],
    ["/pre-tests", "Neuer Vortest", {}, { Name: kMissing }],
    ["/pre-tests", undefined, {}, { Stücke: kMissing, Antwortende: kMissing }, "Vergleichen"],
    ["/waves", "Neue Welle", {}, { Name: kMissing }],
    ["/follow-ups", "Neue Regel", {}, { Name: kMissing }],
    ["/learnings", "Frühere Kampagne erfassen", { Kampagne: "Alt", Stücke: "10", Antwortende: "20" }, { Antwortende: "Mehr Antwortende als Stücke" }],
    ["/learnings", undefined, {}, { Stücke: kMissing }, "Vorhersagen"],
    ["/items", /^Artikel: /, { Preis: "viel" }, { Preis: "Das passt hier nicht" }],
    ["/items", "Neuer Artikel", { "Artikelnr.": "X-1", Name: "X", Preis: "viel" }, { Preis: "Das passt hier nicht" }],
    ["/items", "Neuer Artikel", { "Artikelnr.": "X-1", Name: "X", Stückkosten: "-4", Preis: "1" }, { Stückkosten: "Zwischen 0 und 1 000 000" }],
    ["/orders", "Neue Bestellung", {}, { Person: kMissing, "Artikel 1": kMissing }],
    ["/subscriptions", "Neues Abonnement", {}, { Person: kMissing }],
    ["/shipping-rates", "Neuer Tarif", {}, { "Name auf der Rechnung": kMissing, Preis: kMissing }],
    ["/seeds", "Kontrolladresse setzen", {}, { Person: kMissing }],
    ["/stock", "Wareneingang", {}, { "Artikelnr.": kMissing, Menge: kMissing }],
    ["/stock", "Korrektur", { Menge: "x", Grund: "weg" }, { "Artikelnr.": kMissing }],
    ["/response-types", "Neu", {}, { Schlüssel: kMissing, Name: kMissing }],
    ["/response-types", /^Antwortarten: /, { Name: "" }, { Name: kMissing }],
    ["/users", /^Benutzer: /, { "Voller Name": "" }, { "Voller Name": kMissing }],
    ["/contacts/:/contacts", "Mit einer anderen Person zusammenführen", {}, { "Wer dieselbe Person ist": kMissing }, "Mit einer anderen Person zusammenführen"],
    ["/call-outcomes", "Neu", { Code: "GROSS geschrieben", Name: "X" }, { Code: "Kleinbuchstaben, Ziffern und Bindestriche" }],
    ["/cards", undefined, { Karten: "0" }, { Karten: "1 bis 1000 Karten" }, "Erfassen beginnen"],
    ["/desk", "Alt+n", { Nachname: "Fehler", Telefon: "kein Telefon" }, { Telefon: "Das ist keine Telefonnummer" }, "Kontakt anlegen"],
];

test("bad input stands at its fields, in the user's language, with the focus on the first", { timeout: 900_000 }, async () => {
    const page = await world.page();
    const faults = [];
    for (const [where, opener, typed, expected, send = /^(Speichern|Stücke bauen|Bestellung erfassen)$/] of forms) {
        const [path, list] = where.split(":");
        const say = (text) => faults.push(`${path} ${opener ?? ""}: ${text}`);
        const form = page.locator("[role=dialog] form, main form").last();
        try {
            await visit(page, list ? path + (await first(list)) : path);
            await page.locator("main h1").first().waitFor();
            if (opener instanceof RegExp) {
                await page.locator("tbody tr").first().waitFor();
                await tabTo(page, opener);
                await keys(page, "ArrowDown Enter");
            } else if (opener?.includes("+")) {
                await page.locator(".desk-search input:focus").waitFor();
                await page.keyboard.press(opener);
            } else if (opener) {
                await page.getByRole("button", { name: opener, exact: true }).first().waitFor();
                await tabTo(page, opener);
                await page.keyboard.press("Enter");
            }
            await form.waitFor();
            await fill(page, typed);
            await tabTo(page, send);
            await page.keyboard.press("Enter");
            await form.locator("[aria-invalid=true]").first().waitFor();
        } catch (error) {
            say(error.message.split("\n")[0]);
            continue;
        }
        const seen = await form.evaluate((f) => {
            const errorOf = (e) => (e.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.innerText ?? "").join(" ");
            return [...f.querySelectorAll("[aria-invalid=true]")].map((e) => ({ label: (e.labels?.[0]?.innerText ?? "").replace(/\s*\*$/, "").trim(), error: errorOf(e), focus: e === document.activeElement }));
        });
        for (const [label, text] of Object.entries(expected))
            if (!seen.some((s) => s.label === label && s.error.includes(text))) say(`no "${text}" at ${label}; there is ${JSON.stringify(seen)}`);
        if (!seen[0]?.focus) say("the focus is not on the first fault");
        for (const s of seen) if (/\b(the|is|must|be|at least|there)\b/.test(s.error)) say(`not in German: ${s.error}`);
        faults.push(...(await wcag(page)).map((f) => `${path} ${opener}: ${f}`));
    }
    assert.deepEqual(faults, []);

    await page.goto(world.base + "/contacts");
    await page.getByRole("button", { name: "Neuer Kontakt" }).click();
    assert.equal(await page.getByLabel("Nachname").inputValue(), "Fehler", "the draft is kept");
    await page.context().close();
});

test("a refused sign-in says so and keeps the name", async () => {
    const context = await world.browser.newContext({ locale: "de-CH" });
    const page = await context.newPage();
    await page.goto(world.base + "/");
    await page.locator("#password").waitFor();
    await page.keyboard.type("demo");
    await page.keyboard.press("Tab");
    await page.keyboard.type("falsch");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    assert.ok(!/\b(the|wrong)\b/.test(await page.getByRole("alert").innerText()));
    assert.deepEqual(await wcag(page), []);
    await context.close();
});

test("what somebody else changed is never written over: by an older draft, in the form of a list", async () => {
    const made = await world.api("POST", "/contacts", { familyName: "Entwurf", givenName: "Anna", city: "Bern", country: "CH" });
    const page = await world.page();
    const choice = page.getByRole("dialog", { name: "Jemand war schneller" });
    await page.goto(world.base + "/contacts/" + made.id);
    await page.getByRole("button", { name: "Ändern", exact: true }).click();
    await page.getByLabel("Vorname").fill("Annabelle");
    await world.api("PATCH", "/contacts/" + made.id, { city: "Thun" }, { "If-Match": `"${made.version}"` });
    await page.reload();
    await page.getByText("Thun").first().waitFor();
    await page.getByRole("button", { name: "Ändern", exact: true }).click();
    await page.getByRole("button", { name: "Speichern" }).click();
    await choice.getByRole("button", { name: "Auswahl speichern" }).click();
    await page.getByRole("heading", { name: "Annabelle Entwurf" }).waitFor();
    assert.equal((await world.api("GET", "/contacts/" + made.id)).city, "Thun");

    const item = await world.api("POST", "/items", { sku: "BEIDE", name: "Beide", kind: "goods", priceMinor: 500, currency: "CHF", stocked: true, bin: "A-1" });
    await page.goto(world.base + "/items?items.filter=BEIDE");
    await tabTo(page, /^Artikel: /);
    await keys(page, "Enter");
    await page.getByRole("dialog").getByLabel("Name").fill("Beide zusammen");
    await world.api("PATCH", "/items/" + item.id, { bin: "B-2" }, { "If-Match": `"${item.version}"` });
    await page.getByRole("button", { name: "Speichern" }).click();
    await choice.getByRole("button", { name: "Auswahl speichern" }).click();
    await choice.waitFor({ state: "detached" });
    await page.getByText("Beide zusammen").first().waitFor();
    const now = await world.api("GET", "/items/" + item.id);
    assert.deepEqual([now.name, now.bin], ["Beide zusammen", "B-2"]);
    await page.context().close();
});

test("two people on one contact: the second chooses field by field", async () => {
    const made = await world.api("POST", "/contacts", { familyName: "Doppel", givenName: "Anna", city: "Bern", postcode: "3011", country: "CH" });
    const page = await world.page();
    await page.goto(world.base + "/contacts/" + made.id);
    await page.getByRole("button", { name: "Ändern", exact: true }).click();
    await page.getByLabel("Vorname").fill("Annabelle");
    await world.api("PATCH", "/contacts/" + made.id, { city: "Thun" }, { "If-Match": `"${made.version}"` });
    await page.getByRole("button", { name: "Speichern" }).click();
    const choice = page.getByRole("dialog", { name: "Jemand war schneller" });
    await choice.waitFor();
    assert.deepEqual(await wcag(page), []);
    await choice.getByRole("button", { name: "Auswahl speichern" }).click();
    await page.getByRole("heading", { name: "Annabelle Doppel" }).waitFor();
    const now = await world.api("GET", "/contacts/" + made.id);
    assert.deepEqual([now.givenName, now.city], ["Annabelle", "Thun"]);
    await page.context().close();
});

