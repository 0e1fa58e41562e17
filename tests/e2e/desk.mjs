import assert from "node:assert/strict";
import test from "node:test";
import { join } from "node:path";
import { keys, openDesk, pictures, short, world } from "./world.mjs";

test("the desk: an order of two items with a corrected address", async () => {
    const piece = await world.fresh(160);
    const page = await world.page();
    await openDesk(page);
    await page.keyboard.type(piece.code.slice(0, 3) + "-" + piece.code.slice(3));
    await page.keyboard.press("Enter");
    await page.locator(".desk-outcomes input:focus").waitFor();
    // Whoever types on while the browser is busy loses no key.
    const busy = page.evaluate(() => {
        for (const end = performance.now() + 500; performance.now() < end; );
    });
    await Promise.all([page.keyboard.press("2"), page.keyboard.type("2 assam"), busy]);
    let count = 8 + (await keys(page, 'Enter "verb" Enter Alt+a'));
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
        assert.ok(i < 300, "the order arrives");
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
    // The new contact is offered at once, the likely code when the server has looked.
    await page.waitForFunction(
        (code) => [...document.querySelectorAll("#desk-choices [role=option]")].some((o) => o.innerText.replace(/-/g, "").includes(code)),
        piece.code,
        { timeout: 30_000 },
    );
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
    const piece = await world.fresh(140);
    const requests = async () => (await world.api("GET", "/responses?contactId=" + piece.contactId)).items.filter((r) => r.type === "information-request");
    const page = await world.page();
    await openDesk(page, "?code=" + piece.code);
    await page.locator(".desk-outcomes input:focus").waitFor();
    await keys(page, '1 "bro" Enter Tab');
    await page.context().setOffline(true);
    await page.getByLabel("Notiz").fill("ruft wegen der Broschüre an");
    await keys(page, "F2");
    await page.getByRole("banner").getByText("wartet auf die Verbindung").waitFor();
    await page.waitForTimeout(short ? 200 : 60_000);
    // Another window of the same browser keeps a save of its own, and another person's waits until they are back.
    await page.evaluate(() => {
        const list = JSON.parse(localStorage.getItem("rejoinder.outbox"));
        localStorage.setItem("rejoinder.outbox", JSON.stringify([{ ...list[0], key: "another-person", userId: "1" }, ...list]));
    });
    await page.context().setOffline(false);
    await page.getByRole("banner").getByText("wartet auf die Verbindung").waitFor({ state: "detached" });
    const stored = await requests();
    assert.equal(stored.length, 1);
    assert.deepEqual(await page.evaluate(() => JSON.parse(localStorage.getItem("rejoinder.outbox")).map((w) => w.key)), ["another-person"]);
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

