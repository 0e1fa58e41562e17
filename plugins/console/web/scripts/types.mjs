// Writes src/api/schema.d.ts from what the built server says of itself:
//     node scripts/types.mjs <rejoinder> [--check]
// With --check nothing is written; the exit code says whether the file in the tree is what it should be.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const [executable = "../../../build/release/bin/rejoinder", mode] = process.argv.slice(2);
const target = new URL("../src/api/schema.d.ts", import.meta.url);
const document = JSON.parse(execFileSync(executable, ["openapi"], { maxBuffer: 64 * 1024 * 1024 }).toString());
const text =
    "// Made by scripts/types.mjs from `rejoinder openapi`; do not edit.\n" +
    astToString(await openapiTS(document, { alphabetize: true }));
if (mode !== "--check") writeFileSync(target, text);
else if (readFileSync(target, "utf8") !== text) {
    console.error("src/api/schema.d.ts is not what the server offers: run npm run types");
    process.exit(1);
}
