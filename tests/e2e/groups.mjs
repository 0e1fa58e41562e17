// Target groups in the browser: built with keys, written as text, frozen, looked at again; and the rules of contact pressure.
import assert from "node:assert/strict";
import test from "node:test";
import { join } from "node:path";
import { tabTo } from "./keyboard.mjs";
import { pictures, short, wcag, world } from "./world.mjs";

let own;
/** A campaign of its own with two cells and a hold-out. */
const planned = async () => (own ??= await world.api("POST", "/campaigns", {
    code: "GROUPS", name: "Zielgruppen", currency: "CHF", startsOn: "2027-02-01", contributionPerOrder: "25", fixedCostMinor: 50000,
    cells: [{ code: "A", name: "Brief", channel: "letter", costPerPiece: "1", holdOut: false }, { code: "B", name: "Karte", channel: "letter", costPerPiece: "0.8", holdOut: false }, { code: "H", name: "Niemand", channel: "letter", costPerPiece: "0", holdOut: true }],
}));
const cellsOf = async (id) => Object.fromEntries((await world.api("GET", "/campaigns/" + id)).cells.map((c) => [c.code, c.id]));
const made = async (name, definition) => world.api("POST", "/target-groups", { campaignId: (await planned()).id, name, ...(definition ? { definition } : {}) });
/** The people that are left after the last step, as the screen says. */
const left = async (page) => Number((await page.locator("figure tbody tr").last().locator("td").nth(1).innerText()).replace(/\D/g, ""));

/** Asks until it is so: each figure follows what changes by itself, a little later. */
async function becomes(ask, wanted) {
    const end = Date.now() + 30_000;
    while ((await ask()) !== wanted && Date.now() < end) await new Promise((r) => setTimeout(r, 100));
    assert.equal(await ask(), wanted);
}
const settled = (page, wanted) => becomes(() => left(page), wanted);

async function press(page, name) {
    await tabTo(page, name);
    await page.keyboard.press("Enter");
}

async function choose(page, name, typed) {
    await tabTo(page, name);
    await page.keyboard.press("Control+a");
    await page.keyboard.type(typed);
    await page.locator("[role=option]:visible").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
}

test("a target group is built with keys only, and counts while one types", { timeout: 180_000 }, async () => {
    const page = await world.page();
    const group = await made("Mit Tasten gebaut");
    await page.goto(world.base + "/target-groups/" + group.id);
    await page.locator("figure tbody tr").first().waitFor();
    const all = await left(page);
    await press(page, "Bedingung: Bedingung hinzufügen");
    await tabTo(page, "Bedingung 1: Wert");
    await page.keyboard.type("CH");
    const swiss = await world.api("POST", "/target-groups/count", { definition: { condition: { where: { fact: "contact.country", comparison: "is", values: ["CH"] } } } });
    assert.ok(swiss.net > 0 && swiss.net < all);
    await settled(page, swiss.net);
    // A group inside: tea drinkers or those who were here lately.
    await press(page, "Bedingung: Gruppe hinzufügen");
    await choose(page, "Bedingung 2 1: Merkmal", "recency");
    await tabTo(page, "Bedingung 2 1: Vergleich");
    await page.keyboard.type("ist höchstens");
    await tabTo(page, "Bedingung 2 1: Wert");
    await page.keyboard.type("6.");
    await page.getByRole("alert").first().waitFor();
    assert.ok((await left(page)) > 0, "a number that is half typed leaves the figures of before");
    assert.deepEqual(page.told.splice(0).filter((line) => !line.includes("status of 422")), []);
    await page.keyboard.press("Backspace");
    await page.getByRole("alert").first().waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await tabTo(page, "Bedingung 2 2: Wert");
    await page.keyboard.type("DE");
    const nested = { all: [{ where: { fact: "contact.country", comparison: "is", values: ["CH"] } }, { any: [{ where: { fact: "attribute.recency", comparison: "lessOrEqual", values: ["6"] } }, { where: { fact: "contact.country", comparison: "is", values: ["DE"] } }] }] };
    const both = await world.api("POST", "/target-groups/count", { definition: { condition: nested } });
    await settled(page, both.net);
    await press(page, "+ darf nicht kontaktiert werden");
    await press(page, /^Höchstens so viele je Haushalt/);
    await press(page, "+ Grenze");
    await tabTo(page, "Anteil der Zelle A in Prozent");
    await page.keyboard.type("40");
    await tabTo(page, "Speichern");
    await page.keyboard.press("Enter");
    await page.getByText("Gespeichert").first().waitFor();
    const stored = (await world.api("GET", "/target-groups/" + group.id)).definition;
    assert.deepEqual(stored.condition.all[1].any[0].where.values, ["6"]);
    assert.deepEqual([stored.exclusions[0].notContactable, stored.limits[0].per, stored.split.shares[0].percent], ["letter", "household", 40]);
    const counted = await world.api("GET", `/target-groups/${group.id}/count`);
    await settled(page, counted.contacted);
    assert.deepEqual(page.told, []);
    await page.context().close();
});

test("builder and text say the same; what cannot be read is said", { timeout: 120_000 }, async () => {
    const page = await world.page();
    const group = await made("Als Text", { condition: { where: { fact: "contact.country", comparison: "is", values: ["CH"] } } });
    await page.goto(world.base + "/target-groups/" + group.id);
    await page.getByRole("tab", { name: "Text" }).waitFor();
    await page.getByRole("tab", { name: "Auswahl" }).or(page.getByRole("tab").first()).first().focus();
    await page.keyboard.press("ArrowRight");
    const area = page.getByRole("textbox", { name: "Text" });
    await area.waitFor();
    await page.waitForFunction(() => document.querySelector("textarea")?.value.includes("contact.country = CH"));
    await area.focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("where contact.country = and");
    await page.getByText("Zeile 1, Spalte 25").waitFor();
    await page.keyboard.press("Control+a");
    await page.keyboard.type('where contact.country in (CH, DE)\nsegment "Frisch" where attribute.recency <= 6\nothers "Rest"');
    await page.getByText("Zeile 1").waitFor({ state: "detached" });
    const funnel = await world.api("POST", "/target-groups/count", { text: 'where contact.country in (CH, DE)' });
    await settled(page, funnel.net);
    await page.getByText(/Frisch \d/).waitFor();
    await page.getByRole("tab").first().focus();
    await page.keyboard.press("Enter");
    await page.getByText("DE", { exact: true }).first().waitFor();
    assert.deepEqual(page.told, []);
    await page.context().close();
});

test("a frozen list: values, what changed, late joiners", { timeout: 180_000 }, async () => {
    const page = await world.page();
    const campaign = await planned();
    const cells = await cellsOf(campaign.id);
    const group = await made("Eingefroren", {
        condition: { where: { fact: "contact.city", comparison: "is", values: ["Bern"] } },
        split: { shares: [{ cellId: cells.A, rest: true }] },
    });
    await world.api("POST", `/target-groups/${group.id}/freezes`);
    await becomes(async () => (await world.api("GET", "/target-groups/" + group.id)).state, "frozen");
    const before = (await world.api("GET", "/target-groups/" + group.id)).members;
    await world.api("POST", "/contacts", { familyName: "Nachzügler", givenName: "Nora", street: "Neugasse", houseNumber: "1", postcode: "3011", city: "Bern", country: "CH" });
    await becomes(async () => (await world.api("GET", `/target-groups/${group.id}/changes`)).joining, 1);
    await page.goto(world.base + `/target-groups/${group.id}?view=changes`);
    await page.getByRole("button", { name: "1 Nachzügler aufnehmen" }).waitFor();
    await page.screenshot({ path: join(pictures, "target-groups-changes.png") });
    assert.deepEqual(await wcag(page), []);
    await press(page, "1 Nachzügler aufnehmen");
    await page.locator("[role=dialog] button:focus").waitFor();
    await page.keyboard.press("Enter");
    await becomes(async () => (await world.api("GET", "/target-groups/" + group.id)).members, before + 1);
    await page.context().close();
});

test("a rule of contact pressure is looked at and changed", { timeout: 120_000 }, async () => {
    const page = await world.page();
    const rule = await world.api("POST", "/pressure-rules", { name: "Ein Brief im Monat", channel: "letter", days: 30, most: 1, active: false, weights: [{ channel: "letter", weight: 2 }] });
    await page.goto(world.base + "/pressure-rules");
    await page.getByText("1 in 30 Tagen, Brief, je Person").waitFor();
    assert.deepEqual(await wcag(page), []);
    await page.getByText("Ein Brief im Monat").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Höchstens").fill("3");
    await dialog.getByLabel("Je", { exact: true }).selectOption({ label: "Haushalt" });
    await dialog.getByRole("button", { name: "Speichern" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText("3 in 30 Tagen, Brief, je Haushalt").waitFor();
    const stored = await world.api("GET", "/pressure-rules/" + rule.id);
    assert.deepEqual([stored.most, stored.level, stored.active, stored.weights], [3, "household", false, [{ channel: "letter", weight: 2 }]]);
    await world.api("DELETE", "/pressure-rules/" + rule.id);
    assert.deepEqual(page.told, []);
    await page.context().close();
});

test("a frozen list is a condition of another group, chosen by its name", { timeout: 120_000 }, async () => {
    const page = await world.page();
    const cells = await cellsOf((await planned()).id);
    const list = await made("Berner Liste", { condition: { where: { fact: "contact.city", comparison: "is", values: ["Bern"] } }, split: { shares: [{ cellId: cells.A, rest: true }] } });
    await world.api("POST", `/target-groups/${list.id}/freezes`);
    await becomes(async () => (await world.api("GET", "/target-groups/" + list.id)).state, "frozen");
    const group = await made("Darauf gebaut");
    await page.goto(world.base + "/target-groups/" + group.id);
    await page.locator("figure tbody tr").first().waitFor();
    await press(page, "Bedingung: Bedingung hinzufügen");
    await choose(page, "Bedingung 1: Merkmal", "Ist in der Zielgruppe");
    await choose(page, "Bedingung 1: Wert", "Berner Liste");
    await settled(page, (await world.api("GET", "/target-groups/" + list.id)).members);
    await press(page, "Speichern");
    await page.getByText("Gespeichert").first().waitFor();
    assert.deepEqual((await world.api("GET", "/target-groups/" + group.id)).definition.condition.all[0].where.values, [list.id]);
    assert.deepEqual(page.told, []);
    await page.context().close();
});

const rich = (cells) => ({
    condition: { all: [{ where: { fact: "contact.country", comparison: "in", values: ["CH", "DE"] } }, { any: [{ where: { fact: "attribute.recency", comparison: "between", values: ["1", "12"] } }, { where: { fact: "orders.ordered", comparison: "is", values: ["true"], withinDays: 365 } }] }] },
    exclusions: [{ name: "Hat geantwortet", condition: { where: { fact: "responses.responded", comparison: "is", values: ["true"], withinDays: 30 } } }, { name: "Darf nicht", notContactable: "letter" }],
    segments: [{ name: "Frisch", condition: { where: { fact: "attribute.recency", comparison: "lessOrEqual", values: ["3"] } } }],
    otherSegment: "Rest",
    limits: [{ per: "household", most: 1 }],
    split: { shares: [{ cellId: cells.A, percent: 60 }, { cellId: cells.B, count: 1_000_000 }], stratifyBy: "segment" },
    holdOut: { cellId: cells.H, percent: 10 },
});

test("the builder is fit for everybody: WCAG, narrow and dark", { timeout: 240_000 }, async () => {
    const campaign = await planned();
    const group = await made("Reich", rich(await cellsOf(campaign.id)));
    const faults = [];
    for (const [dark, width] of short ? [[false, 1280], [true, 360]] : [[false, 1280], [true, 1280], [false, 360], [true, 360]]) {
        const page = await world.page({ dark, width, height: 900 });
        for (const view of ["build", "text", "bands"]) {
            await page.goto(world.base + `/target-groups/${group.id}?view=${view}`);
            await page.locator("figure tbody tr").first().waitFor();
            if (view === "build") for (const name of ["Segmente: das erste passende", "Höchstens so viele je Haushalt"]) await page.getByRole("button", { name }).click();
            if (view === "bands") {
                await page.getByRole("button", { name: "Zeigen" }).click();
                await page.getByText(/Bänder\./).or(page.getByText(/bringen am meisten/)).first().waitFor();
            }
            await page.waitForTimeout(600);
            await page.evaluate(() => scrollTo(0, 0));
            const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            if (over > 1) faults.push(`${view}: ${over} px wider than ${width}`);
            for (const f of await wcag(page)) faults.push(`${view} ${dark ? "dark" : "light"} ${width}: ${f}`);
            await page.screenshot({ path: join(pictures, `target-group-${view}${dark ? "-dark" : ""}${width === 360 ? "-360" : ""}.png`), fullPage: true });
        }
        faults.push(...page.told);
        await page.context().close();
    }
    assert.deepEqual([...new Set(faults)], []);
});
