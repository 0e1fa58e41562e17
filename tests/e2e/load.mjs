// Simulated agents in a process of their own: each looks a person up by name, opens a code, talks, saves a reply, and takes
// the next. A round takes six seconds, which is many times what people do.
//
//   node load.mjs BASE AGENTS     reads {token, codes} as JSON from the standard input; ends when it is told to on a
//                                 second line, and prints how long the answers took
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { spawn } from "node:child_process";

const names = ["Müller", "Fischer", "Weber", "Huber", "Keller", "Meier", "Gerber", "Schmid"];
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

async function work(base, agents) {
    const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
    const { token, codes } = JSON.parse((await lines.next()).value);
    let going = true;
    const took = { search: [], open: [], save: [] };
    const failed = [];
    const ask = async (what, path, body, key) => {
        const begun = performance.now();
        const response = await fetch(base + "/api/v1" + path, {
            method: body ? "POST" : "GET",
            headers: { Authorization: "Bearer " + token, ...(body ? { "Content-Type": "application/json", "Idempotency-Key": key } : {}) },
            body: body && JSON.stringify(body),
        });
        const text = await response.text();
        took[what].push(performance.now() - begun);
        if (!response.ok) failed.push(`${path}: ${response.status} ${text}`);
    };
    const agent = async (n) => {
        await wait((6000 * n) / agents);
        for (let i = n; going; i += agents) {
            const code = codes[i % codes.length];
            await ask("search", "/contacts?limit=20&name=" + encodeURIComponent(names[i % names.length]));
            await wait(1000);
            await ask("open", "/responses/desk/" + code);
            await wait(4000);
            if (!going) return;
            await ask("save", "/responses", { type: "question", channel: "phone", code, reference: `load ${n} ${i}` }, `load-${n}-${i}-${performance.now()}`);
            await wait(1000);
        }
    };
    const all = Promise.all(Array.from({ length: agents }, (_, n) => agent(n)));
    console.log("working");
    await lines.next();
    going = false;
    await all;
    console.log(JSON.stringify({ took, failed }));
    process.exit(0);
}

/** Starts the agents; `stop` gives what they measured. */
export async function startLoad(world, codes, agents) {
    const child = spawn(process.execPath, [new URL(import.meta.url).pathname, world.base, String(agents)], { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stdin.write(JSON.stringify({ token: world.token, codes }) + "\n");
    await lines.next();
    return async () => {
        child.stdin.end("stop\n");
        return JSON.parse((await lines.next()).value);
    };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await work(process.argv[2], Number(process.argv[3]));
