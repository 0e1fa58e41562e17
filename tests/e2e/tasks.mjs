import assert from "node:assert/strict";
import test from "node:test";
import { readFileSync } from "node:fs";
import { fill, tabTo } from "./keyboard.mjs";
import { keys, until, world } from "./world.mjs";

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


test("every screen is reached with the palette, and the shortcut sheet opens and closes", { timeout: 600_000 }, async () => {
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
        await page.waitForURL(world.base + path).catch(() => lost.push(`${title}: ${path}, but ${page.url()}`));
        await page.locator("main h1, main h3").first().waitFor();
        await page.getByRole("dialog").waitFor({ state: "detached" }); // the palette has closed behind the page
        // The desk takes the focus when it is there.
        if (path === "/desk") await page.locator(".desk-search input:focus").waitFor();
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
    ["/orders", "Neue Bestellung", { Person: "Keller", "Artikel 1": "Teapot", "Menge 1": "2" }, "Bestellung"],
    ["/subscriptions", "Neues Abonnement", { Person: "Keller", Artikel: "Teapot" }, "Abonnement"],
    ["/shipping-rates", "Neuer Tarif", { "Name auf der Rechnung": "Tastenversand", Währung: "EUR", Preis: "7" }, "Tastenversand"],
    ["/seeds", "Kontrolladresse setzen", { Person: "Keller" }, "Gespeichert"],
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
            await tabTo(page, /^(Speichern|Bestellung erfassen)$/);
            await page.keyboard.press("Enter");
            await page.locator("[role=dialog] form").waitFor({ state: "detached" });
            await page.getByText(then).first().waitFor();
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
    const pieces = [await world.fresh(60), await world.fresh(100)];
    await page.goto(world.base + "/cards");
    await page.locator("main form input").first().waitFor();
    await fill(page, { Karten: "2", "Artikel insgesamt": "3" });
    await page.keyboard.press("Enter");
    await page.locator(".card-fields input:focus").waitFor();
    await keys(page, `"${pieces[0].code}" Enter Enter "2 SAMPLE" Enter Enter`);
    await page.locator(".card-fields input:focus").waitFor();
    await keys(page, "F2");
    await page.getByText("1 fehlen").first().waitFor();
    await keys(page, `"${pieces[1].code}" Tab Tab "brochure" Control+Enter`);
    await page.getByText("2 / 2").waitFor();
    await page.getByText("3 / 3").waitFor();
    await keys(page, "F2");
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

/** Goes to something with Tab and presses it. */
async function press(page, name) {
    await tabTo(page, name);
    await page.keyboard.press("Enter");
}

const advent = async () => (await world.api("GET", "/campaigns?limit=100")).items.find((c) => c.code === "ADVENT");

test("a list is frozen, its wave built and handed over, keyboard only", { timeout: 180_000 }, async () => {
    const page = await world.page();
    const group = await world.api("POST", "/target-groups", {
        campaignId: (await advent()).id,
        name: "Tastenliste",
        definition: { condition: { where: { fact: "contact.city", comparison: "is", values: ["Bern"] } } },
    });
    await page.goto(world.base + "/target-groups/" + group.id);
    await page.getByRole("button", { name: "Einfrieren" }).waitFor();
    await fill(page, { "Anteil der Zelle A in Prozent": "100" });
    await press(page, "Speichern");
    await page.getByText("Gespeichert").first().waitFor();
    await page.getByRole("button", { name: "Einfrieren", disabled: false }).waitFor();
    await press(page, "Einfrieren");
    await page.getByRole("dialog").waitFor();
    await page.locator("[role=dialog] button:focus", { hasText: "Einfrieren" }).waitFor();
    await page.keyboard.press("Enter");
    const frozen = await until("the list", () => world.api("GET", "/target-groups/" + group.id), (g) => g.state === "frozen");
    assert.ok(frozen.members > 0);
    await page.locator("tbody tr").first().waitFor();

    await page.goto(world.base + "/waves");
    await page.getByRole("button", { name: "Neue Welle" }).first().waitFor();
    await press(page, "Neue Welle");
    await page.locator("[role=dialog] form").waitFor();
    await fill(page, { Name: "Tastenwelle", Zielgruppe: "Advent campaign: Tastenliste", Betreff: "Guten Tag", Text: "Ihr Code: {{code}}", Absender: "Teehaus Lindenhof", Absenderadresse: "Teehaus Lindenhof, Lindenhof 1, 8001 Zürich" });
    await press(page, "Stücke bauen");
    await page.waitForURL(/waves\/\d+/);
    const id = page.url().split("/").at(-1);
    await page.getByRole("button", { name: "Übergeben", exact: true }).waitFor();
    const built = (await world.api("GET", "/waves/" + id)).wave;
    assert.deepEqual([built.state, built.pieces > 0, built.targetGroupId], ["built", true, group.id]);
    await press(page, "Übergeben");
    await page.locator("[role=dialog] button:focus", { hasText: "Übergeben" }).waitFor();
    await page.keyboard.press("Enter");
    await until("the wave", async () => (await world.api("GET", "/waves/" + id)).wave, (w) => w.state === "handedOver");
    assert.ok((await world.api("GET", `/pieces?waveId=${id}&state=handedOver`)).items.length > 0);
    await page.locator("tbody tr").first().waitFor();
    assert.deepEqual(page.told, []);
    await page.context().close();
});

test("a follow-up rule is made, run and sends, keyboard only", { timeout: 180_000 }, async () => {
    const page = await world.page();
    await page.goto(world.base + "/follow-ups");
    await page.getByRole("button", { name: "Neue Regel" }).first().waitFor();
    await press(page, "Neue Regel");
    await page.locator("[role=dialog] form").waitFor();
    await fill(page, { Kampagne: "Advent", Name: "Tastenregel", "Tat nicht": "Hat geantwortet", Wartetage: "0", Kanal: "Brief", Betreff: "Noch einmal", Text: "Ihr Code: {{code}}", Absender: "Teehaus Lindenhof", Absenderadresse: "Teehaus Lindenhof, Lindenhof 1, 8001 Zürich" });
    await press(page, "Speichern");
    await page.waitForURL(/follow-ups\/\d+/);
    const id = page.url().split("/").at(-1);
    await page.locator("main h1").waitFor();
    if (!(await world.api("GET", "/follow-up-rules/" + id)).active) await press(page, "Aktivieren");
    await page.getByRole("button", { name: "Ausführen und senden" }).waitFor();
    await page.getByText("Würden kontaktiert").first().waitFor();
    const wanted = (await world.api("POST", `/follow-up-rules/${id}/preview`)).selected;
    assert.ok(wanted > 0, "the rule finds somebody");
    await press(page, "Ausführen und senden");
    await page.locator("[role=dialog] button:focus", { hasText: "Ausführen" }).waitFor();
    await page.keyboard.press("Enter");
    const run = await until("the run", async () => (await world.api("GET", "/follow-ups?ruleId=" + id)).items[0], (r) => r?.waveId && r.state === "done");
    assert.equal(run.selected, wanted);
    await until("its wave", async () => (await world.api("GET", "/waves/" + run.waveId)).wave, (w) => w.state === "handedOver");
    assert.equal((await world.api("POST", `/follow-up-rules/${id}/preview`)).selected, 0, "nobody gets it twice");
    assert.deepEqual(page.told, []);
    await page.context().close();
});

test("a pre-test is decided with keys only", { timeout: 120_000 }, async () => {
    const page = await world.page();
    const campaign = await world.api("GET", "/campaigns/" + (await advent()).id);
    const [a, p] = ["A", "P"].map((code) => campaign.cells.find((c) => c.code === code).id);
    const made = await world.api("POST", "/pre-tests", { campaignId: campaign.id, name: "Tastenvortest", baseRate: 0.05, wishedRate: 0.08, cellIds: [a, p] });
    await page.goto(world.base + "/pre-tests");
    await page.getByRole("row").filter({ hasText: "Tastenvortest" }).waitFor();
    await tabTo(page, /^Vortests: /);
    for (let i = 0; i < 20 && !(await page.locator("tbody tr.active").allInnerTexts()).join().includes("Tastenvortest"); i++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(world.base + "/pre-tests/" + made.id);
    await page.getByRole("button", { name: "Entscheiden" }).waitFor();
    await page.getByText(/Letter/).first().waitFor();
    await press(page, "Entscheiden");
    await page.locator("[role=dialog] form").waitFor();
    await fill(page, { Zelle: "Call", Bemerkung: "Das Telefon ist es wert" });
    await press(page, "An alle");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    const decided = (await world.api("GET", "/pre-tests/" + made.id)).preTest;
    assert.deepEqual([decided.state, decided.chosenCellId, decided.remark], ["decided", p, "Das Telefon ist es wert"]);
    await page.getByRole("button", { name: "Entscheiden" }).waitFor({ state: "detached" });
    assert.deepEqual(page.told, []);
    await page.context().close();
});
