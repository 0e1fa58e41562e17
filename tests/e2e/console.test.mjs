// One server and one browser for all of them.
import { after, before } from "node:test";
import { world } from "./world.mjs";

before(() => world.start(), { timeout: 600_000 });
after(() => world.stop());

for (const part of ["desk", "forms", "screens", "tasks", "daily", "figures", "languages", "people", "groups", "people_records", "imports"]) await import(`./${part}.mjs`);
