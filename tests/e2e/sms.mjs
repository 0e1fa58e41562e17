import assert from "node:assert/strict";
import test from "node:test";
import { join } from "node:path";
import { createServer } from "node:http";
import { fill, tabTo } from "./keyboard.mjs";
import { keys, pictures, wcag, world } from "./world.mjs";

test("a provider of SMS is set up, a text is measured, answers and STOP are seen", { timeout: 240_000 }, async () => {
    const heard = [];
    const provider = createServer((request, response) => {
        let body = "";
        request.on("data", (part) => (body += part));
        request.on("end", () => {
            heard.push(JSON.parse(body));
            response.setHeader("Content-Type", "application/json");
            response.end(JSON.stringify({ id: "sms-" + heard.length }));
        });
    });
    await new Promise((ready) => provider.listen(0, "127.0.0.1", ready));
    const page = await world.page();
    await page.goto(world.base + "/sms-providers");
    await tabTo(page, "Neu");
    await keys(page, "Enter");
    await fill(page, { Name: "Anbieter", Adresse: "ftp://nowhere" });
    await tabTo(page, "Speichern");
    await keys(page, "Enter");
    await page.getByText("Muss eine Adresse sein").first().waitFor();
    page.told.length = 0; // the browser tells of the refusal, too
    assert.deepEqual(await wcag(page), []);
    await page.getByLabel("Adresse", { exact: false }).first().fill(`http://127.0.0.1:${provider.address().port}/send`);
    await tabTo(page, "Bestätigung eines STOPP");
    await page.keyboard.type("Sie erhalten keine SMS mehr.");
    await tabTo(page, "Speichern");
    await page.screenshot({ path: join(pictures, "sms-provider.png") });
    await keys(page, "Enter");
    const addresses = (await page.getByRole("dialog").locator("pre, code").first().innerText()).split("\n");
    assert.equal(addresses.length, 2);

    await page.goto(world.base + "/waves");
    await tabTo(page, /^Neue Welle$/);
    await keys(page, "Enter");
    await fill(page, { Kanal: "SMS", Text: "Grüezi 停止 " + "x".repeat(70) });
    await page.getByText(/2 Segmente, Unicode · je .*0[.,]16/).waitFor();
    assert.deepEqual(await wcag(page), []);
    await page.screenshot({ path: join(pictures, "sms-size.png") });

    const person = await world.api("POST", "/contacts", { givenName: "Sam", familyName: "Simser", phone: "+41791119988", country: "CH", street: "Gasse", houseNumber: "1", postcode: "3000", city: "Bern" });
    const piece = await world.fresh(150);
    const post = async (id, from, text) => {
        const answer = await fetch(addresses[0].replace(/^https?:\/\/[^/]+/, world.base), { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ id, from, to: "41790000000", text }) });
        assert.equal(answer.status, 200, await answer.text());
    };
    await post("e2e-1", "41791119988", "STOP");
    await post("e2e-2", "41790001122", "Mein Code ist " + piece.code);
    await page.goto(world.base + "/sms?view=received");
    await page.getByText("STOPP").first().waitFor();
    await page.getByText("Mein Code ist " + piece.code).first().waitFor();
    assert.deepEqual(await wcag(page), []);
    await page.screenshot({ path: join(pictures, "sms-received.png") });
    assert.deepEqual((await world.api("GET", `/suppressions?contactId=${person.id}`)).items.map((s) => s.channel), ["sms"]);
    for (let i = 0; heard.length === 0 && i < 600; i++) await new Promise((r) => setTimeout(r, 100));
    assert.deepEqual(heard.map((m) => [m.to, m.text]), [["+41791119988", "Sie erhalten keine SMS mehr."]]);
    await page.goto(world.base + "/sms");
    await page.getByText("Sie erhalten keine SMS mehr.").first().waitFor();
    await page.goto(world.base + "/clearing");
    await page.getByText("eine SMS zu lesen").first().waitFor();
    assert.deepEqual(page.told, []);
    await page.context().close();
    provider.close();
});
