// The page and the panel of a plugin from outside, in Chromium: node console_page.mjs <address> <user> <password>
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const [base, user, password] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-background-networking", "--no-first-run"] });
try {
    const page = await (await browser.newContext({ locale: "de-CH" })).newPage();
    const told = [];
    page.on("console", (m) => m.type() === "error" && told.push(m.text()));
    page.on("pageerror", (e) => told.push(e.message));
    await page.goto(base + "/");
    await page.locator("#password").waitFor();
    await page.keyboard.type(user);
    await page.keyboard.press("Tab");
    await page.keyboard.type(password);
    await page.keyboard.press("Enter");
    await page.locator(".frame").waitFor();
    await page.getByText("Hello " + user).waitFor(); // the panel on the start page
    await page.getByRole("link", { name: "Gruss" }).first().focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Gruss", level: 1 }).waitFor();
    await page.getByLabel("Wen grüssen").focus();
    await page.keyboard.type("Ada");
    await page.getByText("Hello Ada").waitFor();
    assert.deepEqual(told, []);
    console.log("page and panel are there");
} finally {
    await browser.close();
}
