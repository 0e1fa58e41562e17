import assert from "node:assert/strict";
import test from "node:test";
import { fill, tabTo } from "./keyboard.mjs";
import { gotoHearing, keys, until, wcag, world } from "./world.mjs";

test("a short pick is reported with its reason, keyboard only", { timeout: 120_000 }, async () => {
    await world.api("POST", "/items", { sku: "SHORT-1", name: "Kurzware", kind: "goods", priceMinor: 700, currency: "CHF", stocked: true, bin: "ZZ-99" });
    await world.api("POST", "/stock/receipts", { sku: "SHORT-1", quantity: 3 });
    const contact = (await world.api("GET", "/contacts?limit=1")).items[0];
    const made = await world.api("POST", "/orders", { contactId: contact.id, lines: [{ sku: "SHORT-1", quantity: 3 }] });
    const page = await world.page();
    await page.goto(world.base + "/pick");
    await page.getByLabel("Artikel scannen").waitFor();
    const bin = page.locator("main h2.figures");
    const left = page.getByText(/\d+ Auftr(ag|äge) offen/);
    for (await bin.waitFor(); (await bin.textContent()) !== "ZZ-99"; await bin.waitFor()) {
        const before = await left.textContent();
        await page.keyboard.press("F9");
        await until("the next is shown", () => left.textContent(), (now) => now !== before);
    }
    await keys(page, '"SHORT-1" Enter F6');
    const dialog = page.getByRole("dialog");
    await dialog.locator("select:focus").waitFor();
    assert.deepEqual(await wcag(page), []);
    assert.equal(await dialog.getByLabel("Wie viele fehlen").inputValue(), "2");
    await page.keyboard.type("besch");
    await tabTo(page, "Notiz");
    await keys(page, '"Wasserschaden" Enter');
    await dialog.waitFor({ state: "detached" });
    await page.getByText("Alles ist kommissioniert").waitFor();
    const view = await world.api("GET", "/orders/" + made.id);
    assert.deepEqual(view.shortPicks.map((p) => [p.sku, p.quantity, p.reason, p.note]), [["SHORT-1", 2, "damaged", "Wasserschaden"]]);
    assert.deepEqual(view.lines.map((l) => [l.reserved, l.backOrdered]), [[1, 2]]);
    await keys(page, "F2");
    await page.getByText("Versandt", { exact: true }).first().waitFor();
    await page.goto(world.base + "/orders/" + made.id);
    await page.getByText("beschädigt").first().waitFor();
    await page.goto(world.base + "/stock");
    await page.getByText("Wasserschaden").first().waitFor();
    assert.deepEqual(page.told, []);
    await page.context().close();
});

test("what went out is found with its number", { timeout: 180_000 }, async () => {
    const contact = await world.api("POST", "/contacts", { familyName: "Paketempfang", city: "Bern", country: "CH" });
    const item = (await world.api("GET", "/stock?limit=100")).items.find((i) => i.available > 2);
    const made = await world.api("POST", "/orders", { contactId: contact.id, lines: [{ sku: item.sku, quantity: 2 }] });
    await world.api("POST", `/orders/${made.id}/shipments`, { carrier: "Post", trackingNumber: "99.00.123456" });
    const page = await world.page();
    await page.goto(world.base + "/shipments");
    await page.getByText("99.00.123456").first().waitFor();
    await tabTo(page, /^Sendungen: /);
    await keys(page, "Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByText(item.sku).waitFor();
    await dialog.getByText("Paketempfang").waitFor();
    assert.deepEqual(await wcag(page), []);
    assert.deepEqual(page.told, []);
    await page.context().close();
});

test("what is to be expected, and which of two cells won elsewhere, is asked with keys", { timeout: 180_000 }, async () => {
    const page = await world.page();
    await page.goto(world.base + "/learnings");
    await page.getByRole("heading", { name: "Was zu erwarten ist" }).waitFor();
    await page.getByRole("group", { name: "Segmente 1" }).getByLabel("Stücke").focus();
    await keys(page, '"5000" Enter');
    await page.getByRole("grid", { name: /^Was zu erwarten ist/ }).getByText(/Kampagnen?, /).waitFor();
    const [expected] = (await world.api("POST", "/forecasts", { wishes: [{ segment: "", channel: "letter", pieces: 5000 }] })).items;
    assert.ok(expected.responsesLow < expected.responses && expected.responses < expected.responsesHigh);
    await page.getByText(`${Math.round(expected.responsesLow)} – ${Math.round(expected.responsesHigh)}`).waitFor();
    assert.deepEqual(await wcag(page), []);

    await page.goto(world.base + "/pre-tests");
    await page.getByRole("group", { name: "Zellen 1" }).getByLabel("Stücke").focus();
    await keys(page, '"1000" Tab "20"');
    await page.getByRole("group", { name: "Zellen 2" }).getByLabel("Stücke").focus();
    await keys(page, '"1000" Tab "60" Enter');
    await page.getByText("B gewinnt.").waitFor();
    assert.deepEqual(await wcag(page), []);
    await page.getByRole("group", { name: "Zellen 2" }).getByLabel("Antwortende").focus();
    await keys(page, 'Control+a "2000" Enter');
    await page.locator("[role=group][aria-label='Zellen 2'] [aria-invalid=true]:focus").waitFor();
    await page.getByText("Mehr Antwortende als Stücke").waitFor();
    assert.deepEqual(page.told.filter((t) => !t.includes("422")), []);
    await page.context().close();
});

test("values that no field is for are changed, and two records of one person merged by hand", { timeout: 180_000 }, async () => {
    const stays = await world.api("POST", "/contacts", { familyName: "Bleibt", city: "Bern", country: "CH", attributes: { Schuhgrösse: "41", Farbe: "blau" } });
    const goes = await world.api("POST", "/contacts", { familyName: "Gehtauf", city: "Bern", country: "CH", email: "gehtauf@example.org" });
    const page = await world.page();
    await page.goto(world.base + "/contacts/" + stays.id);
    await page.getByText("Schuhgrösse").waitFor();
    await tabTo(page, "Werte ändern");
    await keys(page, "Enter");
    const rows = page.getByRole("group", { name: /^Weitere Angaben \d/ });
    await rows.first().waitFor();
    await rows.nth(1).getByLabel("Name").focus();
    await keys(page, 'Control+a "Farbe" Enter');
    await page.getByText("Dieser Name ist doppelt oder nicht erlaubt").waitFor();
    await page.locator("[role=group][aria-label='Weitere Angaben 2'] [aria-invalid=true]:focus").waitFor();
    assert.deepEqual(await wcag(page), []);
    await keys(page, 'Control+a "Grösse" Enter');
    await page.getByText("Gespeichert").first().waitFor();
    assert.deepEqual((await world.api("GET", `/contacts/${stays.id}/attributes`)).values, { Farbe: "blau", Grösse: "41" });

    await tabTo(page, "Mit einer anderen Person zusammenführen");
    await keys(page, "Enter");
    await page.locator("[role=dialog] input:focus").waitFor();
    await page.keyboard.type("Gehtauf");
    await page.getByRole("option").first().waitFor();
    await keys(page, "ArrowDown Enter");
    await tabTo(page, "Mit einer anderen Person zusammenführen");
    await keys(page, "Enter");
    await page.getByText("Zusammengeführt").first().waitFor();
    const now = await world.api("GET", "/contacts/" + goes.id);
    assert.deepEqual([now.id, now.familyName, now.email], [stays.id, "Bleibt", "gehtauf@example.org"]);
    assert.deepEqual(page.told, []);
    await page.context().close();
});

test("an assignment in clearing is taken back, keyboard only", { timeout: 120_000 }, async () => {
    const contact = await world.api("POST", "/contacts", { familyName: "Rücknahme", city: "Bern", country: "CH" });
    const entry = await world.api("POST", "/responses", { type: "question", channel: "post", clearing: true, externalKey: "unleserlich", note: "zurück" }, { "Idempotency-Key": "undo-clearing" });
    await world.api("PATCH", "/clearing/" + entry.id, { state: "assigned", contactId: contact.id }, { "If-Match": '"1"' });
    const replies = async () => (await world.api("GET", "/responses?contactId=" + contact.id)).items.length;
    assert.equal(await replies(), 1);
    const page = await world.page();
    await page.goto(world.base + "/clearing?state=assigned");
    await page.locator("tbody tr").first().waitFor();
    await tabTo(page, /^Klärung: /);
    for (let i = 0; i < 60 && !(await page.locator("tbody tr.active").allInnerTexts()).join().includes("unleserlich"); i++) await page.keyboard.press("ArrowDown");
    await keys(page, "Enter");
    await page.getByRole("dialog").getByText("Zurücknehmen zieht die Antwort zurück").waitFor();
    assert.deepEqual(await wcag(page), []);
    await page.locator("[role=dialog] button:focus", { hasText: "Zurücknehmen" }).waitFor();
    await keys(page, "Enter");
    await page.getByText("Zurückgenommen").waitFor();
    assert.equal((await world.api("GET", "/clearing/" + entry.id)).state, "open");
    assert.equal(await replies(), 0);
    assert.deepEqual(page.told, []);
    await page.context().close();
});

test("notifications are heard of, read and opened with keys", { timeout: 120_000 }, async () => {
    const page = await world.page();
    const key = "channel-phone.retry-minutes";
    const list = () => world.api("GET", "/notifications?limit=100");
    // Others come when they come: only what this test makes the house say is looked at.
    const known = new Set((await list()).items.map((n) => n.id));
    const own = async () => (await list()).items.filter((n) => !known.has(n.id) && n.link.endsWith(key));
    const unread = async () => (await own()).filter((n) => !n.readAt).length;
    await gotoHearing(page, "/", "kernel.notified");
    const bell = page.getByRole("button", { name: /^Mitteilungen/ });
    await bell.waitFor();
    const change = async (body) => world.api("PATCH", "/settings/" + key, body, { "If-Match": `"${(await world.api("GET", "/settings/" + key)).version}"` });
    const heard = async (n) => {
        await until("the house says so", unread, (now) => now === n);
        await until("the bell says what the server counts", async () => [Number(/(\d+) neue/.exec(await bell.getAttribute("aria-label"))?.[1] ?? 0), (await list()).unread], ([said, counted]) => said === counted && counted >= n);
    };
    await change({ value: "60" });
    await heard(1);
    await change({});
    await heard(2);
    await keys(page, "Alt+b");
    await page.locator("[role=menuitem]:focus").waitFor();
    assert.deepEqual(await wcag(page), []);
    const focused = page.locator("[role=menuitem]:focus");
    for (let i = 0; i < 20 && !(await focused.innerText()).includes(key); i++) await page.keyboard.press("ArrowDown");
    await keys(page, "Enter");
    await page.waitForURL(/settings/);
    await until("one is read", unread, (n) => n === 1);
    await page.goto(world.base + "/notifications");
    await page.locator("tbody tr").first().waitFor();
    await tabTo(page, /^Mitteilungen: /);
    const active = page.locator("tbody tr.active");
    for (let i = 0; i < 20 && !/retry-minutes[^]*neu/.test(await active.innerText()); i++) await page.keyboard.press("ArrowDown");
    await keys(page, "r");
    await until("the other is read", unread, (n) => n === 0);
    await active.getByText("gelesen").waitFor();
    await keys(page, "r");
    await until("it is new again", unread, (n) => n === 1);
    await active.getByText("neu", { exact: true }).waitFor();
    await tabTo(page, "Alle als gelesen markieren");
    await keys(page, "Enter");
    await until("all are read", unread, (n) => n === 0);
    assert.deepEqual(await wcag(page), []);
    assert.deepEqual(page.told, []);
    await page.context().close();
});

test("a running campaign's curve is projected with its band, as a table too", { timeout: 120_000 }, async () => {
    const campaigns = (await world.api("GET", "/campaigns?limit=100")).items;
    let projected;
    for (const c of campaigns) {
        const curve = await world.api("GET", `/insight/campaigns/${c.id}/curve`);
        if (curve.projectionState === "projected") projected = { c, curve };
    }
    assert.ok(projected, "the demo company has a campaign that still runs");
    const { c, curve } = projected;
    const end = curve.projection.at(-1);
    assert.ok(end.fewest <= end.expected && end.expected <= end.most && end.fewest >= curve.points.at(-1).total);
    const page = await world.page();
    await page.goto(world.base + "/results/" + c.id);
    const figure = page.locator("figure", { hasText: "Antworten im Zeitverlauf" });
    await figure.getByText("in neun von zehn Fällen").waitFor();
    await figure.getByRole("radio", { name: "Tabelle" }).focus();
    await page.keyboard.press("Space");
    await figure.getByRole("columnheader", { name: "Höchstens (90 %)" }).waitFor();
    assert.equal(await figure.locator("tbody tr").count(), curve.points.length + curve.projection.length);
    assert.deepEqual(page.told, []);
    await page.context().close();
});

test("a view stands in the address: filter and order of a list come back", async () => {
    const page = await world.page();
    await page.goto(world.base + "/campaigns");
    await page.locator("tbody tr").first().waitFor();
    await page.getByRole("textbox", { name: "Filtern" }).fill("advent");
    await page.getByRole("button", { name: "Name", exact: true }).click();
    await page.getByRole("button", { name: /^Name/ }).click();
    await page.waitForURL(/campaigns\.filter=advent.*campaigns\.sort=-name/);
    const there = page.url();
    const rows = await page.locator("tbody tr").allInnerTexts();
    await page.goto(world.base + "/");
    await page.goto(there);
    await page.locator("tbody tr").first().waitFor();
    assert.deepEqual(await page.locator("tbody tr").allInnerTexts(), rows);
    assert.equal(await page.getByRole("textbox", { name: "Filtern" }).inputValue(), "advent");
    await page.context().close();
});

test("who does nothing is asked before the session ends", { timeout: 180_000 }, async () => {
    const page = await world.page();
    await page.clock.install();
    await page.goto(world.base + "/campaigns");
    await page.locator("main h1").waitFor();
    await page.keyboard.press("Home");
    await page.clock.fastForward("28:30");
    const dialog = page.getByRole("dialog", { name: "Sind Sie noch da?" });
    await dialog.waitFor();
    assert.deepEqual(await wcag(page), []);
    const asked = page.waitForRequest((r) => r.url().endsWith("/sessions/current") && !r.headers()["x-unattended"]);
    await page.locator("[role=dialog] button:focus", { hasText: "Angemeldet bleiben" }).waitFor();
    await page.keyboard.press("Enter");
    await asked;
    await dialog.waitFor({ state: "detached" });
    const alone = page.waitForRequest((r) => r.url().includes("/notifications") && r.headers()["x-unattended"] === "1");
    await page.clock.fastForward("05:00");
    await alone;
    assert.deepEqual(page.told, []);
    await page.context().close();
});

test("a yen has no cents: what is typed is kept and shown", { timeout: 180_000 }, async () => {
    const page = await world.page();
    await page.goto(world.base + "/campaigns");
    await page.getByRole("button", { name: "Kampagne planen" }).first().waitFor();
    await tabTo(page, "Kampagne planen");
    await page.keyboard.press("Enter");
    await page.locator("[role=dialog] form").waitFor();
    await fill(page, { Code: "YEN", Name: "Yen", Währung: "JPY", Budget: "12500" });
    await tabTo(page, "Speichern");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Yen" }).waitFor();
    const found = (await world.api("GET", "/campaigns?limit=1000")).items.find((c) => c.code === "YEN");
    assert.equal(found.budgetMinor, 12500);
    await page.goto(world.base + "/campaigns");
    const row = page.getByRole("row", { name: "YEN" });
    await row.waitFor();
    assert.match(await row.innerText(), /(¥|JPY)\s?12.500|12.500\s?(¥|JPY)/);
    await page.context().close();
});
