import assert from "node:assert/strict";
import test from "node:test";
import { join } from "node:path";
import { keys, world } from "./world.mjs";

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

