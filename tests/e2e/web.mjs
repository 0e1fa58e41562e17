import assert from "node:assert/strict";
import { createServer } from "node:http";
import test from "node:test";
import { join } from "node:path";
import { tabTo } from "./keyboard.mjs";
import { keys, pictures, wcag, world } from "./world.mjs";

/** A form as a marketer would have made it; the colours are no defaults. */
const definition = (more = {}) => ({
    senderName: "Muster AG", privacyUrl: "https://example.org/datenschutz", imprintUrl: "https://example.org/impressum", languages: ["de", "fr", "en", "zh"],
    texts: {
        de: { title: "Unser Frühlingskatalog", intro: "Schön, dass Sie da sind.\n\nSagen Sie uns, was wir Ihnen senden dürfen.", button: "Jetzt bestellen" },
        fr: { title: "Notre catalogue de printemps" }, en: { title: "Our spring catalogue" }, zh: { title: "春季目录" },
    },
    look: { accent: "#7a1f5c", background: "#fffaf2", text: "#201a1d" },
    fields: ["salutation", "givenName", "familyName", "street", "houseNumber", "postcode", "city", "email", "phone"].map((name) => ({ name, required: name === "familyName" })),
    items: [{ sku: "BROCHURE", label: { de: "Katalog auf Papier", fr: "Catalogue papier", en: "Printed catalogue", zh: "纸质目录" } }, { sku: "CARDS", most: 5, label: { de: "Kartenset", fr: "Jeu de cartes", en: "Set of cards", zh: "卡片套装" } }],
    questions: [{ key: "why", kind: "text", label: { de: "Was dürfen wir noch wissen?", fr: "Autre chose ?", en: "Anything else?", zh: "还有什么？" } }, { key: "garden", kind: "yesNo", label: { de: "Haben Sie einen Garten?", fr: "Avez-vous un jardin ?", en: "Have you a garden?", zh: "您有花园吗？" } }],
    consents: [{ key: "calls", channel: "phone", version: "1", text: { de: "Ja, Muster AG darf mich anrufen.", fr: "Oui, vous pouvez m’appeler.", en: "Yes, you may call me.", zh: "是的，可以打电话给我。" } }],
    ...more,
});

async function publish(slug, what) {
    const made = await world.api("POST", "/web-forms", { slug, name: "Frühling im Web", definition: what });
    return world.api("PUT", "/web-forms/" + made.id, { slug, name: "Frühling im Web", published: true, definition: what }, { "If-Match": `"${made.version}"` });
}

/** A page of somebody outside. */
async function visitor(options = {}) {
    const context = await world.browser.newContext({ viewport: { width: 360, height: 740 }, locale: "de-CH", ...options });
    const page = await context.newPage();
    page.told = [];
    page.on("console", (m) => m.type() === "error" && !/status of 422/.test(m.text()) && page.told.push("console: " + m.text()));
    page.on("pageerror", (e) => page.told.push("exception: " + e.message));
    page.on("request", (r) => !r.url().startsWith(world.outside) && page.told.push("request to " + r.url()));
    return page;
}

const answersOf = async (form) => (await world.api("GET", "/web-answers?formId=" + form.id)).items;
const pause = (ms) => new Promise((r) => setTimeout(r, ms));

for (const javaScriptEnabled of [true, false])
    test(`a web form is filled in with keys on a telephone, ${javaScriptEnabled ? "with" : "without"} script`, { timeout: 120_000 }, async () => {
        const form = await publish("telefon-" + javaScriptEnabled, definition());
        const page = await visitor({ javaScriptEnabled });
        await page.goto(world.outside + "/f/" + form.slug);
        await page.getByRole("heading", { name: "Unser Frühlingskatalog" }).waitFor();
        if (javaScriptEnabled) {
            assert.deepEqual(await wcag(page), []);
            assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, "nothing sticks out at 360 px");
        }
        await page.screenshot({ path: join(pictures, `web-form-360-${javaScriptEnabled ? "script" : "plain"}.png`), fullPage: true });
        await page.getByLabel("Katalog auf Papier").focus();
        await keys(page, "Space");
        await page.getByLabel("E-Mail-Adresse").focus();
        await keys(page, '"eva(a)example.net"');
        await page.getByLabel("Was dürfen wir noch wissen?").focus();
        await page.keyboard.type("Bitte bald.\nDanke <b>!");
        await page.getByRole("button", { name: "Jetzt bestellen" }).focus();
        await keys(page, "Enter");
        // The fault of the server, the typed text, and the focus on what is wrong.
        await page.getByRole("alert").waitFor();
        await page.screenshot({ path: join(pictures, `web-form-fault-360-${javaScriptEnabled ? "script" : "plain"}.png`), fullPage: true });
        assert.equal(await page.getByLabel("Was dürfen wir noch wissen?").inputValue(), "Bitte bald.\nDanke <b>!");
        assert.equal(await page.getByLabel("Katalog auf Papier").isChecked(), true);
        if (javaScriptEnabled) {
            assert.deepEqual(await wcag(page), []);
            assert.equal(await page.evaluate(() => document.activeElement.getAttribute("role")), "alert");
        }
        await page.getByRole("link", { name: /Nachname/ }).click();
        await page.getByLabel("Nachname").fill("Gartenfreund");
        await page.getByLabel("E-Mail-Adresse").fill("eva@example.net");
        await page.getByRole("button", { name: "Français" }).click();
        await page.getByRole("heading", { name: "Notre catalogue de printemps" }).waitFor();
        assert.equal(await page.getByLabel("Nom", { exact: false }).last().inputValue(), "Gartenfreund", "another language loses nothing");
        await pause(2_100);
        await page.getByLabel("Adresse e-mail").focus();
        await keys(page, "Enter");
        await page.getByRole("heading", { name: "Merci" }).waitFor();
        await page.reload();
        await page.getByRole("heading", { name: "Merci" }).waitFor();
        const found = await answersOf(form);
        assert.deepEqual(found.map((a) => [a.answers.familyName, a.answers["item.BROCHURE"], a.answers["question.why"], a.language]), [["Gartenfreund", "1", "Bitte bald.\nDanke <b>!", "fr"]]);
        assert.deepEqual(page.told, []);
        await page.context().close();
    });

test("a web form stands in the frame of who may show it, and of nobody else", { timeout: 180_000 }, async () => {
    const server = createServer((request, response) => {
        const script = `<script src="${world.outside}/f/embed.js" data-form="rahmen" data-title="Katalog" defer></script>`;
        response.setHeader("Content-Type", "text/html");
        response.end(`<!doctype html><html lang="de"><title>Andere Seite</title><h1>Andere Seite</h1>${request.url === "/script" ? script : `<iframe title="Katalog" src="${world.outside}/f/rahmen?embed=1" width="360" height="600"></iframe>`}`);
    });
    await new Promise((done) => server.listen(0, "127.0.0.1", done));
    const other = "http://127.0.0.1:" + server.address().port;
    const form = await publish("rahmen", definition({ hosts: [other] }));
    for (const path of ["/", "/script"]) {
        const page = await visitor({ viewport: { width: 800, height: 900 } });
        await page.goto(other + path);
        const frame = page.frameLocator("iframe");
        await frame.getByRole("heading", { name: "Unser Frühlingskatalog" }).waitFor();
        if (path === "/script") await page.waitForFunction(() => document.querySelector("iframe").getBoundingClientRect().height > 800);
        await pause(2_100);
        await frame.getByLabel("Nachname").fill("Rahmen");
        await frame.getByRole("button", { name: "Jetzt bestellen" }).click();
        await frame.getByRole("heading", { name: "Vielen Dank" }).waitFor();
        await page.context().close();
    }
    assert.equal((await answersOf(form)).length, 2);
    await publish("allein", definition());
    const page = await visitor();
    await page.goto(other);
    await page.evaluate((src) => (document.querySelector("iframe").src = src), world.outside + "/f/allein");
    await pause(1_000);
    assert.equal(await page.frameLocator("iframe").getByRole("heading", { name: "Unser Frühlingskatalog" }).count(), 0, "no host of its own: no frame");
    await page.context().close();
    server.close();
});

test("a web form is made, seen before anybody else sees it, published, and its answers are read", { timeout: 180_000 }, async () => {
    const page = await world.page();
    await page.goto(world.base + "/web-forms");
    await tabTo(page, "Neues Formular");
    await keys(page, "Enter");
    const dialog = page.getByRole("dialog");
    assert.deepEqual(await wcag(page), []);
    await dialog.getByLabel("Name").fill("Herbst im Web");
    await dialog.getByLabel("Adresse", { exact: false }).fill("Herbst!");
    await dialog.getByLabel("Wer fragt (Firma)").fill("Muster AG");
    await dialog.getByRole("button", { name: "Anlegen" }).click();
    await dialog.getByText("Nur Kleinbuchstaben, Ziffern und Striche").waitFor();
    assert.deepEqual(await wcag(page), []);
    await dialog.getByLabel("Adresse", { exact: false }).fill("herbst");
    await dialog.getByRole("button", { name: "Anlegen" }).click();
    await page.getByRole("heading", { name: "Herbst im Web" }).waitFor();
    assert.deepEqual(await wcag(page), []);
    await page.getByRole("button", { name: "Veröffentlichen" }).click();
    await page.getByText("Nennen Sie die Datenschutzerklärung").waitFor();
    await page.getByLabel("Datenschutzerklärung (Adresse)").fill("https://example.org/datenschutz");
    await page.getByRole("button", { name: "+ Fragen" }).click();
    await page.getByLabel("Schlüssel").first().fill("size");
    await page.locator("fieldset").filter({ hasText: "Fragen" }).getByLabel("Art").selectOption("choice");
    await page.getByLabel("Beschriftung (de)").first().fill("Wie gross ist der Garten?");
    await page.locator("fieldset").filter({ hasText: "Fragen" }).getByLabel("Auswahl").last().fill("s = klein\nl = gross");
    await page.getByRole("button", { name: "Speichern" }).click();
    await page.waitForFunction(async () => true);
    await pause(500);
    const form = (await world.api("GET", "/web-forms")).items.find((f) => f.slug === "herbst");
    assert.deepEqual(form.definition.questions.map((q) => [q.key, q.options.map((o) => o.label.de)]), [["size", ["klein", "gross"]]]);
    const [preview] = await Promise.all([page.context().waitForEvent("page"), page.getByRole("link", { name: "Vorschau (de)" }).click()]);
    await preview.getByText("Vorschau: hier kann nichts gesendet werden.").waitFor();
    assert.deepEqual(await wcag(preview), []);
    await preview.screenshot({ path: join(pictures, "web-form-preview.png"), fullPage: true });
    await preview.close();
    const picture = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==", "base64");
    await page.locator("input[type=file]").first().setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: picture });
    await page.getByRole("img", { name: "Logo" }).waitFor();
    await page.getByRole("button", { name: "Veröffentlichen" }).click();
    await page.getByText("Veröffentlicht").first().waitFor();
    const outside = await visitor();
    await outside.goto(world.outside + "/f/herbst");
    await pause(2_100);
    await outside.getByLabel("Nachname").fill("Leser");
    await outside.getByRole("button", { name: "Absenden" }).click();
    await outside.getByRole("heading", { name: "Vielen Dank" }).waitFor();
    await outside.context().close();
    await page.getByText("Leser").first().click();
    await dialog.getByRole("link", { name: "Reaktion" }).waitFor();
    assert.deepEqual(await wcag(page), []);
    await page.screenshot({ path: join(pictures, "web-form-answer.png") });
    await keys(page, "Escape");
    await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({ path: join(pictures, "web-form-one.png"), fullPage: true });
    assert.deepEqual(page.told.filter((t) => !/status of 422|status of 409/.test(t)), []);
    await page.context().close();
});
