// Signing in with a second step, the own profile, settings, who else is here, and the telephone that rings.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import test from "node:test";
import { gotoHearing, signIn, wcag, world } from "./world.mjs";

const password = "a long enough sentence";

/** A user of the house with a password. */
async function person(name, roles) {
    const made = await world.api("POST", "/users", { name, displayName: name[0].toUpperCase() + name.slice(1), roles });
    const answer = await fetch(world.base + "/api/v1/password", {
        method: "PUT",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ secret: made.passwordSecret, password }),
    });
    assert.equal(answer.status, 204);
    return made.id;
}

/** RFC 6238, written once more so that the server is not compared with itself. */
function codeOf(secret, later = 0) {
    const bits = [...secret].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
    const digest = createHmac("sha1", Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)))).update(counter).digest();
    return String((digest.readUInt32BE(digest[19] & 15) & 0x7fffffff) % 1e6).padStart(6, "0");
}

const fine = async (page) => assert.deepEqual([...(await wcag(page)), ...page.told.splice(0).filter((t) => !/40[19]|422/.test(t))], []);

/** Opens what a button opens, by keyboard; the first field of the dialog has the focus. */
async function press(page, name) {
    await page.getByRole("button", { name, exact: true }).first().focus();
    await page.keyboard.press("Enter");
}

/** A new browser at the form of signing in, with name and password sent. */
async function entering(user, pass, language = "de-CH") {
    const context = await world.browser.newContext({ locale: language, viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    page.told = [];
    page.on("console", (m) => m.type() === "error" && page.told.push(m.text()));
    await page.goto(world.base + "/");
    await signIn(page, user, pass);
    return page;
}

test("a second step is set up, asked for, and demanded by a role; keyboard only", { timeout: 180_000 }, async () => {
    await person("ottilie", ["agent"]);
    const page = await world.page({ user: "ottilie", password });
    await page.goto(world.base + "/profile");
    await press(page, "Einrichten");
    await page.locator("[role=dialog] input:focus").waitFor();
    await page.keyboard.type("falsch");
    await page.keyboard.press("Enter");
    await page.getByText("Das ist nicht Ihr Passwort.").waitFor();
    await page.keyboard.press("Control+A");
    await page.keyboard.type(password);
    await page.keyboard.press("Enter");
    await page.locator("[role=dialog] svg[role=img]").waitFor();
    await fine(page);
    const secret = (await page.locator("[role=dialog] code").innerText()).replace(/ /g, "");
    await page.keyboard.type(codeOf(secret));
    await page.keyboard.press("Enter");
    const codes = (await page.locator("[role=dialog] pre").innerText()).split("\n");
    assert.equal(codes.length, 10);
    await fine(page);
    await page.keyboard.press("Enter");
    await page.getByText(/Eingeschaltet seit/).waitFor();
    await page.context().close();

    const again = await entering("ottilie", password, "en-GB");
    await again.locator("#code:focus").waitFor();
    await again.keyboard.type("000000");
    await again.keyboard.press("Enter");
    await again.getByText("This code is wrong, too old, or was used already.").waitFor();
    await fine(again);
    await again.locator("#code:focus").waitFor();
    await again.keyboard.type(codes[0]);
    await again.keyboard.press("Enter");
    await again.locator(".frame").waitFor();
    await again.context().close();

    await world.api("POST", "/roles", { name: "careful", description: "", permissions: ["sessions.own", "contacts.read"], totpRequired: true });
    await person("paula", ["careful"]);
    const held = await entering("paula", password);
    await held.getByRole("heading", { name: "Zuerst den zweiten Schritt einrichten" }).waitFor();
    await fine(held);
    await held.locator("input[type=password]:focus").waitFor();
    await held.keyboard.type(password);
    await held.keyboard.press("Enter");
    const own = (await held.locator("code").innerText()).replace(/ /g, "");
    await held.keyboard.type(codeOf(own));
    await held.keyboard.press("Enter");
    await held.locator("pre").waitFor();
    await held.keyboard.press("Enter");
    await held.locator(".frame").waitFor();
    await held.getByRole("link", { name: "Kontakte" }).first().waitFor();
    await held.context().close();
});

test("the profile: password, language, sessions", { timeout: 120_000 }, async () => {
    await person("quirin", ["agent"]);
    const other = await world.page({ user: "quirin", password });
    const page = await world.page({ user: "quirin", password });
    await page.goto(world.base + "/profile");
    await page.getByText("diese hier", { exact: false }).first().waitFor();
    await press(page, "Diese Sitzung beenden");
    await page.getByText("Sitzung beendet").waitFor();
    await other.goto(world.base + "/contacts");
    await other.locator("#password").waitFor();
    await other.context().close();

    await press(page, "Passwort ändern");
    await page.locator("[role=dialog] input:focus").waitFor();
    await page.keyboard.type(password);
    await page.keyboard.press("Tab");
    await page.keyboard.type("kurz");
    await page.keyboard.press("Enter");
    await page.locator("[role=dialog] [aria-invalid=true]:focus").waitFor();
    await page.keyboard.press("Control+A");
    await page.keyboard.type("another long sentence");
    await page.keyboard.press("Enter");
    await page.getByText(/Passwort geändert/).waitFor();
    await page.getByLabel("Sprache", { exact: true }).selectOption("fr");
    await page.getByRole("button", { name: "Speichern" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Profil", level: 1 }).waitFor();
    await page.getByText("Où je suis connecté").waitFor();
    await fine(page);
    await page.context().close();
    const fresh = await world.page({ user: "quirin", password: "another long sentence" });
    await fresh.getByRole("link", { name: "Contacts" }).first().waitFor(); // French, although the browser is German
    await fresh.context().close();
});

test("settings are changed while the server runs", { timeout: 120_000 }, async () => {
    const page = await world.page();
    await page.goto(world.base + "/settings?only=changeable");
    const row = page.getByRole("row").filter({ hasText: "channel-phone.retry-minutes" });
    await row.waitFor();
    assert.match(await row.innerText(), /180[\s\S]*Minuten/);
    await row.click();
    await page.locator("[role=dialog] input:focus").waitFor();
    await page.keyboard.press("Control+A");
    await page.keyboard.type("0");
    await page.keyboard.press("Enter");
    await page.locator("[role=dialog] [aria-invalid=true]:focus").waitFor();
    await fine(page);
    await page.keyboard.press("Control+A");
    await page.keyboard.type("45");
    await page.keyboard.press("Enter");
    await page.locator("[role=dialog]").waitFor({ state: "detached" });
    const now = await world.api("GET", "/settings/channel-phone.retry-minutes");
    assert.deepEqual([now.value, now.origin, now.fallback], ["45", "database", "180"]);
    await world.api("PATCH", "/settings/channel-phone.retry-minutes", {}, { "If-Match": `"${now.version}"` });
    await page.context().close();
});

test("a ringing call opens the record, and a call-back comes back; two people see each other", { timeout: 180_000 }, async () => {
    await person("rahel", ["agent"]);
    const made = await world.api("POST", "/contacts", { familyName: "Läuterer", givenName: "Ruth", country: "CH", phone: "+41 31 765 43 21" });
    const page = await world.page({ user: "rahel", password });
    await gotoHearing(page, "/desk", "channel-phone.ringing");
    await page.locator(".desk-search input:focus").waitFor();
    const ring = (more) => world.api("POST", "/calls/ringing", { from: "+41 31 765 43 21", ...more });
    const opened = [];
    page.on("request", (r) => r.url().replace(/%20|\+| /g, "").includes("7654322") && opened.push(r.url()));
    await world.api("POST", "/contacts", { familyName: "Fremd", country: "CH", phone: "+41 31 765 43 22" });
    await ring({ from: "+41 31 765 43 22", agent: "somebody-else", reference: "x1" });
    await ring({ agent: "rahel", reference: "x2" });
    await page.locator(".desk-name").getByText("Läuterer").waitFor();
    assert.deepEqual(opened, [], "a call of somebody else opens nothing");
    await fine(page);

    await page.keyboard.press("F4");
    await page.locator("[role=dialog] input:focus").waitFor();
    assert.equal(await page.getByLabel("Ihre Zeitzone").inputValue(), "Europe/Zurich");
    await fine(page);
    await page.locator("[role=dialog]").getByRole("button", { name: "Rückruf vereinbaren" }).focus();
    await page.keyboard.press("Enter");
    await page.locator("[role=dialog]").waitFor({ state: "detached" });
    const agreed = (await world.api("GET", "/calls?contactId=" + made.id)).items[0];
    assert.deepEqual([agreed.requested, agreed.timeZone, agreed.reservedFor], [true, "Europe/Zurich", "rahel"]);

    const second = await world.page();
    await second.goto(world.base + "/contacts/" + made.id);
    await second.getByText("Rahel hat das auch offen").waitFor();
    await ring({ reference: "x3" });
    await second.getByRole("button", { name: /31 765 43 21/ }).waitFor();
    await second.keyboard.press("F7");
    await second.locator(".desk-name").getByText("Läuterer").waitFor();
    await fine(second);
    await second.context().close();
    await page.context().close();
});

test("the desk shows the letter as it was printed", { timeout: 180_000 }, async () => {
    const page = await world.page();
    const piece = (await world.codes(150)).at(-2);
    await page.goto(world.base + "/desk?code=" + piece.code);
    const picture = page.locator(".letter-picture img");
    await picture.waitFor();
    await page.waitForFunction(() => document.querySelector(".letter-picture img").naturalWidth > 400);
    await press(page, "Brief vergrössern");
    await page.locator("[role=dialog] img").waitFor();
    await fine(page);
    await page.context().close();
});
