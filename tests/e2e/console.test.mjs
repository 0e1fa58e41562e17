// One server and one browser for all of them.
import { after, before } from "node:test";
import { world } from "./world.mjs";

before(() => world.start(), { timeout: 600_000 });
after(() => world.stop());

const parts = ["desk", "forms", "screens", "tasks", "figures", "languages", "people", "people_records", "daily", "groups", "imports", "scans"];
for (const part of parts) await import(`./${part}.mjs`);
