import assert from "node:assert/strict";
import test from "node:test";
import { readFileSync } from "node:fs";
import { fill, tabTo } from "./keyboard.mjs";
import { keys, world } from "./world.mjs";

test("the main tasks of the back office, keyboard only", async () => {
    const page = await world.page();
    // A returned letter: code, reason.
    const pieces = await world.codes(110);
    const [piece] = pieces.slice(-1);
    await page.goto(world.base + "/returns");
    await page.locator("input.code, .code input, main input").first().waitFor();
    await page.keyboard.type(piece.code);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: /1 Verzogen/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("Retour: Verzogen").waitFor();
    // Clearing: open the first entry, find the person by name.
    await page.goto(world.base + "/clearing");
    await page.locator("tbody tr").first().waitFor();
    const open = (await world.api("GET", "/clearing")).items.length;
    await page.locator(".table-scroll").focus();
    await page.keyboard.press("r");
    await page.locator(".note").first().waitFor();
    assert.equal((await world.api("GET", "/clearing")).items.length, open - 1);
    // Pick, pack and ship the next order.
    const shipped = async () => (await world.api("GET", "/orders?state=shipped&limit=1000")).items.length;
    const were = await shipped();
    await page.goto(world.base + "/pick");
    await page.getByLabel("Artikel scannen").waitFor();
    await page.keyboard.type("WRONG");
    await page.keyboard.press("Enter");
    await page.getByText(/Falsch: gesucht ist/).waitFor();
    for (let i = 0; i < 8 && (await page.getByLabel("Artikel scannen").isVisible()); i++) {
        await page.keyboard.press("F4");
        await page.waitForTimeout(100);
    }
    await page.getByText("Alles ist kommissioniert").waitFor();
    await page.keyboard.press("F2");
    await page.getByText("Versandt", { exact: true }).first().waitFor();
    assert.equal(await shipped(), were + 1);
    // The table: down two rows, open.
    await page.goto(world.base + "/campaigns");
    await page.locator("tbody tr").first().waitFor();
    await page.locator(".table-scroll").focus();
    await keys(page, "ArrowDown Enter");
    await page.waitForURL(/campaigns\/\d+/);
    // The palette leads everywhere.
    await keys(page, "Control+k");
    await page.locator("[role=dialog] input:focus").waitFor();
    await keys(page, '"Lager" Enter');
    await page.waitForURL(/\/stock/);
    await page.context().close();
});


test("every screen is reached with the palette, and the shortcut sheet opens and closes", { timeout: 180_000 }, async () => {
    const page = await world.page();
    await page.locator("nav a").first().waitFor();
    const pages = await page.evaluate(() => [...document.querySelectorAll("nav a")].map((a) => [a.getAttribute("href"), a.innerText]));
    const lost = [];
    for (const [path, title] of pages.filter(([p]) => p !== "/")) {
        await page.keyboard.press("Control+k");
        if (await page.locator(".desk-search").count()) {
            // On the desk Ctrl+K is the search for callers; the menu is a Tab away.
            await page.goto(world.base + "/");
            await page.locator("main h1").waitFor();
            await page.keyboard.press("Control+k");
        }
        await page.locator("[role=dialog] input:focus").waitFor();
        await page.keyboard.type(title);
        await page.getByRole("option", { name: title, exact: false }).first().waitFor();
        await page.keyboard.press("Enter");
        await page.waitForURL(world.base + path, { timeout: 5000 }).catch(() => lost.push(`${title}: ${path}, but ${page.url()}`));
        await page.locator("main h1, main h3").first().waitFor();
    }
    assert.deepEqual(lost, []);
    await page.goto(world.base + "/campaigns");
    await page.locator("main h1").waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.context().close();
});

/** What a list is for, done with keys: [page, what opens the form, what is typed, what then stands there]. */
const makes = [
    ["/contacts", "Neuer Kontakt", { Nachname: "Tastatur", Ort: "Bern" }, "Tastatur"],
    ["/items", "Neuer Artikel", { "Artikelnr.": "KEY-1", Name: "Tastenartikel", Preis: "12,50" }, "Tastenartikel"],
    ["/offers", "Neues Angebot", { Code: "KEYS", Name: "Tastenangebot" }, "Tastenangebot"],
    ["/learnings", "Frühere Kampagne erfassen", { Kampagne: "Tastenkampagne", Stücke: "1000", Antwortende: "20" }, "Tastenkampagne"],
    ["/response-types", "Neu", { Schlüssel: "keys", Name: "Tastenantwort" }, "Tastenantwort"],
    ["/call-outcomes", "Neu", { Code: "keys", Name: "Tastenergebnis" }, "Tastenergebnis"],
    ["/campaigns", "Kampagne planen", { Code: "KEYS", Name: "Tastenkampagne" }, "Tastenkampagne"],
    ["/target-groups", "Neue Zielgruppe", { Kampagne: "New Year", Name: "Tastenzielgruppe" }, "Tastenzielgruppe"],
    ["/stock", "Wareneingang", { "Artikelnr.": "Teapot", Menge: "7" }, "Gespeichert"],
];

test("what the lists are for is done with keys only", { timeout: 180_000 }, async () => {
    const page = await world.page();
    const faults = [];
    for (const [path, opener, typed, then] of makes) {
        try {
            await page.goto(world.base + path);
            await page.getByRole("button", { name: opener, exact: true }).first().waitFor();
            await tabTo(page, opener);
            await page.keyboard.press("Enter");
            await page.locator("[role=dialog] form").waitFor();
            await fill(page, typed);
            await tabTo(page, "Speichern");
            await page.keyboard.press("Enter");
            await page.locator("[role=dialog] form").waitFor({ state: "detached", timeout: 5000 });
            await page.getByText(then).first().waitFor({ timeout: 5000 });
        } catch (error) {
            faults.push(`${path} ${opener}: ${error.message.split("\n")[0]} ${await page.locator("[role=dialog] [aria-invalid=true], [role=dialog] [role=alert]").allInnerTexts()}`);
        }
    }
    assert.deepEqual(faults, []);
    assert.deepEqual(page.told, []);
    await page.context().close();
});

test("cards, calls, clearing and CSV with keys only", { timeout: 120_000 }, async () => {
    const page = await world.page();
    const pieces = (await world.codes(100)).slice(-2);
    await page.goto(world.base + "/cards");
    await page.locator("main form input").first().waitFor();
    await fill(page, { Karten: "2", "Artikel insgesamt": "3" });
    await page.keyboard.press("Enter");
    await page.locator(".card-fields input:focus").waitFor();
    await keys(page, `"${pieces[0].code}" Enter Enter "2 SAMPLE" Enter Enter`);
    await page.locator(".card-fields input:focus").waitFor();
    await keys(page, "F2");
    await page.getByText("1 fehlen").first().waitFor();
    await keys(page, `"${pieces[1].code}" Tab Tab "brochure" Control+Enter F2`);
    await page.getByText("Stapel abgeschlossen: 2 erfasst").waitFor();
    for (const piece of pieces) {
        const reply = (await world.api("GET", "/responses?newest=true&contactId=" + piece.contactId)).items[0];
        assert.equal(reply.pieceId, piece.id);
        assert.equal(reply.channel, "post");
    }

    await page.goto(world.base + "/calls");
    await page.locator("tbody tr").first().waitFor();
    const open = (await world.api("GET", "/calls?state=open&limit=1000")).items.length;
    await keys(page, "F2");
    await page.locator("#call-later").waitFor();
    await page.waitForTimeout(300);
    await keys(page, "Alt+1");
    await page.locator("#call-later").waitFor({ state: "detached" });
    assert.ok((await world.api("GET", "/calls?state=open&limit=1000")).items.length <= open);

    await page.goto(world.base + "/clearing");
    await page.locator("tbody tr").first().waitFor();
    const waiting = (await world.api("GET", "/clearing?limit=1000")).items.length;
    await tabTo(page, /^Klärung: /);
    await keys(page, "a");
    await page.getByRole("dialog").waitFor();
    await tabTo(page, "Person");
    await page.keyboard.type("Keller");
    await page.getByRole("option").first().waitFor();
    await keys(page, "ArrowDown Enter");
    await tabTo(page, /^zuordnen$/i);
    await keys(page, "Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    assert.equal((await world.api("GET", "/clearing?limit=1000")).items.length, waiting - 1);

    await page.goto(world.base + "/contacts");
    await page.locator("tbody tr").first().waitFor();
    await tabTo(page, "CSV");
    const [file] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    const lines = readFileSync(await file.path(), "utf8").split("\r\n").filter(Boolean);
    assert.ok(lines.length > 20_000, "the file has all contacts, also those not shown: " + lines.length);
    await page.context().close();
});
