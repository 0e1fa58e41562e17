import assert from "node:assert/strict";
import test from "node:test";
import { join } from "node:path";
import { world } from "./world.mjs";

test("languages, a plugin from elsewhere, and a user with few rights", async () => {
    const chinese = await world.page({ language: "zh-CN" });
    await chinese.getByRole("link", { name: "话务台" }).waitFor();
    assert.equal(await chinese.evaluate(() => document.documentElement.lang), "zh");
    await chinese.context().close();
    const french = await world.page({ language: "fr-CH" });
    await french.getByRole("link", { name: "Poste d’appel" }).waitFor();

    const script = `export default ({ react, kit }) => ({
        pages: [{ path: "/elsewhere", title: "Elsewhere", group: "insight", component: async () => ({ default: () => react.createElement(kit.Screen, { title: "From elsewhere" }, "hello") }) }],
        panels: [{ slot: "start", title: "Tile from elsewhere", component: async () => ({ default: () => react.createElement("p", null, "tile") }) }] });`;
    const pages = await world.api("GET", "/pages");
    await french.route("**/contributions/elsewhere/index.js", (r) => r.fulfill({ contentType: "text/javascript", body: script }));
    await french.route("**/api/v1/pages", (r) => r.fulfill({ json: { items: [...pages.items.filter((p) => p.plugin !== "fulfilment"), { plugin: "elsewhere", path: "/elsewhere", title: "x", permission: "x" }] } }));
    await french.goto(world.base + "/");
    await french.getByText("Tile from elsewhere").waitFor();
    assert.equal(await french.getByRole("link", { name: "Stock", exact: true }).count(), 0, "a plugin that is off leaves no trace");
    await french.getByRole("link", { name: "Elsewhere" }).click();
    await french.getByRole("heading", { name: "From elsewhere" }).waitFor();
    await french.context().close();

    const made = await world.api("POST", "/users", { name: "anna", displayName: "Anna", roles: ["agent"] });
    const word = "correct horse battery staple 9";
    await world.api("PUT", "/password", { secret: made.passwordSecret, password: word });
    const anna = await world.page({ user: "anna", password: word });
    await anna.getByRole("link", { name: "Telefonpult" }).waitFor();
    assert.equal(await anna.getByRole("link", { name: "Benutzer" }).count(), 0);
    // What somebody typed stays theirs when the next person signs in at the same browser.
    await anna.goto(world.base + "/contacts");
    await anna.getByRole("button", { name: "Neuer Kontakt" }).click();
    await anna.getByLabel("Nachname").fill("Halbgetippt");
    await anna.keyboard.press("Escape");
    const kept = () => anna.evaluate(() => Object.entries(localStorage).filter(([, v]) => v.includes("Halbgetippt")).length);
    assert.equal(await kept(), 1);
    await anna.getByRole("button", { name: "Anna", exact: true }).click();
    await anna.getByRole("menuitem", { name: "Abmelden" }).click();
    await anna.locator("#password").waitFor();
    await anna.keyboard.type(world.user);
    await anna.keyboard.press("Tab");
    await anna.keyboard.type(world.password);
    await anna.keyboard.press("Enter");
    await anna.locator(".frame").waitFor();
    await anna.goto(world.base + "/contacts");
    await anna.getByRole("button", { name: "Neuer Kontakt" }).click();
    assert.equal(await anna.getByLabel("Nachname").inputValue(), "");
    assert.equal(await kept(), 1, "and is there when they come back");
    assert.deepEqual(anna.told, []);
    await anna.context().close();
});
