// A file is imported with keys only: chosen, looked at, corrected, tried, done, and taken back.
import assert from "node:assert/strict";
import test from "node:test";
import { readFileSync } from "node:fs";
import { fill, tabTo } from "./keyboard.mjs";
import { until, wcag, world } from "./world.mjs";

async function press(page, name) {
    await tabTo(page, name);
    await page.keyboard.press("Enter");
}

const newest = async () => (await world.api("GET", "/contacts/imports?limit=1")).items[0];
const byKey = async (key) => (await world.api("GET", "/contacts?externalKey=" + key)).items.filter((c) => c.externalKey === key);

/** Opens the wizard with a file, as from the system's dialog. */
async function open(page, name, bytes) {
    await page.goto(world.base + "/contact-imports");
    await page.getByRole("button", { name: "Neuer Import" }).first().waitFor();
    await press(page, "Neuer Import");
    // The dialog takes the focus when it has opened, which on a busy machine is after the first Tab.
    await page.locator("[role=dialog]:focus, [role=dialog] :focus").waitFor();
    let chooser;
    for (let i = 0; i < 8 && !chooser; i++) {
        await tabTo(page, "Datei");
        const opened = page.waitForEvent("filechooser", { timeout: 5000 }).catch(() => undefined);
        await page.keyboard.press("Enter");
        chooser = await opened;
    }
    await chooser.setFiles({ name, mimeType: "text/csv", buffer: bytes });
}

test("a file is imported and taken back, keyboard only", { timeout: 180_000 }, async () => {
    const page = await world.page();
    const rows = ["Kundennummer;Vorname;Nachname;Strasse;PLZ;Ort;E-Mail;Farbe"];
    for (let i = 0; i < 30; i++) rows.push(`TAST-${i};Zoë;Tastenmüller;Gasse ${i};0${1000 + i};Dresden;taste${i}@example.org;blau`);
    rows.push("TAST-X;Otto;Falsch;;;;keine Adresse;rot");
    await open(page, "tasten.csv", Buffer.from(rows.join("\r\n"), "latin1"));
    await page.waitForURL(/contact-imports\/\d+/);
    await page.getByText("Erkannt: Text (CSV)").waitFor();
    assert.equal(await page.getByLabel("Zeichencodierung").inputValue(), "windows-1252");
    assert.equal(await page.getByLabel("Trennzeichen").inputValue(), ";");
    assert.equal(await page.getByLabel("Spalte «Ort» ist").inputValue(), "city");
    await page.getByText("Tastenmüller").first().waitFor();
    assert.deepEqual(await wcag(page), []);
    // What was found out is wrong in one place; it is corrected.
    await tabTo(page, "Spalte «Farbe» ist");
    await page.keyboard.type("nichts");
    await fill(page, { Rechtsgrundlage: "Vertrag" });
    await press(page, "Probelauf");
    await page.getByText("Das würde der Import tun").waitFor();
    const tried = await newest();
    assert.deepEqual([tried.state, tried.created, tried.failed], ["checked", 30, 1]);
    assert.deepEqual(await byKey("TAST-3"), [], "the trial stored nobody");
    await press(page, "Import starten");
    const done = await until("the import", newest, (i) => i.state === "finished");
    assert.deepEqual([done.created, done.failed, done.settings.legalBasis], [30, 1, "contract"]);
    const [person] = await byKey("TAST-3");
    assert.deepEqual([person.givenName, person.familyName, person.postcode], ["Zoë", "Tastenmüller", "01003"]);
    assert.deepEqual((await world.api("GET", `/contacts/${person.id}/attributes`)).values ?? {}, {});
    await page.getByText("Datei der falschen Zeilen").waitFor();
    assert.deepEqual(await wcag(page), []);
    await tabTo(page, "Datei der falschen Zeilen");
    const [file] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    assert.match(readFileSync(await file.path(), "utf8"), /TAST-X;Otto;Falsch;.*;32;contacts\.email;E-Mail;/);
    // Where the person's data comes from stands at the person.
    await page.goto(world.base + "/contacts/" + person.id);
    await page.getByText("tasten.csv").first().waitFor();
    await page.goto(world.base + "/contact-imports/" + done.id);
    await page.getByRole("button", { name: "Import rückgängig machen" }).waitFor();
    await press(page, "Import rückgängig machen");
    await page.locator("[role=dialog] button:focus").waitFor();
    await tabTo(page, "Import rückgängig machen");
    await page.keyboard.press("Enter");
    const undone = await until("taking back", newest, (i) => i.state === "undone");
    assert.deepEqual([undone.removed, undone.kept], [30, 0]);
    assert.deepEqual(await byKey("TAST-3"), []);
    await page.getByText(/30 entfernt/).waitFor();
    assert.deepEqual(page.told, []);
    await page.context().close();
});

test("a file is dropped; what cannot be read is refused in a sentence", { timeout: 180_000 }, async () => {
    const page = await world.page({ width: 360 });
    await page.goto(world.base + "/contact-imports");
    await page.getByRole("button", { name: "Neuer Import" }).first().click();
    await page.getByText("… oder hierher ziehen").waitFor();
    const drop = (name, text) =>
        page.getByText("… oder hierher ziehen").evaluate(
            (e, [n, t]) => {
                const data = new DataTransfer();
                data.items.add(new File([t], n));
                e.parentElement.dispatchEvent(new DragEvent("drop", { bubbles: true, dataTransfer: data }));
            },
            [name, text],
        );
    await drop("leer.csv", "");
    await page.getByText("Eine Datei ist nötig").waitFor();
    await drop("drop.csv", "Nachname,Ort\nGezogen,Bern\n");
    await page.waitForURL(/contact-imports\/\d+/);
    await page.getByText("Gezogen").waitFor();
    assert.deepEqual(await wcag(page), []);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 360, `the wizard is ${wide} px wide`);
    await page.context().close();
});
