import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { fill, tabTo } from "./keyboard.mjs";
import { card, keys, narrow, pictures, wcag, world } from "./world.mjs";

const shot = (page, name) => page.screenshot({ path: join(pictures, name + ".png"), fullPage: true });

/** A campaign whose letters are out, with its cells. */
async function running() {
    const piece = (await world.codes(1))[0];
    return world.api("GET", "/campaigns/" + piece.campaignId);
}

test("a medium gets a short code, which is printed and opens the campaign at the desk, keyboard only", { timeout: 120_000 }, async () => {
    const campaign = await running();
    const page = await world.page();
    await page.goto(world.base + "/campaigns/" + campaign.id);
    await page.getByRole("heading", { name: "Codes von Medien" }).waitFor();
    await tabTo(page, "Code für Anzeige, Prospekt oder Fusszeile");
    await keys(page, "Enter");
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    await fill(page, { Medium: "Tagblatt vom 12. Mai" });
    assert.deepEqual(await wcag(page), []);
    await tabTo(page, "Code vergeben");
    await keys(page, "Enter");
    await dialog.waitFor({ state: "detached" });
    const made = (await world.api("GET", "/medium-codes?campaignId=" + campaign.id)).items.at(-1);
    assert.equal(made.medium, "Tagblatt vom 12. Mai");
    await page.getByText(made.printedCode, { exact: true }).waitFor();
    await tabTo(page, /^Codes von Medien: /);
    await keys(page, "ArrowDown Enter");
    await page.waitForFunction(() => [...document.querySelectorAll("[role=dialog] img")].filter((i) => i.naturalWidth > 10).length === 2);
    assert.deepEqual(await wcag(page), []);
    await shot(page, "medium-code");
    await narrow(page, "medium-code");
    await keys(page, "Escape");

    await page.goto(world.base + "/desk");
    await page.locator(".desk-search input:focus").waitFor();
    await keys(page, `"${made.printedCode}" Enter`);
    await page.getByText("Tagblatt vom 12. Mai").waitFor();
    assert.deepEqual(await wcag(page), []);
    await shot(page, "desk-medium");
    await narrow(page, "desk-medium");
    const someone = (await world.fresh(160)).contactId;
    const contact = await world.api("GET", "/contacts/" + someone);
    await keys(page, `"${contact.familyName} ${contact.city}"`);
    const person = page.locator("#desk-choices [role=option]", { hasText: contact.street }).first();
    await person.waitFor();
    for (let i = 0; i < 8 && (await person.getAttribute("aria-selected")) !== "true"; i++) await keys(page, "ArrowDown");
    await keys(page, "Enter");
    await page.locator(".desk-outcomes input:focus").waitFor();
    await keys(page, "4 F2");
    await page.getByText("Gespeichert").first().waitFor();
    const newest = (await world.api("GET", "/responses?newest=true&limit=1")).items[0];
    assert.equal(newest.attribution, "directInexact");
    assert.equal(newest.campaignId, campaign.id);
    assert.deepEqual(page.told, []);
    await page.context().close();
});

test("what waits is typed through beside its picture, keyboard only; figures of control balance", { timeout: 180_000 }, async () => {
    const piece = await world.fresh(170);
    await world.api("POST", "/scan-batches?name=Durchgehen&type=information-request", card("999999997"), { "Content-Type": "image/png", "Idempotency-Key": "through-scan" });
    let entry;
    for (let i = 0; i < 300 && !entry; i++) {
        entry = (await world.api("GET", "/clearing?limit=1000")).items.find((e) => e.reply.code === "999999997");
        if (!entry) await new Promise((r) => setTimeout(r, 200));
    }
    const page = await world.page();
    await page.goto(world.base + "/batches");
    await page.locator(".through input:focus").waitFor();
    // Those that came before wait until later.
    for (let i = 0; i < 50 && (await page.locator(".through input").first().inputValue()) !== "999999997"; i++) {
        const before = await page.locator(".through input").first().inputValue();
        await keys(page, "PageDown");
        for (let n = 0; n < 50 && (await page.locator(".through input").first().inputValue()) === before; n++) await page.waitForTimeout(60);
    }
    await page.waitForFunction(() => document.querySelector(".through-picture img")?.naturalWidth > 100);
    assert.deepEqual(await wcag(page), []);
    await shot(page, "batches");
    await narrow(page, "batches");
    await keys(page, `Control+a "${piece.code}" Tab Tab "2 SAMPLE" Control+Enter`);
    await page.getByText("Entschieden").first().waitFor();
    const reply = (await world.api("GET", "/responses?newest=true&contactId=" + piece.contactId)).items[0];
    assert.equal(reply.pieceId, piece.id);
    const seen = await world.api("GET", "/responses/" + reply.id);
    assert.deepEqual(seen.captures[0].items, [{ sku: "SAMPLE", quantity: 2 }]);
    assert.equal(seen.credits[0].reason, "own-code");

    await page.goto(world.base + "/responses/" + reply.id);
    await page.getByText(/Per Code des Stücks, das die Person erhielt/).waitFor();
    assert.deepEqual(await wcag(page), []);
    await shot(page, "response-one");

    await page.goto(world.base + "/control");
    await page.getByText("✓ stimmt").first().waitFor();
    assert.equal((await world.api("GET", "/control-figures")).balanced, true);
    await page.getByText("Wie lange Antworten in der Klärung warten").first().waitFor();
    assert.deepEqual(await wcag(page), []);
    await shot(page, "control");
    await narrow(page, "control");
    assert.deepEqual(page.told, []);
    await page.context().close();
});

test("candidates stand with their reasons and are chosen with one key", { timeout: 120_000 }, async () => {
    const piece = await world.fresh(180);
    const wrong = piece.code.slice(0, 2) + (piece.code[2] === "7" ? "9" : "7") + piece.code.slice(3);
    const made = await world.api("POST", "/responses", { type: "question", channel: "post", clearing: true, code: wrong, note: "kaum lesbar" }, { "Idempotency-Key": "candidate-one" });
    const page = await world.page();
    await page.goto(world.base + "/clearing");
    await page.getByText(wrong).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/Code weicht um ein Zeichen ab/).waitFor();
    assert.deepEqual(await wcag(page), []);
    await shot(page, "clearing-candidates");
    await narrow(page, "clearing-candidates");
    await keys(page, "Alt+1");
    await dialog.waitFor({ state: "detached" });
    const entry = await world.api("GET", "/clearing/" + made.id);
    assert.equal(entry.state, "assigned");
    assert.equal((await world.api("GET", "/responses/" + entry.responseId)).response.contactId, piece.contactId);
    assert.deepEqual(page.told, []);
    await page.context().close();
});

test("a campaign chooses its outcomes, a response type its fields; results credit by the chosen rule", { timeout: 180_000 }, async () => {
    const campaign = await running();
    const page = await world.page();
    await page.goto(world.base + "/campaigns/" + campaign.id);
    await page.getByRole("heading", { name: "Ergebnisse dieser Kampagne" }).waitFor();
    await tabTo(page, "Ergebnisse wählen");
    await keys(page, "Enter");
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    assert.deepEqual(await wcag(page), []);
    await shot(page, "outcomes");
    await narrow(page, "outcomes");
    await tabTo(page, "Speichern");
    await keys(page, "Enter");
    await dialog.waitFor({ state: "detached" });
    assert.ok((await world.api("GET", "/outcome-sets/" + campaign.id)).outcomes.length > 1);
    await world.api("DELETE", "/outcome-sets/" + campaign.id);

    await page.goto(world.base + "/response-types");
    await page.locator("tbody tr").first().waitFor();
    await page.getByText("new-address").first().click();
    await dialog.waitFor();
    assert.deepEqual(await wcag(page), []);
    await shot(page, "response-type");
    await keys(page, "Escape");

    await page.goto(world.base + "/results/" + campaign.id);
    await page.getByRole("heading", { name: "Gutschrift nach Regel" }).waitFor();
    await page.getByText("Anteilig", { exact: true }).first().click();
    await page.getByText(/zu gleichen Teilen/).waitFor();
    assert.match(page.url(), /credit=fractional/);
    assert.deepEqual(await wcag(page), []);
    await shot(page, "results-credit");
    assert.deepEqual(page.told, []);
    await page.context().close();
});
