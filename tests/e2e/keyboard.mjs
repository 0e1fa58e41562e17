// Working a page with nothing but keys, as somebody without a mouse does.

/** What has the focus, in words: its label or its text. */
export const focused = (page) =>
    page.evaluate(() => {
        const e = document.activeElement;
        const label = e.labels?.[0]?.innerText ?? e.getAttribute("aria-label") ?? document.getElementById(e.getAttribute("aria-labelledby") ?? "")?.innerText ?? e.innerText ?? "";
        return label.replace(/\s*\*$/, "").replace(/\s+/g, " ").trim();
    });

const onSkipLink = (page) => page.evaluate(() => document.activeElement.className === "skip");

/** Presses Tab until something with this name has the focus. The link past the menu is taken once; who looks for the menu comes round to it. */
export async function tabTo(page, name) {
    const fits = (text) => (name instanceof RegExp ? name.test(text) : text === name);
    let skipped = false;
    for (let i = 0; i < 200; i++) {
        if (fits(await focused(page))) return;
        const skips = !skipped && (await onSkipLink(page));
        await page.keyboard.press(skips ? "Enter" : "Tab");
        skipped ||= skips;
    }
    throw new Error(`Tab does not lead to ${name}`);
}

/** Goes through a form with Tab and types what belongs into the fields; Enter in the last of them sends it. */
export async function fill(page, values) {
    const open = new Map(Object.entries(values));
    for (let i = 0; i < 120 && open.size > 0; i++) {
        const name = await focused(page);
        if (open.has(name)) {
            await typeInto(page, open.get(name));
            open.delete(name);
            if (open.size === 0) break;
        }
        await page.keyboard.press("Tab");
    }
    if (open.size > 0) throw new Error(`Tab does not lead to ${[...open.keys()].join(", ")}`);
}

/** Chooses in a list as the keys do: by the beginning of its text, then on with the arrow. Letters that the playing keyboard has no key for
 * would come as text without a key, and go to the field of text that had the focus last. */
async function choose(page, value) {
    await page.keyboard.type(/^[ -~]*/.exec(value)[0]);
    const fits = () => page.evaluate((wanted) => (document.activeElement.selectedOptions[0]?.text ?? "").toLowerCase().startsWith(wanted), value.toLowerCase());
    for (let i = 0; i < 50 && !(await fits()); i++) await page.keyboard.press("ArrowDown");
    if (!(await fits())) throw new Error(`the list has no ${value}`);
}

async function typeInto(page, value) {
    const tag = await page.evaluate(() => [document.activeElement.tagName, document.activeElement.type, document.activeElement.getAttribute("role") ?? document.activeElement.getAttribute("aria-haspopup")].join());
    if (tag.includes("checkbox")) return page.keyboard.press("Space");
    if (tag.startsWith("SELECT")) return choose(page, value);
    if (tag.includes("date")) {
        const [year, month, day] = value.split("-");
        return page.keyboard.type(`${day}${month}${year}`);
    }
    if (tag.includes("listbox")) {
        await page.keyboard.type(value);
        await page.getByRole("option").filter({ visible: true }).first().waitFor();
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("Enter");
        // A field for several stays open.
        if (await page.getByRole("option").filter({ visible: true }).count()) await page.keyboard.press("Escape");
        return;
    }
    if (!tag.startsWith("TEXTAREA")) await page.keyboard.press("Control+a");
    await (value === "" ? page.keyboard.press("Delete") : page.keyboard.type(value));
}
