// Every code with which the server can refuse a request has words in all languages: the codes are read from the sources,
// the words from the messages of the shell and the plugins (`fault.<code>`).
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = process.argv[2];
/** Rooms of the kernel that answer requests; the others speak to who starts the server. */
const rooms = ["security", "http", "job", "event", "app"];
/** Files that speak on the command line or in the log only. */
const silent = /include\/rejoinder\/storage_driver|kernel\/http\/server.cpp|kernel\/app\/(commands|command_line|main|places|kernel\.cpp|in_process_api|life_sign)|plugins\/(demo|storage-\w+|console)\/|plugins\/[\w-]+\/src\/(reader|programs)\//;
/** Said when the server starts. */
const atStart = new Set(["kernel.permission-twice"]);
/** Said in these ways, a code goes out with a problem. */
const refusal = /\bError\b|\bError::\w+\(|\.add\(|\braise\(|\brefus\w*\(|\binvalid\(|\bconflict\(|\bfault\(/;
/** These are told by people who mend the server, not by those who use it. */
const bug = /ErrorKind::Bug/;
/** The statement is a question to the database, which is named alike. */
const query = /\b(one|all|forEach)<[^()]*>\($|\b(run|number|numbers|insertMany|audit|enqueue|setting|setting<[^()]*>|number<[^()]*>)\($/;

function* filesBelow(folder) {
    if (!existsSync(folder)) return;
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) yield* filesBelow(path);
        else if (/\.(cpp|h)$/.test(entry.name)) yield path;
    }
}

/** Codes of refusals with the file that first says them. */
export function codesOf(source) {
    const codes = new Map();
    const folders = [...rooms.map((r) => join(source, "kernel", r)), join(source, "include/rejoinder"), ...readdirSync(join(source, "plugins")).map((p) => join(source, "plugins", p, "src"))];
    for (const folder of folders)
        for (const file of filesBelow(folder)) {
            if (silent.test(file)) continue;
            const text = readFileSync(file, "utf8").replace(/\/\/.*$/gm, "");
            for (const found of text.matchAll(/"([a-z][a-z-]*\.[a-z][a-z0-9-]*[a-z0-9])"/g)) {
                const before = text.slice(Math.max(0, found.index - 400), found.index).split(/[;{}]\s*\n/).at(-1);
                if (refusal.test(before) && !bug.test(before) && !query.test(before.trimEnd()) && !atStart.has(found[1]) && !codes.has(found[1])) codes.set(found[1], file.slice(source.length + 1));
            }
        }
    return codes;
}

const codes = codesOf(root);
const texts = new Set();
for (const file of [join(root, "plugins/console/web/src/shell/messages.json"), ...readdirSync(join(root, "plugins")).map((p) => join(root, "plugins", p, "web/messages.json"))])
    if (existsSync(file)) for (const key of Object.keys(JSON.parse(readFileSync(file, "utf8")))) if (key.startsWith("fault.")) texts.add(key.slice(6));
const missing = [...codes].filter(([code]) => !texts.has(code));
if (codes.size < 200) {
    console.error(`only ${codes.size} codes were found: the check reads the sources wrongly`);
    process.exit(1);
}
if (missing.length > 0) {
    console.error(missing.map(([code, file]) => `${file}: fault.${code} has no words in messages.json`).join("\n"));
    process.exit(1);
}
console.log(`${codes.size} codes have words`);
