import assert from "node:assert/strict";
import test from "node:test";
import { join } from "node:path";
import { wcag, world } from "./world.mjs";

test("bad input stands at its fields, in the user's language, with the focus on the first", async () => {
    const page = await world.page();
    await page.goto(world.base + "/contacts");
    await page.getByRole("button", { name: "Neuer Kontakt" }).click();
    await page.getByLabel("Nachname").fill("Fehler");
    await page.getByLabel("Telefon").fill("kein Telefon");
    await page.getByLabel("E-Mail").fill("keine Adresse");
    await page.keyboard.press("Enter");
    await page.getByText("Das ist keine E-Mail-Adresse").waitFor();
    await page.getByText("Das ist keine Telefonnummer").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-invalid")), "true");
    assert.deepEqual(await wcag(page), []);
    await page.reload();
    await page.getByRole("button", { name: "Neuer Kontakt" }).click();
    assert.equal(await page.getByLabel("Nachname").inputValue(), "Fehler", "the draft is kept");

    await page.goto(world.base + "/users");
    await page.getByRole("button", { name: "Neuer Benutzer" }).click();
    await page.keyboard.press("Tab");
    await page.getByRole("button", { name: "Speichern" }).click();
    await page.getByText("Das fehlt").waitFor();
    await page.context().close();
});

test("two people on one contact: the second chooses field by field", async () => {
    const made = await world.api("POST", "/contacts", { familyName: "Doppel", givenName: "Anna", city: "Bern", postcode: "3011", country: "CH" });
    const page = await world.page();
    await page.goto(world.base + "/contacts/" + made.id);
    await page.getByRole("button", { name: "Ändern" }).click();
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

test("names are shown as text everywhere", async () => {
    const page = await world.page();
    let alarmed = false;
    page.on("dialog", (d) => ((alarmed = true), d.dismiss()));
    for (const familyName of ["<img src=x onerror=alert(1)>", "王小明"]) {
        const made = await world.api("POST", "/contacts", { familyName, country: "CH", city: familyName });
        for (const path of ["/contacts/" + made.id, "/desk?contact=" + made.id]) {
            await page.goto(world.base + path);
            await page.locator("main").getByText(familyName).first().waitFor();
        }
        await page.goto(world.base + "/contacts");
        await page.getByLabel("Kontakte suchen").fill(familyName);
        await page.locator("table").getByText(familyName).first().waitFor();
        await page.keyboard.press("Control+k");
        await page.locator("[role=dialog] input:focus").waitFor();
        await page.keyboard.type(familyName);
        await page.getByRole("option").getByText(familyName).first().waitFor();
        await page.keyboard.press("Escape");
    }
    assert.equal(alarmed, false);
    assert.equal(await page.locator("img[src=x]").count(), 0);
    assert.deepEqual(page.told, []);
    await page.context().close();
});

