import assert from "node:assert/strict";
import test from "node:test";
import { join } from "node:path";
import { narrow, pictures, wcag, world } from "./world.mjs";

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
