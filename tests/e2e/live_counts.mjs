// Target groups over many contacts (a million; short form 20,000), built while one looks at the counts: from the key to the count.
import assert from "node:assert/strict";
import test from "node:test";
import { join } from "node:path";
import { focused, tabTo } from "./keyboard.mjs";
import { pictures, quantile, short, until, wcag, World } from "./world.mjs";

const kPeople = Number(process.env.REJOINDER_E2E_CONTACTS ?? (short ? 20_000 : 1_000_000));
const kCities = ["Zürich", "Bern", "Basel", "Genf", "Chur"];
/** Where the postcodes of these people lie: a grid over the country, so that distances are many. */
const placeOf = (i) => ({ postcode: 1000 + (i % 8000), latitude: 46 + ((i % 8000) % 90) / 60, longitude: 6 + Math.floor((i % 8000) / 90) / 22 });

function file() {
    const lines = ["externalKey;familyName;givenName;street;houseNumber;postcode;city;country;email;points;spent;club;since"];
    for (let i = 0; i < kPeople; i++) {
        const mixed = (i * 2654435761) % 4294967296;
        lines.push(`e${i};Muster${i % 5000};Eva${i % 300};Seeweg;${(i % 90) + 1};${placeOf(i).postcode};${kCities[mixed % 5]};CH;e${i}@example.org;${mixed % 100_000};${((mixed >>> 8) % 50_000) / 100};${"ABCDEFGHIJ"[(mixed >>> 5) % 10]};20${10 + (mixed % 15)}-0${(mixed % 9) + 1}-15`);
    }
    return lines.join("\n") + "\n";
}

async function filled(world) {
    const upload = async (path, body) => {
        const answer = await fetch(world.base + "/api/v1" + path, { method: "POST", headers: { Authorization: "Bearer " + world.token, "Content-Type": "text/csv" }, body });
        assert.ok(answer.ok, await answer.clone().text());
        return answer.json();
    };
    const places = Array.from({ length: 8000 }, (_, i) => placeOf(i)).map((p) => `CH;${p.postcode};Ort ${p.postcode};${p.latitude.toFixed(4)};${p.longitude.toFixed(4)}`);
    await upload("/places?source=e2e", "country;postcode;name;latitude;longitude\n" + places.join("\n") + "\n");
    const begun = performance.now();
    const { id } = await upload("/contacts/imports?source=e2e", file());
    for (let state = ""; state !== "succeeded"; ) {
        await new Promise((r) => setTimeout(r, 300));
        state = (await world.api("GET", "/operations/" + id)).state;
        assert.ok(!["failed", "cancelled"].includes(state), state);
    }
    const imported = performance.now();
    const here = { definition: { condition: { where: { fact: "attribute.points", comparison: "exists" } } } };
    while ((await world.api("POST", "/target-groups/count", here)).matching !== kPeople) await new Promise((r) => setTimeout(r, 300));
    console.log(`${kPeople} contacts imported in ${((imported - begun) / 1000).toFixed(0)} s, counted by the index ${((performance.now() - imported) / 1000).toFixed(0)} s later`);
}

/** The people after the step "condition", as the screen says. */
const shown = () => Number(document.querySelectorAll("figure tbody tr")[1]?.querySelectorAll("td")[1]?.innerText.replace(/\D/g, "") ?? -1);

/** Presses a key and waits until the screen has counted anew; milliseconds from the key to the drawn figure. */
async function pressed(page, key) {
    await page.evaluate(() => {
        window.counted = new Promise((done, fail) => {
            const begin = (event) => {
                const end = setTimeout(() => fail(new Error("the screen does not count")), 30_000);
                const figure = document.querySelector("figure[aria-busy]");
                const text = figure.innerText;
                // A quick answer may come before the screen says that it waits for one.
                let busy = false;
                const watch = new MutationObserver(() => {
                    const waits = figure.getAttribute("aria-busy") === "true";
                    busy ||= waits;
                    if (waits || !(busy || figure.innerText !== text)) return;
                    watch.disconnect();
                    clearTimeout(end);
                    requestAnimationFrame(() => done(performance.now() - event.timeStamp));
                });
                watch.observe(figure, { attributeFilter: ["aria-busy"], subtree: true, characterData: true, childList: true });
            };
            document.addEventListener("keydown", begin, { once: true, capture: true });
        });
    });
    await page.keyboard.press(key);
    return page.evaluate(() => window.counted);
}

test("a target group over many contacts: each key is followed by its count", { timeout: 900_000 }, async () => {
    const world = new World();
    await world.start();
    try {
        await filled(world);
        const campaign = await world.api("POST", "/campaigns", { code: "MANY", name: "Viele", currency: "CHF", startsOn: "2027-02-01", cells: [{ code: "A", name: "Brief", channel: "letter", costPerPiece: "1", holdOut: false }] });
        const where = (fact, comparison, ...values) => ({ where: { fact, comparison, values } });
        // What is there already is no small group: nineteen conditions, and the one that is typed.
        const rest = [
            where("contact.country", "is", "CH"), where("contact.city", "in", "Zürich", "Bern", "Basel"), where("attribute.club", "isNot", "J"), where("attribute.spent", "greaterOrEqual", "20"),
            where("attribute.since", "greater", "2011-01-01"), where("contact.postcode", "between", "1000", "8500"), where("contact.hasEmail", "is", "true"), where("contact.postcode", "begins", "1", "2", "3", "4", "5", "6", "7"),
            where("contact.place", "within", "250", "CH 5000"), where("contact.language", "is", "de"), { none: [where("pieces.contacted", "is", "true"), where("orders.ordered", "is", "true"), where("responses.answered", "is", "true")] },
            { any: [where("attribute.club", "in", "A", "B", "C", "D"), where("attribute.points", "less", "70000"), where("attribute.spent", "less", "300"), where("contact.city", "is", "Bern")] }, where("contact.kind", "is", "person"),
        ];
        const definition = (points) => ({ condition: { all: [...rest, where("attribute.points", "greaterOrEqual", points)] } });
        const group = await world.api("POST", "/target-groups", { campaignId: campaign.id, name: "Viele", definition: definition("77") });
        const page = await world.page({ height: 1400 });
        await page.goto(world.base + "/target-groups/" + group.id);
        await page.locator("figure tbody tr").nth(1).waitFor();
        const field = `Bedingung ${rest.length + 1}: Wert`;
        await tabTo(page, field);
        const times = [];
        for (const word of short ? ["734"] : ["12345", "734", "56789", "9001", "34567", "808", "4444", "67890", "23456", "0"]) {
            await page.keyboard.press("Control+a");
            for (let n = 1; n <= word.length; n++) {
                times.push(await pressed(page, word[n - 1]));
                const counted = await world.api("POST", "/target-groups/count", { definition: definition(word.slice(0, n)) });
                assert.equal(await page.evaluate(shown), counted.matching, word.slice(0, n));
            }
        }
        assert.equal(await focused(page), field, "the focus stays where one types");
        console.log(`${kPeople} contacts, 20 conditions: key → count shown, ${times.length} keys: median ${quantile(times, 0.5).toFixed(0)} ms, p95 ${quantile(times, 0.95).toFixed(0)} ms, longest ${Math.max(...times).toFixed(0)} ms (120 ms of it the pause after a key)`);
        assert.ok(quantile(times, 0.95) < (short ? 3_000 : 1_000), "soon");
        await page.keyboard.press("Escape"); // the known values below the field
        await page.screenshot({ path: join(pictures, "target-groups-many.png"), fullPage: true });
        assert.deepEqual(await wcag(page), []);
        // The radius: another place is found by its name and taken with the keys.
        await tabTo(page, "Bedingung 9: Kilometer");
        await page.keyboard.press("Control+a");
        await page.keyboard.type("30");
        await tabTo(page, "Bedingung 9: Ort");
        await page.keyboard.press("Control+a");
        await page.keyboard.type("Ort 420");
        await page.locator("[role=option]:visible").first().waitFor();
        assert.equal(await page.getByRole("alert").count(), 0, "what is half typed is no fault");
        assert.match(await page.locator("[role=option]:visible").first().innerText(), /^CH 420\d Ort 420\d$/);
        await page.screenshot({ path: join(pictures, "target-groups-radius.png") });
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("Enter");
        const near = definition("77");
        near.condition.all[8] = where("contact.place", "within", "30", "CH 4200");
        near.condition.all.at(-1).where.values = [(await page.getByLabel(field).and(page.locator("input")).inputValue()).trim()];
        const counted = await world.api("POST", "/target-groups/count", { definition: near });
        assert.ok(counted.matching > 0);
        await until("the screen counts who lives near", () => page.evaluate(shown), (n) => n === counted.matching);
        assert.deepEqual(page.told, []);
        await page.goto(world.base + "/places");
        await page.getByText("e2e").first().waitFor();
        assert.deepEqual(await wcag(page), []);
        await page.screenshot({ path: join(pictures, "places.png") });
        await page.getByRole("button", { name: "Orte laden" }).first().press("Enter");
        await page.locator("[role=dialog]").waitFor();
        await page.locator("[role=dialog] input[type=file]").setInputFiles({ name: "li.csv", mimeType: "text/csv", buffer: Buffer.from("country,postcode,name,latitude,longitude\nLI,9490,Vaduz,47.14,9.52\n") });
        await page.getByLabel("Quelle").fill("von Hand");
        await page.getByLabel("Quelle").press("Enter");
        await page.getByText("von Hand").waitFor();
        assert.equal((await world.api("GET", "/places")).items.length, 2);
        await page.getByRole("button", { name: "Entfernen: LI" }).press("Enter");
        await page.locator("[role=dialog] button:focus").waitFor();
        await page.keyboard.press("Enter");
        await page.getByText("von Hand").waitFor({ state: "detached" });
        assert.deepEqual(page.told, []);
        await page.context().close();
    } finally {
        await world.stop();
    }
});
