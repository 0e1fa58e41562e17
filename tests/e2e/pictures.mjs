// The pictures of the main screens for the READMEs, from the demo company as anybody gets it.
//   run --pictures      writes them to plugins/console/web/pictures
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { keys, world } from "./world.mjs";

const target = process.argv[2];
const looks = [["light", 1280, ""], ["dark", 1280, "-dark"], ["light", 360, "-360"], ["dark", 360, "-dark-360"]];

const list = async (path) => (await world.api("GET", path)).items;
const campaign = async (code) => (await list("/campaigns?limit=100")).find((c) => c.code === code).id;

/** Two teas are ordered on the telephone. */
async function onDesk(page) {
    await page.locator(".desk-outcomes input:focus").waitFor();
    await keys(page, '2 "2 assam" Enter "verb" Enter');
    await page.locator(".letter-picture img").waitFor();
}

/** A batch of three cards: one is typed, the next half. */
async function onCards(page) {
    const [first, second] = (await world.codes(90)).slice(-2);
    await page.locator("main form input").first().fill("3");
    await page.locator("main form input").nth(1).fill("4");
    await page.keyboard.press("Enter");
    await page.locator(".card-fields input:focus").waitFor();
    await keys(page, `"${first.code}" Enter Enter "2 SAMPLE" Enter Enter "${second.code}" Enter Enter "BROCHURE" Enter`);
}

/** Where, under which name, with all looks or the first one only, and what is done there before. */
async function screens() {
    const finished = await campaign("AUTUMN");
    const buyers = (await list("/orders?limit=300")).filter((o) => o.purchase).map((o) => o.contactId);
    const buyer = (await list("/contacts?ids=" + buyers.join())).find((c) => !c.phone && c.email).id;
    const group = (await list("/target-groups?limit=100")).at(-1).id;
    const letters = (await list("/waves?limit=100")).find((w) => w.name === "Advent letters").id;
    return [
        ["/", "start", true],
        ["/desk?code=" + (await world.fresh(160)).code, "desk", true, onDesk],
        ["/contacts/" + buyer, "contacts-one", true],
        ["/campaigns/" + (await campaign("NEWYEAR")), "campaigns-one", true],
        ["/target-groups/" + group + "?view=funnel", "target-groups-one", true],
        ["/results/" + finished, "results-one", true],
        ["/pick", "pick", true],
        ["/cards", "cards", false, onCards],
        ["/calendar", "calendar", false],
        ["/pre-tests/" + (await list("/pre-tests?limit=1"))[0].id, "pre-tests-one", false],
        ["/waves/" + letters, "waves-one", false],
        ["/follow-ups/" + (await list("/follow-up-rules?limit=1"))[0].id, "follow-ups-one", false],
        ["/orders", "orders", false],
        ["/stock", "stock", false],
        ["/clearing", "clearing", false],
    ];
}

mkdirSync(target, { recursive: true });
await world.start();
try {
    const page = await world.page({ language: "en-GB" });
    for (const [path, name, all, act] of await screens()) {
        await page.setViewportSize({ width: 1280, height: 800 });
        await page.emulateMedia({ colorScheme: "light" });
        await page.goto(world.base + path);
        await page.locator("main h1, .desk-name").first().waitFor();
        await act?.(page);
        for (const [colorScheme, width, mark] of all ? looks : looks.slice(0, 1)) {
            await page.emulateMedia({ colorScheme });
            await page.setViewportSize({ width, height: width === 360 ? 740 : 800 });
            await page.waitForFunction(() => !document.querySelector(".mantine-Skeleton-root"));
            await page.waitForTimeout(1200); // charts have come to rest
            await page.screenshot({ path: join(target, name + mark + ".png") });
        }
    }
} finally {
    await world.stop();
}
