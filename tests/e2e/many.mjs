// A file of a million people (short form: 6,000) comes through the wizard, and the screens of people are used among
// them, with keys only. Printed is how long each takes until it can be used.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { tabTo } from "./keyboard.mjs";
import { pictures, quantile, short, wcag, world } from "./world.mjs";

const people = Number(process.env.REJOINDER_PEOPLE ?? (short ? 6_000 : 1_000_000));
/** Nobody waits so long for a screen, on whatever machine; milliseconds. */
const limit = short ? 4000 : 1500;

/** A number that follows nothing about `i`, so that neither names nor streets follow postcodes. */
function mixed(i) {
    let n = Math.imul(i ^ (i >>> 16), 0x85ebca6b);
    n = Math.imul(n ^ (n >>> 13), 0xc2b2ae35);
    return (n ^ (n >>> 16)) >>> 0;
}

const begins = ["Abe", "Bru", "Dor", "Fal", "Gru", "Hil", "Jor", "Kam", "Lor", "Mar", "Nie", "Oel", "Pet", "Rup", "Sul", "Tro", "Ull", "Wyd"];
const middles = ["", "en", "er", "i", "el", "o", "au", "as", "un", "ie", "am", "ul"];
const ends = ["bach", "berger", "egger", "feld", "hauser", "inger", "knecht", "lin", "matter", "nach", "rist", "stein", "tobler", "weiler"];
const given = ["Agnes", "Beat", "Cécile", "Dario", "Edith", "Fritz", "Gaby", "Hugo", "Ines", "Jonas", "Klara", "Livio", "Marta", "Nils", "Olga", "Paul"];
const pick = (list, n) => list[n % list.length];

/** Person `i`; each hundredth is written down once more, differently, by `again`. */
function row(i, again = false) {
    const n = mixed(i + 1), m = mixed(i + 0x40000000);
    const family = (k) => pick(begins, k) + pick(middles, k >>> 5) + pick(ends, k >>> 9);
    const name = family(n) + (m % 5 === 0 ? "-" + family(m) : "");
    const first = pick(given, n >>> 13) + (m % 3 === 0 ? " " + pick(given, m >>> 3) : "");
    const street = pick(["Seeweg", "Hofgasse", "Bergstrasse", "Alte Landstrasse"], n >>> 17);
    const postcode = 1000 + ((n >>> 8) % 8900);
    const cells = [
        again ? `M${i}-b` : `M${i}`, first, name, again ? street.replace("strasse", "str.") : street, ((m >>> 8) % 90) + 1, postcode, "Ort " + postcode,
        "CH", again ? "" : `${name.toLowerCase()}.${n.toString(36)}@example.org`, `+4144${2000000 + ((m >>> 4) % 7000000)}`, i % 3 === 0 ? "ja" : "nein", i % 40,
    ];
    return cells.join(";") + "\r\n";
}

async function writeFile(path) {
    const out = createWriteStream(path);
    out.write("Kundennummer;Vorname;Nachname;Strasse;Hausnummer;PLZ;Ort;Land;E-Mail;Telefon;Newsletter;Punkte\r\n");
    let rows = 0;
    for (let i = 0; i < people; i += 1000) {
        let part = "";
        for (let j = i; j < Math.min(people, i + 1000); j++, rows++) {
            part += row(j);
            if (j % 100 === 99) part += row(j, true), rows++;
        }
        if (!out.write(part)) await once(out, "drain");
    }
    out.end();
    await once(out, "finish");
    return rows;
}

const took = {};
/** Does something and waits until `there`; the time is kept under its name. */
async function timed(name, act, there) {
    const began = performance.now();
    await act();
    await there();
    (took[name] ??= []).push(performance.now() - began);
}

async function press(page, name) {
    await tabTo(page, name);
    await page.keyboard.press("Enter");
}

const byKey = async (key) => (await world.api("GET", "/contacts?externalKey=" + key)).items;
const newest = async () => (await world.api("GET", "/contacts/imports?limit=1")).items[0];

async function finished(name) {
    for (;;) {
        const found = (await world.api("GET", "/operations?limit=50")).items.find((o) => o.name === name);
        if (found && !["queued", "running"].includes(found.state)) return found;
        await new Promise((r) => setTimeout(r, 200));
    }
}

/** Another page of the console, by its address inside of it: nothing is loaded anew but its data. */
const go = (page, path) =>
    page.evaluate((to) => {
        window.history.pushState({}, "", to);
        window.dispatchEvent(new PopStateEvent("popstate"));
    }, path);

const picture = (page, name) => page.screenshot({ path: join(pictures, `many-${name}.png`) });

test(`${people} people: imported, searched, looked at, and their duplicates decided; keyboard only`, { timeout: short ? 400_000 : 3_000_000 }, async () => {
    const file = join(world.data, "many.csv");
    const rows = await writeFile(file);
    const page = await world.page();
    page.setDefaultTimeout(short ? 60_000 : 900_000);
    await page.goto(world.base + "/contact-imports");
    await page.getByRole("button", { name: "Neuer Import" }).first().waitFor();
    await press(page, "Neuer Import");
    await page.getByRole("dialog").waitFor();
    let chooser;
    for (let i = 0; i < 8 && !chooser; i++) {
        await tabTo(page, "Datei");
        const opened = page.waitForEvent("filechooser", { timeout: 5000 }).catch(() => undefined);
        await page.keyboard.press("Enter");
        chooser = await opened;
    }
    await timed("file sent and looked at", () => chooser.setFiles(file), () => page.getByText("Erkannt: Text (CSV)").waitFor());
    await page.getByLabel("Spalte «Newsletter» ist").waitFor();
    await picture(page, "wizard");
    assert.deepEqual(await wcag(page), []);
    await tabTo(page, "Spalte «Newsletter» ist");
    await page.keyboard.type("Einwilligung: E-Mail");
    await tabTo(page, "Danach Dubletten suchen");
    await page.keyboard.press("Space");
    await timed("trial", () => press(page, "Probelauf"), () => page.getByText("Das würde der Import tun").waitFor());
    const tried = await newest();
    assert.deepEqual([tried.created, tried.failed], [rows, 0]);
    await picture(page, "trial");
    await press(page, "Import starten");
    await page.getByLabel("Spalte «Newsletter» ist").waitFor({ state: "detached" });
    // Others work while it runs.
    const during = await world.page();
    for (let i = 0; i < 3; i++) {
        await timed("list, while the import runs", () => during.goto(world.base + "/contacts"), () => during.locator("[role=row] [role=gridcell], table.data td").first().waitFor());
    }
    await during.context().close();
    const operation = await finished("contacts.import");
    const done = await newest();
    assert.deepEqual([done.state, done.created, done.failed], ["finished", tried.created, 0]);
    const search = await finished("contacts.find-duplicates");
    const seconds = (o) => (new Date(o.finishedAt) - new Date(o.startedAt)) / 1000;
    console.log(`    import ${(rows / seconds(operation)).toFixed(0)} rows/s, duplicates in ${seconds(search).toFixed(1)} s, ${tried.duplicatesSure} sure and ${tried.duplicatesPerhaps} perhaps in the trial`);

    await timed("imports", () => page.goto(world.base + "/contact-imports"), () => page.getByText("many.csv").first().waitFor());
    for (let i = 0; i < 3; i++) {
        await timed("list", () => page.goto(world.base + "/contacts"), () => page.locator("tbody tr, [role=row]").nth(5).waitFor());
    }
    await picture(page, "list");
    // To the end of the first page and on, from the search to the table with Tab.
    await tabTo(page, "Kontakte suchen");
    for (let i = 0; i < 60 && (await page.evaluate(() => document.activeElement.getAttribute("role"))) !== "grid"; i++) await page.keyboard.press("Tab");
    for (let i = 0; i < 3; i++) {
        const next = page.waitForResponse((r) => r.url().includes("/api/v1/contacts?") && r.url().includes("cursor"));
        await timed("next page of the list", () => page.keyboard.press("End"), () => next);
        await page.waitForTimeout(300);
    }
    const someone = (await byKey("M4711"))[0];
    for (const [what, text, there] of [
        ["a given name and a name", `${someone.givenName} ${someone.familyName}`, `${someone.givenName} ${someone.familyName}`],
        ["a name", someone.familyName, someone.familyName],
        ["an e-mail", (someone.email).slice(0, -3), someone.email],
        ["a phone", someone.phone, someone.phone],
        ["a key", "M4711", "M4711"],
    ]) {
        await page.goto(world.base + "/contacts");
        await page.getByLabel("Kontakte suchen").waitFor();
        await tabTo(page, "Kontakte suchen");
        await page.keyboard.type(text.slice(0, -1));
        await page.waitForTimeout(500);
        const answer = page.waitForResponse((r) => r.url().includes("/api/v1/contacts?"));
        await timed("search of " + what, () => page.keyboard.type(text.slice(-1)), async () => {
            await answer;
            await page.locator("tbody tr, [role=row]").filter({ hasText: there }).first().waitFor();
        });
    }
    await picture(page, "search");

    // The page of a person, from the list, with what happened and what it agreed to.
    const ids = (await byKey("M300")).map((c) => c.id);
    for (const id of ids.slice(0, 8)) {
        await timed("person with timeline and consents", () => go(page, "/contacts/" + id), async () => {
            await page.waitForURL("**/contacts/" + id);
            await page.getByRole("heading", { name: "Was geschah" }).waitFor();
            await page.getByText("Kontakt angelegt").or(page.getByText("many.csv")).first().waitFor();
            await page.getByRole("rowheader", { name: "E-Mail" }).first().waitFor();
        });
    }
    await picture(page, "person");
    assert.deepEqual(await wcag(page), []);

    const pairs = await world.api("GET", "/contacts/duplicates/counts");
    const open = (verdict) => pairs.counts.filter((c) => c.state === "open" && (!verdict || c.verdict === verdict)).reduce((n, c) => n + Number(c.pairs), 0);
    assert.ok(open() >= people / 150 && open("sure") <= people / 50, `${open()} pairs`);
    // Namesakes are found, too, and their pairs grow by the square.
    assert.ok(!short || open() <= people / 50, `${open()} pairs`);
    const pair = () => page.getByRole("heading", { name: "Zwei Datensätze nebeneinander" }).waitFor();
    for (let i = 0; i < 3; i++) await timed("duplicates", () => page.goto(world.base + "/duplicates"), pair);
    await picture(page, "duplicates");
    assert.deepEqual(await wcag(page), []);
    const shown = () => page.locator("table.data thead a").first().getAttribute("href");
    const another = (before) => page.locator(`table.data thead th:nth-child(2) a[href="${before}"]`).waitFor({ state: "detached" });
    for (let i = 0; i < 20; i++) {
        const before = await shown();
        await timed("next pair", () => page.keyboard.press("Alt+n"), () => another(before));
    }
    for (let i = 0; i < (short ? 12 : 60); i++) {
        const before = await shown();
        await timed(i % 2 ? "two people: decided, next pair" : "one person: merged, next pair", () => page.keyboard.press(i % 2 ? "Alt+u" : "Alt+g"), () => another(before));
    }
    await picture(page, "duplicates-decided");
    assert.deepEqual(page.told, []);
    for (const [name, times] of Object.entries(took)) {
        console.log(`    ${name}: ${quantile(times, 0.5).toFixed(0)} ms${times.length > 1 ? `, at most ${Math.max(...times).toFixed(0)} ms of ${times.length}` : ""}`);
        if (!/^file|^trial/.test(name)) assert.ok(quantile(times, 0.5) < limit, `${name}: ${times.map((t) => t.toFixed(0))}`);
    }
    await page.context().close();
});
