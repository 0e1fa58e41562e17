import assert from "node:assert/strict";
import test from "node:test";
import { join } from "node:path";
import { card, pictures, short, visit, wcag, world } from "./world.mjs";

const kHostile = "<img src=x onerror=alert(1)>";
const kChinese = "王小明";

/** Puts names that are no plain words wherever people can put names. */
async function plant() {
    const made = {};
    for (const [key, name] of [["H", kHostile], ["C", kChinese]]) {
        const contact = await world.api("POST", "/contacts", { familyName: name, givenName: name, city: name, street: name, country: "CH" });
        await world.api("POST", "/items", { sku: "NAME-" + key, name, kind: "goods", priceMinor: 500, currency: "CHF", stocked: true, bin: "A-1" });
        await world.api("POST", "/stock/receipts", { sku: "NAME-" + key, quantity: 10, reason: name });
        await world.api("POST", "/offers", { code: "NAME" + key, name, description: name });
        const campaign = await world.api("POST", "/campaigns", { code: "NAME" + key, name, description: name, currency: "CHF", startsOn: "2027-03-01", cells: ["A", "B"].map((code) => ({ code, name, channel: "letter", costPerPiece: "1", holdOut: false })) });
        await world.api("POST", "/target-groups", { campaignId: campaign.id, name });
        await world.api("POST", "/response-types", { key: "name-" + key.toLowerCase(), name, reaction: "positive" });
        const reply = await world.api("POST", "/responses", { type: "order", channel: "phone", contactId: contact.id, note: name, items: [{ sku: "NAME-" + key, quantity: 1 }] }, { "Idempotency-Key": "name-" + key });
        await world.api("POST", "/responses", { type: "question", channel: "post", clearing: true, externalKey: name, note: name }, { "Idempotency-Key": "clearing-" + key });
        await world.api("POST", "/users", { name: "name-" + key.toLowerCase(), displayName: name, roles: [] });
        await world.api("POST", "/roles", { name: "role-" + key, description: name, permissions: [] });
        await world.api("POST", "/tokens", { userName: world.user, name, permissions: ["sessions.own"] });
        await world.api("POST", "/call-outcomes", { code: "name-" + key.toLowerCase(), label: name, category: "completed" });
        await world.api("POST", "/pre-tests", { campaignId: campaign.id, name, baseRate: 0.02, wishedRate: 0.03 });
        await world.api("POST", "/seeds", { contactId: contact.id, campaignId: campaign.id, note: name });
        await world.api("POST", "/pressure-rules", { name, days: 30, most: 9, active: false });
        await world.api("POST", "/contacts/retention-rules", { name, category: "source", source: name, event: "created", termDays: 36000, action: "block" });
        await world.api("POST", "/follow-up-rules", { campaignId: campaign.id, name, channel: "letter", waitDays: 1, content: { subject: name, text: name, senderName: name, senderAddress: name } });
        const ordered = await world.api("POST", "/orders", { contactId: contact.id, note: name, lines: [{ sku: "NAME-" + key, quantity: 1 }] });
        await world.api("POST", `/orders/${ordered.id}/shipments`, { carrier: name, trackingNumber: name });
        await world.api("POST", `/orders/${ordered.id}/invoices`, {});
        await world.api("POST", "/shipping-rates", { name, currency: "CHF", priceMinor: 900, way: "way-" + key });
        await world.api("POST", "/subscriptions", { contactId: contact.id, note: name, lines: [{ sku: "NAME-" + key, quantity: 1 }] });
        await world.api("POST", "/learnings", { campaignName: name, segment: name, channel: "letter", pieces: 100, responders: 2, buyers: 1 });
        made[name] = { contact: contact.id, campaign: campaign.id, response: reply.id };
    }
    await world.api("POST", "/scan-batches?name=Karten&type=information-request", card("999999998"), { "Content-Type": "image/png", "Idempotency-Key": "screens-scan" });
    return made;
}

/** Lists on which the planted names must be read as they are. */
const named = ["/campaigns", "/calendar", "/offers", "/items", "/stock", "/target-groups", "/response-types", "/responses", "/orders", "/clearing", "/users", "/learnings", "/roles", "/tokens", "/call-outcomes", "/pre-tests", "/seeds", "/pressure-rules", "/retention", "/follow-ups", "/shipments", "/invoices", "/subscriptions", "/shipping-rates"];

test("every screen: headings, WCAG 2.2 AA light and dark, 1280 and 360 wide, names as text, no error, no stranger", { timeout: 1_200_000 }, async () => {
    const planted = await plant();
    const first = async (path) => (await world.api("GET", path + "?limit=1")).items[0]?.id;
    const page = await world.page();
    await page.locator("nav a").first().waitFor();
    const pages = await page.evaluate(() => [...document.querySelectorAll("nav a")].map((a) => a.getAttribute("href")));
    await page.context().close();
    const known = (await world.api("GET", "/pages")).items.map((p) => p.path);
    assert.deepEqual(known.filter((p) => !pages.includes(p)), [], "all pages stand in the menu");
    for (const path of ["/contacts", "/campaigns", "/target-groups", "/pre-tests", "/waves", "/orders", "/responses", "/invoices", "/subscriptions"]) pages.push(`${path}/${await first(path)}`);
    pages.push("/scans/" + (await first("/scan-batches")), "/contact-imports/" + (await first("/contacts/imports")), "/follow-ups/" + (await first("/follow-up-rules")), "/results/" + (await first("/campaigns")), "/desk?code=" + (await world.codes(120)).at(-1).code, "/profile", "/notifications", "/nowhere");
    for (const one of Object.values(planted)) pages.push("/contacts/" + one.contact, "/desk?contact=" + one.contact, "/campaigns/" + one.campaign, "/responses/" + one.response);
    const queue = [...pages];
    const faults = [];
    const looks = short
        ? [["light", 1280, ""], ["dark", 360, "-dark-360"]]
        : [["light", 1280, ""], ["dark", 1280, "-dark"], ["dark", 360, "-dark-360"], ["light", 360, "-360"]];
    let turn = 0;
    const work = async () => {
        const one = await world.page();
        one.on("dialog", (d) => (faults.push("a script in a name was run: " + d.message()), d.dismiss()));
        for (let path = queue.shift(); path; path = queue.shift()) {
            one.told.length = 0;
            await one.setViewportSize({ width: 1280, height: 800 });
            await one.emulateMedia({ colorScheme: "light" });
            await (short ? visit(one, path) : one.goto(world.base + path));
            await one.locator("main").waitFor();
            await one.getByText("Lädt …").waitFor({ state: "detached" });
            await one.waitForFunction(() => !document.querySelector(".mantine-Skeleton-root"));
            await one.waitForTimeout(short ? 150 : 700);
            const say = (text) => faults.push(`${path}: ${text}`);
            const title = await one.locator("main h1, main h3").first().innerText().catch(() => "");
            if (!title) say("no heading");
            // An import is headed by its file's name, which has a dot, too.
            if (/\b[a-z]+\.[a-z]+[A-Z]?[a-z]*\b/.test(title.replace(/\.csv$/, ""))) say("a text is missing: " + title);
            if (named.includes(path))
                for (const name of [kHostile, kChinese]) await one.locator("main").getByText(name).filter({ visible: true }).first().waitFor().catch(() => say(name + " is not shown"));
            if (await one.locator("img[src=x]").count()) say("a name became an element");
            const name = (path.replace(/\?.*|\/\d+/g, "").replace(/\W+/g, "-").replace(/^-|-$/g, "") || "start") + (/\d{9}/.test(path) ? "-one" : path.includes("?") ? "-call" : "");
            // In the short form every other screen is looked at in light, the rest in dark.
            for (const [colorScheme, width, mark] of short ? [looks[turn++ % 2]] : looks) {
                await one.emulateMedia({ colorScheme });
                await one.setViewportSize({ width, height: width === 360 ? 740 : 800 });
                await one.waitForTimeout(60);
                const over = await one.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
                if (over > 1) say(`${over} px wider than ${width}`);
                (await wcag(one)).forEach((f) => say(`${colorScheme} ${width}: ${f}`));
                if (!Object.values(planted).some((p) => path.includes(p.contact) || path.includes(p.campaign))) await one.screenshot({ path: join(pictures, name + mark + ".png") });
            }
            one.told.forEach(say);
        }
        await one.context().close();
    };
    await Promise.all([work(), work()]);
    assert.deepEqual(faults, []);
});

test("names are text in what appears while one types", async () => {
    const page = await world.page();
    page.on("dialog", (d) => (page.told.push("a script in a name was run"), d.dismiss()));
    for (const name of [kHostile, kChinese]) {
        await page.goto(world.base + "/contacts");
        await page.getByLabel("Kontakte suchen").fill(name);
        await page.locator("table").getByText(name).first().waitFor();
        await page.keyboard.press("Control+k");
        await page.locator("[role=dialog] input:focus").waitFor();
        await page.keyboard.type(name);
        await page.getByRole("option").getByText(name).first().waitFor();
        await page.goto(world.base + "/desk");
        await page.locator(".desk-search input:focus").waitFor();
        await page.keyboard.type(name);
        await page.locator("#desk-choices").getByText(name).first().waitFor();
    }
    assert.equal(await page.locator("img[src=x]").count(), 0);
    assert.deepEqual(page.told, []);
    await page.context().close();
});
