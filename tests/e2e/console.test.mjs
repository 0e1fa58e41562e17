// One server and one browser for all of them.
import { after, before } from "node:test";
import { world } from "./world.mjs";

before(() => world.start(), { timeout: 600_000 });
after(() => world.stop());

/** Not yet seen green; `run --young` runs these alone. */
const young = ["telephone_desk", "live_counts", "many"];
const proven = ["desk", "forms", "screens", "tasks", "figures", "languages", "people", "people_records", "daily", "groups", "imports", "scans", "web", "partners", "telephone", "sms", "replies", "invoices", "shipping"];
const parts = process.env.REJOINDER_YOUNG ? young : proven;
for (const part of parts) await import(`./${part}.mjs`);
