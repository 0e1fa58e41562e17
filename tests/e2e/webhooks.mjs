import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import test from "node:test";
import { join } from "node:path";
import { fill, tabTo } from "./keyboard.mjs";
import { keys, pictures, wcag, world } from "./world.mjs";

/** A picture of the page as a telephone shows it. */
async function narrow(page, name) {
    await page.setViewportSize({ width: 360, height: 800 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 361), name + " is too wide");
    await page.screenshot({ path: join(pictures, name + "-360.png"), fullPage: true });
    await page.setViewportSize({ width: 1280, height: 800 });
}

test("a webhook is made, tested, looked at, played again and gets a new secret", { timeout: 240_000 }, async () => {
    const heard = [];
    const receiver = createServer((request, response) => {
        let body = "";
        request.on("data", (part) => (body += part));
        request.on("end", () => {
            heard.push({ headers: request.headers, body });
            response.statusCode = heard.length === 1 ? 500 : 200;
            response.end("well received");
        });
    });
    await new Promise((ready) => receiver.listen(0, "127.0.0.1", ready));
    await world.api("PATCH", "/settings/webhooks.allowed-hosts", { value: "127.0.0.1" }, { "If-Match": '"0"' });
    const page = await world.page();
    await page.goto(world.base + "/webhooks");
    await tabTo(page, "Neu");
    await keys(page, "Enter");
    await fill(page, { Name: "Lager Nord", Adresse: "https://10.0.0.7/hook" });
    await page.getByRole("dialog").getByLabel("Meldet").click();
    await page.getByRole("option", { name: "Bestellung versandt" }).click();
    await page.getByRole("option", { name: "Sendung mit ihrer Nummer" }).click();
    await page.keyboard.press("Escape");
    await page.getByText("Personendaten gehen hinaus").waitFor();
    await page.getByRole("button", { name: "Anlegen" }).click();
    await page.getByText("Führt in unser eigenes Netz").waitFor();
    page.told.length = 0; // the browser tells of the refusal, too
    assert.deepEqual(await wcag(page), []);
    await page.screenshot({ path: join(pictures, "webhook-new.png") });
    await page.getByRole("dialog").getByLabel("Adresse").fill(`http://127.0.0.1:${receiver.address().port}/hook`);
    await page.getByRole("button", { name: "Anlegen" }).click();
    const secret = await page.getByRole("dialog").locator("pre, code").first().innerText();
    assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    assert.deepEqual(await wcag(page), []);
    await page.screenshot({ path: join(pictures, "webhook-secret.png") });
    await keys(page, "Escape");
    await page.getByRole("heading", { name: "Lager Nord" }).waitFor();
    for (const state of ["gescheitert", "zugestellt"]) {
        await page.getByRole("button", { name: "Testereignis senden" }).click();
        await page.locator(".state").getByText(state, { exact: true }).first().waitFor({ timeout: 20_000 });
    }
    const [, sent] = heard;
    const mac = createHmac("sha256", Buffer.from(secret.slice(6), "base64")).update(`${sent.headers["webhook-id"]}.${sent.headers["webhook-timestamp"]}.${sent.body}`).digest("base64");
    assert.equal(sent.headers["webhook-signature"], "v1," + mac);
    assert.deepEqual(await wcag(page), []);
    await page.screenshot({ path: join(pictures, "webhook.png"), fullPage: true });
    await narrow(page, "webhook");
    await page.getByRole("gridcell", { name: "500" }).or(page.getByText("500", { exact: true })).first().click();
    await page.getByText("well received").waitFor();
    assert.deepEqual(await wcag(page), []);
    await page.screenshot({ path: join(pictures, "webhook-message.png") });
    await narrow(page, "webhook-message");
    await page.getByRole("dialog").getByRole("button", { name: "Nochmals senden" }).click();
    await page.getByRole("dialog").locator(".state").getByText("zugestellt").waitFor({ timeout: 20_000 });
    assert.equal(heard.length, 3);
    assert.equal(heard[2].headers["webhook-id"], heard[0].headers["webhook-id"]);
    await keys(page, "Escape");
    await page.getByRole("button", { name: "Neues Geheimnis" }).first().click();
    await page.getByRole("dialog").getByRole("button", { name: "Neues Geheimnis" }).click();
    await page.getByRole("dialog").locator("pre, code").first().waitFor();
    assert.notEqual(await page.getByRole("dialog").locator("pre, code").first().innerText(), secret);
    await keys(page, "Escape");
    await page.getByText("Altes Geheimnis gilt bis").waitFor();
    await page.getByRole("button", { name: "Pausieren" }).click();
    await page.getByText("Pausiert seit").waitFor();
    await page.goto(world.base + "/webhooks");
    await page.getByText("Lager Nord").waitFor();
    assert.deepEqual(await wcag(page), []);
    await page.screenshot({ path: join(pictures, "webhooks-list.png") });
    await narrow(page, "webhooks-list");
    assert.deepEqual(page.told, []);
    await page.context().close();
    receiver.close();
});

test("what desk and warehouse get done is said, and the plan says whether they can", { timeout: 240_000 }, async () => {
    const page = await world.page();
    await page.goto(world.base + "/capacity");
    for (const [index, perDay] of [[0, "40"], [1, "15"]]) {
        await page.getByRole("button", { name: "Ändern" }).nth(index).click();
        for (const day of ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag"]) await page.getByRole("dialog").getByLabel(day, { exact: true }).fill(perDay);
        if (index === 0) await page.screenshot({ path: join(pictures, "capacity-edit.png") });
        await page.getByRole("dialog").getByRole("button", { name: "Speichern" }).click();
        await page.getByRole("dialog").waitFor({ state: "detached" });
    }
    await page.getByText("15", { exact: true }).first().waitFor();
    assert.deepEqual(await wcag(page), []);
    await page.screenshot({ path: join(pictures, "capacity.png"), fullPage: true });
    await narrow(page, "capacity");
    const campaigns = (await world.api("GET", "/campaigns?limit=100")).items;
    const plan = campaigns.find((c) => c.code === "NEWYEAR");
    await page.goto(world.base + "/campaigns/" + plan.id);
    await page.getByText("Schaffen es Telefonpult und Lager?").waitFor();
    await page.getByText(/Lager: /).first().waitFor();
    assert.deepEqual(await wcag(page), []);
    await page.screenshot({ path: join(pictures, "plan-load.png"), fullPage: true });
    await narrow(page, "plan-load");
    assert.deepEqual(page.told, []);
    await page.context().close();
});
