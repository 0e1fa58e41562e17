// One server and one browser for all tests of a run. ctest runs the parts of the suite side by side.
import { after, before } from "node:test";
import { world } from "./world.mjs";

before(() => world.start(), { timeout: 600_000 });
after(() => world.stop());

const parts = {
    /** Times are their subject, so nothing else runs beside them. */
    figures: ["figures"],
    desk: ["desk", "forms", "tasks", "people", "people_records", "telephone", "telephone_desk", "debits"],
    screens: ["screens", "languages", "daily", "groups", "imports", "scans", "web", "partners", "sms", "replies", "invoices", "shipping", "webhooks", "capacity", "counts"],
    /** Very many people: a server of its own, and the screens that show them. */
    many: ["live_counts", "many"],
};
const wanted = process.env.REJOINDER_PART;
if (wanted && !parts[wanted]) throw new Error(`there is no part ${wanted}`);
for (const [name, files] of Object.entries(parts)) if (!wanted || name === wanted) for (const file of files) await import(`./${file}.mjs`);
