import assert from "node:assert/strict";
import test from "node:test";
import { join } from "node:path";
import { fill, tabTo } from "./keyboard.mjs";
import { gotoHearing, keys, pictures, wcag, world } from "./world.mjs";

const steps = (hello, law, ask) => [
    { key: "hello", text: hello, answers: [{ label: "Ja", to: "law" }, { label: "Nein", responseType: "not-interested" }] },
    { key: "law", text: law, mustRead: true, answers: [{ label: "Weiter", to: "iban" }] },
    { key: "iban", text: ask, fields: [{ name: "iban", label: "IBAN", required: true, twice: true }], answers: [{ label: "Fertig", responseType: "question" }] },
];

test("a telephone system is admitted, its number opens the desk with the campaign, the script is followed", { timeout: 240_000 }, async () => {
    const campaign = (await world.api("GET", "/campaigns")).items.find((c) => c.state === "running");
    const person = await world.api("POST", "/contacts", { givenName: "Rosa", familyName: "Anruferin", phone: "+41317654300", country: "CH", language: "de", street: "Gasse", houseNumber: "1", postcode: "3000", city: "Bern" });
    const page = await world.page();
    await page.goto(world.base + "/phone-lines?view=systems");
    await tabTo(page, "Neu");
    await keys(page, "Enter");
    await fill(page, { Name: "Vermittlung" });
    await keys(page, "Enter");
    const address = await page.getByRole("dialog").locator("pre, code").first().innerText();
    assert.deepEqual(await wcag(page), []);
    const tell = async (fields) => {
        const answer = await fetch(address.replace(/^https?:\/\/[^/]+/, world.base), { method: "POST", body: new URLSearchParams({ direction: "in", from: "41317654300", to: "41310000077", ...fields }) });
        assert.equal(answer.status, 200, await answer.text());
    };

    const script = await world.api("POST", "/call-scripts", { name: "Leitfaden Frühling", campaignId: campaign.id, texts: [{ language: "de", steps: steps("Grüezi {{familyName}}", "Dieses Gespräch wird aufgezeichnet.", "Ihre IBAN?") }, { language: "fr", steps: steps("Bonjour {{familyName}}", "Cet appel est enregistré.", "Votre IBAN?") }] });
    await page.goto(world.base + "/phone-lines?view=numbers");
    await tabTo(page, "Neu");
    await keys(page, "Enter");
    await fill(page, { Nummer: "+41 31 000 00 77", Name: "Anzeige", Kampagne: campaign.name, Leitfaden: "Leitfaden Frühling" });
    await tabTo(page, "Speichern");
    await keys(page, "Enter");
    await page.getByText("+41310000077").first().waitFor();
    assert.deepEqual(await wcag(page), []);

    await gotoHearing(page, "/desk", "channel-phone.ringing");
    await page.locator(".desk-search input:focus").waitFor();
    await tell({ event: "newCall", callId: "e2e-1" });
    await page.getByRole("button", { name: /Anzeige · \+41317654300/ }).waitFor();
    await keys(page, "F7");
    await page.getByText("Anruferin").first().waitFor();
    assert.equal(await page.getByLabel("Kampagne", { exact: true }).inputValue(), campaign.id, "the number decided the campaign");
    const talk = page.getByRole("group", { name: "Leitfaden" });
    await talk.getByText("Grüezi Anruferin").waitFor();
    assert.deepEqual(await wcag(page), []);
    await talk.focus();
    await keys(page, "1");
    await talk.getByText("Dieses Gespräch wird aufgezeichnet.").waitFor();
    await keys(page, "1");
    await talk.getByText("Dieses Gespräch wird aufgezeichnet.").waitFor();
    // What they want is chosen already; what must be read is not read yet.
    await page.getByRole("radio", { name: /Hat eine Frage/ }).focus();
    await keys(page, "Space F2");
    await page.getByRole("alert").getByText("Ein Satz muss zuerst vorgelesen werden.").waitFor();
    await page.screenshot({ path: join(pictures, "desk-script.png") });
    await talk.focus();
    await keys(page, "0 1");
    await talk.getByText("Ihre IBAN?").waitFor();
    await tabTo(page, "IBAN");
    await page.keyboard.type("CH93 0076");
    await page.keyboard.press("Tab");
    await page.keyboard.type("CH39 0076");
    await talk.getByText("anders eingegeben").first().waitFor();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("CH93 0076");
    await talk.focus();
    await keys(page, "1");
    await talk.getByText("Ende des Gesprächs").waitFor();
    await keys(page, "F2");
    await page.getByText("Bereit").or(page.locator(".desk-search input:focus")).first().waitFor();
    await page.waitForFunction(() => !document.querySelector(".desk-name"));
    const found = (await world.api("GET", `/responses?contactId=${person.id}`)).items;
    assert.deepEqual(found.map((r) => [r.type, r.channel, r.campaignId]), [["question", "phone", campaign.id]]);
    const runs = (await world.api("GET", `/script-runs?responseId=${found[0].id}`)).items;
    assert.deepEqual(runs.map((r) => [r.scriptId, r.path.map((p) => p.step).join(), r.sentences.join(), r.captured[0].value]), [[script.id, "hello,law,iban", "law", "CH93 0076"]]);
    await page.goto(world.base + "/responses/" + found[0].id);
    await page.getByText("Leitfaden Frühling").waitFor();
    await page.getByText("vorgelesen").waitFor();

    await tell({ event: "hangup", callId: "e2e-1", cause: "normalClearing" });
    await tell({ event: "newCall", callId: "e2e-2" });
    await tell({ event: "hangup", callId: "e2e-2", cause: "cancel" });
    assert.equal((await world.api("GET", `/calls?contactId=${person.id}&state=open`)).items.length, 1, "a missed call comes back");
    await page.goto(world.base + "/desk?contact=" + person.id);
    // The key comes with its button, a moment after the name.
    await page.getByRole("button", { name: "Alt+K" }).waitFor();
    await keys(page, "Alt+k");
    await page.getByText("offene Anrufe sind geschlossen").waitFor();
    for (let i = 0; (await world.api("GET", `/calls?contactId=${person.id}&state=open`)).items.length; i++) {
        if (i > 300) assert.fail("the call is still open");
        await new Promise((r) => setTimeout(r, 100));
    }
    await page.goto(world.base + "/phone-lines");
    await page.getByText("+41310000077").first().waitFor();
    await page.getByText("1 (50").first().waitFor();
    assert.deepEqual(await wcag(page), []);
    await page.screenshot({ path: join(pictures, "phone-figures.png") });
    await page.goto(world.base + "/phone-lines?view=calls");
    await page.getByText("aufgelegt").filter({ visible: true }).last().waitFor();
    await page.screenshot({ path: join(pictures, "phone-calls.png") });
    assert.deepEqual(page.told, []);
    await page.context().close();
});
