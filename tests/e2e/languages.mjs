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
    assert.deepEqual(anna.told, []);
    await anna.context().close();
});
