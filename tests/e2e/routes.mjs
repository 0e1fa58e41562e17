// Every route of the API is called by a screen, or stands below with the reason why no screen calls it.
//   node routes.mjs PLUGINS OPENAPI.JSON
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [plugins, document] = process.argv.slice(2);
const ts = createRequire(join(plugins, "console/web/package.json"))("typescript");

const reasons = {
    "POST /calls/ringing": "the telephone system says that it rings",
    "POST /cti/{key}": "the telephone system tells what becomes of a call",
    "POST /sms/{key}/messages": "the provider posts what people wrote",
    "POST /sms/{key}/receipts": "the provider says what became of a message",
    "POST /incoming-mails": "the mail server hands in what comes back",
    "POST /payment-references/batches": "who prints the slips of a wave",
    "POST /shop-orders": "the shop's program hands in its orders",
    "POST /orders/batches": "shops and partners hand in their orders",
    "GET /unsubscribe/{token}": "who got the mail, without an account",
    "POST /unsubscribe/{token}": "who got the mail, without an account",
    "GET /openapi.json": "what this is read from",
    "POST /contacts/imports": "programs hand a file in at once; a person looks at it first, as a draft",
    "GET /target-groups/{id}/count": "programs; a person sees the count of what is being edited",
    "GET /target-groups/index": "how one node stands, for who watches over it, as the metrics are",
    "GET /responses/batches/{id}": "programs that handed a stack in; a person sees all stacks in their list",
    "GET /events": "the stream that screens hear, opened by the browser itself",
};

const verbs = { get: "GET", post: "POST", put: "PUT", patch: "PATCH", remove: "DELETE" };
const called = new Set();

/** The paths that an argument can be: written there, chosen between two, or kept in a constant of the file. */
function pathsIn(node, constants) {
    if (ts.isStringLiteralLike(node)) return [node.text];
    if (ts.isAsExpression(node)) return pathsIn(node.expression, constants);
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) return pathsIn(node.expression.expression, constants); // "…".replace(…)
    if (ts.isConditionalExpression(node)) return [...pathsIn(node.whenTrue, constants), ...pathsIn(node.whenFalse, constants)];
    if (ts.isIdentifier(node) && constants.has(node.text)) return pathsIn(constants.get(node.text), constants);
    return [];
}

function read(file) {
    const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ESNext, true, ts.ScriptKind.TSX);
    const constants = new Map();
    const visit = (node, act) => (act(node), node.forEachChild((child) => visit(child, act)));
    visit(source, (n) => ts.isVariableDeclaration(n) && n.initializer && constants.set(n.name.getText(), n.initializer));
    visit(source, (n) => {
        if (!ts.isCallExpression(n) || n.arguments.length === 0) return;
        const callee = n.expression.getText();
        const add = (verb, node) => node && pathsIn(node, constants).forEach((path) => called.add(`${verb} ${path}`));
        if (callee.startsWith("api.")) add(verbs[callee.slice(4)], n.arguments[0]);
        else if (["useGet", "usePages", "urlOf", "saveAnswer"].includes(callee)) add("GET", n.arguments[0]);
        else if (callee === "post") add("POST", n.arguments[0]);
        else if (callee === "request") pathsIn(n.arguments[0], constants).forEach((verb) => add(verb, n.arguments[1]));
    });
}

function readAll(folder) {
    for (const name of readdirSync(folder)) {
        const path = join(folder, name);
        if (name === "node_modules" || name === "schema.d.ts") continue;
        if (statSync(path).isDirectory()) readAll(path);
        else if (/\.tsx?$/.test(name)) read(path);
    }
}
for (const plugin of readdirSync(plugins)) if (existsSync(join(plugins, plugin, "web"))) readAll(join(plugins, plugin, "web"));

const routes = Object.entries(JSON.parse(readFileSync(document, "utf8")).paths).flatMap(([path, item]) => Object.keys(item).filter((v) => Object.values(verbs).includes(v.toUpperCase())).map((v) => `${v.toUpperCase()} ${path}`));
/** One of a list whose rows say everything: the address of what was made. */
const inItsList = (route) => /^GET .*\/\{\w+\}$/.test(route) && called.has(route.replace(/\/\{\w+\}$/, ""));
const faults = [
    ...routes.filter((r) => !called.has(r) && !(r in reasons) && !inItsList(r)).map((r) => `${r}: no screen calls it, and nothing says why`),
    ...Object.keys(reasons).filter((r) => !routes.includes(r)).map((r) => `${r}: there is no such route any more`),
    ...Object.keys(reasons).filter((r) => called.has(r)).map((r) => `${r}: a screen calls it now, so it needs no reason`),
];
if (called.size < 150) faults.push(`only ${called.size} calls were found: the check reads the sources wrongly`);
if (faults.length > 0) {
    console.error(faults.join("\n"));
    process.exit(1);
}
console.log(`${routes.length} routes: ${routes.filter((r) => called.has(r)).length} called by screens, ${Object.keys(reasons).length} with a reason`);
