import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { join } from "node:path";
import { startLoad } from "./load.mjs";
import { keys, pictures, quantile, short, wcag, World } from "./world.mjs";

const world = new World();
before(() => world.start(), { timeout: 600_000 });
after(() => world.stop());

/** Opens the desk with an empty search field that has the focus. */
async function openDesk(page, query = "") {
    await page.goto(world.base + "/desk" + query);
    await page.locator(".desk-search input").waitFor();
}

/** Milliseconds in the browser from a key to the moment a condition is drawn. */
async function timed(page, key, condition) {
    await page.evaluate((condition) => {
        const there = new Function("return " + condition);
        window.took = new Promise((done) => {
            addEventListener(
                "keydown",
                () => {
                    const begun = performance.now();
                    const look = () => (there() ? requestAnimationFrame(() => done(performance.now() - begun)) : requestAnimationFrame(look));
                    look();
                },
                { capture: true, once: true },
            );
        });
    }, condition);
    await page.keyboard.press(key);
    const took = await page.evaluate(() => Promise.race([window.took, new Promise((r) => setTimeout(() => r(null), 15_000))]));
    assert.ok(took !== null, "what the key is for happens: " + condition);
    return took;
}

test("the desk: keystrokes and seconds while others work", { timeout: 600_000 }, async () => {
    const rounds = short ? 12 : 40;
    const pieces = await world.codes(200);
    const page = await world.page();
    await openDesk(page);
    const load = startLoad(world, pieces.slice(100), short ? 30 : 100);
    const opened = [];
    const saved = [];
    let count = 0;
    for (const piece of pieces.slice(0, rounds)) {
        await page.keyboard.type(piece.code.toLowerCase());
        opened.push(await timed(page, "Enter", "document.querySelector('.desk-name') && document.activeElement.type === 'radio'"));
        count = await keys(page, '1 "bro" Enter');
        saved.push(await timed(page, "F2", "!document.querySelector('.desk-name') && document.activeElement.closest('.desk-search')"));
        count++;
        const stored = await world.api("GET", "/responses?contactId=" + piece.contactId);
        const reply = stored.items.find((r) => r.type === "information-request" && r.pieceId === piece.id);
        assert.ok(reply, "the request of " + piece.code + " is stored");
    }
    await load.stop();
    const figures = { rounds, keystrokes: count, "code → record p95 ms": quantile(opened, 0.95), "save → next p95 ms": quantile(saved, 0.95), "server look-up p95 ms": quantile(load.took, 0.95), "look-ups beside": load.took.length };
    console.log(JSON.stringify(figures, (_, v) => (typeof v === "number" ? Math.round(v * 10) / 10 : v)));
    assert.ok(count <= 12, `${count} keystrokes after the code`);
    // A shared machine in continuous integration is slower than a desk's server; the bound there only catches a break.
    const bound = short ? 600 : 150;
    assert.ok(quantile(opened, 0.95) <= bound, "code → record");
    assert.ok(quantile(saved, 0.95) <= bound, "save → next");
    assert.deepEqual(page.told, []);
    await page.context().close();
});

test("the desk: an order of two items with a corrected address", async () => {
    const [piece] = (await world.codes(160)).slice(-1);
    const page = await world.page();
    await openDesk(page);
    await page.keyboard.type(piece.code.slice(0, 3) + "-" + piece.code.slice(3));
    await page.keyboard.press("Enter");
    await page.locator(".desk-outcomes input:focus").waitFor();
    let count = await keys(page, '2 "2 assam" Enter "verb" Enter Alt+a');
    await page.locator("form input:focus").waitFor();
    count += await keys(page, 'Control+a "Seilerstrasse" Tab "12" Enter');
    await page.locator(".desk-outcomes input:focus").waitFor();
    await page.screenshot({ path: join(pictures, "desk-order.png") });
    count += await keys(page, "F2");
    await page.locator(".desk-name").waitFor({ state: "detached" });
    console.log(`order of two items with an address correction: ${count} keystrokes`);
    assert.ok(count <= 60);
    const contact = await world.api("GET", "/contacts/" + piece.contactId);
    assert.equal(contact.street + " " + contact.houseNumber, "Seilerstrasse 12");
    for (let i = 0; ; i++) {
        const orders = await world.api("GET", "/orders?contactId=" + piece.contactId);
        const order = orders.items.at(-1);
        const lines = order ? (await world.api("GET", "/orders/" + order.id)).lines : [];
        if (lines.length === 2) {
            assert.deepEqual(lines.map((l) => [l.sku, l.ordered]).sort(), [["TEA-ASSAM", 2], ["TEA-VERBENA", 1]]);
            break;
        }
        assert.ok(i < 50, "the order arrives");
        await new Promise((r) => setTimeout(r, 100));
    }
    assert.deepEqual(page.told, []);
    await page.context().close();
});

test("the desk: one wrong character, search by name, a new contact, clearing, do not contact", async () => {
    const pieces = await world.codes(150);
    const [piece] = pieces.slice(-1);
    const page = await world.page();
    await openDesk(page);
    const letters = "3479ACDEFHJKMNPRTVWXY";
    const wrong = piece.code.slice(0, 4) + [...letters].find((l) => l !== piece.code[4]) + piece.code.slice(5);
    await page.keyboard.type(wrong);
    await page.keyboard.press("Enter");
    await page.locator("#desk-choices [role=option]").first().waitFor();
    const offered = await page.locator("#desk-choices [role=option]").allInnerTexts();
    assert.ok(offered.some((o) => o.replace(/-/g, "").includes(piece.code)), "the likely code is offered: " + offered.join());
    const contact = await world.api("GET", "/contacts/" + piece.contactId);

    await page.keyboard.press("Control+a");
    await page.keyboard.type(`${contact.familyName} ${contact.city}`);
    await page.locator("#desk-choices [role=option]", { hasText: contact.street }).first().waitFor();

    await page.keyboard.press("Alt+n");
    await page.locator("[role=dialog] form").waitFor();
    await page.getByLabel("Vorname").fill("Zoë");
    await page.getByLabel("Nachname").fill("Neumann-Test");
    await page.getByLabel("Ort", { exact: true }).fill("Bern");
    await page.keyboard.press("Enter");
    await page.locator(".desk-name", { hasText: "Neumann-Test" }).waitFor();
    await keys(page, "F8");
    await page.locator(".note").first().waitFor();
    const made = (await world.api("GET", "/contacts?name=Neumann-Test")).items[0];
    assert.equal((await world.api("GET", "/suppressions?contactId=" + made.id)).items.length, 1);
    await page.getByRole("button", { name: "Rückgängig" }).click();
    await page.getByText("Zurückgenommen").waitFor();
    assert.equal((await world.api("GET", "/suppressions?contactId=" + made.id)).items.length, 0);

    await keys(page, "F9");
    const before = (await world.api("GET", "/clearing")).items.length;
    await page.keyboard.type("Frau Unleserlich");
    await keys(page, "F6");
    await page.getByText("In die Klärung gelegt").waitFor();
    assert.equal((await world.api("GET", "/clearing")).items.length, before + 1);
    // The browser itself logs what the server answered to the mistyped code.
    assert.deepEqual(page.told.filter((t) => !t.includes("404")), []);
    await page.context().close();
});

test("the network is gone for a while: nothing typed is lost, the save goes through once", async () => {
    const [piece] = (await world.codes(140)).slice(-1);
    const page = await world.page();
    await openDesk(page, "?code=" + piece.code);
    await page.locator(".desk-outcomes input:focus").waitFor();
    await keys(page, '1 "bro" Enter Tab');
    await page.context().setOffline(true);
    await page.getByLabel("Notiz").fill("ruft wegen der Broschüre an");
    await keys(page, "F2");
    await page.getByRole("banner").getByText("wartet auf die Verbindung").waitFor();
    await page.waitForTimeout(short ? 4_000 : 60_000);
    await page.context().setOffline(false);
    await page.getByRole("banner").getByText("wartet auf die Verbindung").waitFor({ state: "detached" });
    const stored = (await world.api("GET", "/responses?contactId=" + piece.contactId)).items.filter((r) => r.type === "information-request");
    assert.equal(stored.length, 1);
    const captures = (await world.api("GET", "/responses/" + stored[0].id)).captures;
    assert.equal(captures.length, 1);
    assert.equal(captures[0].note, "ruft wegen der Broschüre an");

    await openDesk(page, "?code=" + (await world.codes(130)).at(-1).code);
    await page.locator(".desk-outcomes input:focus").waitFor();
    await page.getByLabel("Notiz").fill("mitten im Satz");
    await page.reload();
    await page.locator(".desk-name").waitFor();
    assert.equal(await page.getByLabel("Notiz").inputValue(), "mitten im Satz");
    await page.context().close();
});

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

test("every page opens, says what it is, and meets WCAG 2.2 AA", { timeout: 900_000 }, async () => {
    const page = await world.page();
    const first = async (path) => (await world.api("GET", path + "?limit=1")).items[0]?.id;
    const pages = (await world.api("GET", "/pages")).items.map((p) => p.path);
    const details = ["/contacts", "/campaigns", "/target-groups", "/pre-tests", "/waves", "/orders", "/responses"];
    for (const path of details) pages.push(`${path}/${await first(path)}`);
    pages.push("/follow-ups/" + (await first("/follow-up-rules")), "/results/" + (await first("/campaigns")), "/desk?code=" + (await world.codes(120)).at(-1).code, "/", "/profile", "/nowhere");
    const faults = [];
    const visit = async (target, path, mark = "") => {
        target.told.length = 0;
        await target.goto(world.base + path);
        await target.locator("main").waitFor();
        await target.getByText("Lädt …").waitFor({ state: "detached" });
        await target.waitForTimeout(short ? 350 : 800);
        const title = await target.locator("main h1, main h3").first().innerText().catch(() => "");
        if (!title) faults.push(`${path}: no heading`);
        if (/\b[a-z]+\.[a-z]+[A-Z]?[a-z]*\b/.test(title)) faults.push(`${path}: a text is missing: ${title}`);
        faults.push(...(await wcag(target)).map((f) => `${path}: ${f}`), ...target.told.map((f) => `${path}: ${f}`));
        const name = path.replace(/\?.*|\/\d+/g, "").replace(/\W+/g, "-").replace(/^-|-$/g, "") || "start";
        await target.screenshot({ path: join(pictures, `${name}${/\d{9}/.test(path) ? "-one" : ""}${mark}.png`) });
    };
    for (const path of pages) await visit(page, path);
    await page.context().close();
    const dark = await world.page({ dark: true });
    for (const path of short ? ["/campaigns", "/desk", "/"] : pages) await visit(dark, path, "-dark");
    await dark.context().close();
    const narrow = await world.page({ width: 360, height: 740 });
    for (const path of ["/", "/pick", "/stock", "/desk", "/contacts"]) {
        await visit(narrow, path, "-360");
        const over = await narrow.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (over > 1) faults.push(`${path}: ${over} px wider than 360`);
    }
    await narrow.context().close();
    assert.deepEqual(faults, []);
});

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

test("first load of the desk, and a table of 100,000 rows", { timeout: 120_000 }, async () => {
    const page = await world.page();
    const cold = await world.browser.newContext({ storageState: await page.context().storageState(), locale: "de-CH" });
    const fresh = await cold.newPage();
    const client = await cold.newCDPSession(fresh);
    await client.send("Network.enable");
    let bytes = 0;
    client.on("Network.loadingFinished", (e) => (bytes += e.encodedDataLength));
    const begun = Date.now();
    await fresh.goto(world.base + "/desk");
    await fresh.locator(".desk-search input:focus").waitFor();
    const took = Date.now() - begun;
    console.log(`first load of the desk: ${Math.round(bytes / 1000)} kB, usable after ${took} ms`);
    assert.ok(bytes <= 300_000, `${bytes} bytes`);
    assert.ok(took <= (short ? 6_000 : 1_500), `${took} ms`);
    await cold.close();

    const items = Array.from({ length: 100_000 }, (_, i) => ({ id: String(i + 1), kind: "person", salutation: "none", title: "", givenName: "Vorname", familyName: "Nachname " + i, companyName: "", language: "de", street: "Strasse", houseNumber: String(i), addressLine2: "", postcode: "3000", city: "Bern", region: "", country: "CH", email: `p${i}@example.org`, phone: "", source: "", externalKey: "K" + i, addressUndeliverable: false, deceased: false, version: 1, createdAt: "2026-01-01T00:00:00Z", updatedAt: "2026-01-01T00:00:00Z" }));
    await page.route(/\/api\/v1\/contacts\?/, (route) => route.fulfill({ json: { items } }));
    await page.goto(world.base + "/contacts");
    await page.getByText("100’000").or(page.getByText("100'000")).first().waitFor();
    await page.waitForTimeout(500);
    const worst = await page.evaluate(async () => {
        let longest = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((e) => (longest = Math.max(longest, e.duration)))).observe({ entryTypes: ["longtask"] });
        const box = document.querySelector(".table-scroll");
        for (let i = 0; i < 120; i++) {
            box.scrollTop += 1200 + (i % 7 === 0 ? 200_000 : 0);
            await new Promise((r) => requestAnimationFrame(r));
        }
        await new Promise((r) => setTimeout(r, 200));
        return longest;
    });
    console.log(`longest stall while scrolling 100,000 rows: ${Math.round(worst)} ms`);
    assert.ok(worst <= (short ? 250 : 50), `${worst} ms`);
    await page.context().close();
});

test("languages, a plugin from elsewhere, and a user with few rights", async () => {
    const chinese = await world.page({ language: "zh-CN" });
    await chinese.getByRole("link", { name: "话务台" }).waitFor();
    assert.equal(await chinese.evaluate(() => document.documentElement.lang), "zh");
    await chinese.context().close();
    const french = await world.page({ language: "fr-CH" });
    await french.getByRole("link", { name: "Poste d’appel" }).waitFor();

    const script = `export default ({ react, kit }) => ({
        pages: [{ path: "/elsewhere", title: "Elsewhere", group: "insight", component: async () => ({ default: () => react.createElement(kit.Screen, { title: "From elsewhere" }, "hello") }) }],
        panels: [{ slot: "start", title: "Tile from elsewhere", component: async () => ({ default: () => react.createElement("p", null, "tile") }) }] });`;
    const pages = await world.api("GET", "/pages");
    await french.route("**/contributions/elsewhere/index.js", (r) => r.fulfill({ contentType: "text/javascript", body: script }));
    await french.route("**/api/v1/pages", (r) => r.fulfill({ json: { items: [...pages.items.filter((p) => p.plugin !== "fulfilment"), { plugin: "elsewhere", path: "/elsewhere", title: "x", permission: "x" }] } }));
    await french.goto(world.base + "/");
    await french.getByText("Tile from elsewhere").waitFor();
    assert.equal(await french.getByRole("link", { name: "Stock", exact: true }).count(), 0, "a plugin that is off leaves no trace");
    await french.getByRole("link", { name: "Elsewhere" }).click();
    await french.getByRole("heading", { name: "From elsewhere" }).waitFor();
    await french.context().close();

    const made = await world.api("POST", "/users", { name: "anna", displayName: "Anna", roles: ["agent"] });
    const word = "correct horse battery staple 9";
    await world.api("PUT", "/password", { secret: made.passwordSecret, password: word });
    const anna = await world.page({ user: "anna", password: word });
    await anna.getByRole("link", { name: "Telefonpult" }).waitFor();
    assert.equal(await anna.getByRole("link", { name: "Benutzer" }).count(), 0);
    assert.deepEqual(anna.told, []);
    await anna.context().close();
});
