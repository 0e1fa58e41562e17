import react from "@vitejs/plugin-react";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const here = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
const plugins = resolve(here, "../..");
const languages = ["de", "en", "fr", "zh"];

/** Plugins' pages lie outside of this folder; what they import by name is looked up here. */
function sharedDependencies(): Plugin {
    return {
        name: "shared-dependencies",
        enforce: "pre",
        async resolveId(id, importer) {
            if (id.startsWith(".") || id.startsWith("/") || id.startsWith("\0") || id.startsWith("@rejoinder/")) return null;
            if (!importer || importer.startsWith(here) || !importer.startsWith(plugins)) return null;
            return this.resolve(id, join(here, "src/main.tsx"), { skipSelf: true });
        },
    };
}

/**
 * messages.json holds all languages side by side; a browser fetches one of them, and of that first what the menu says, then what the
 * page says that is opened, and the rest when the page has long been there.
 */
function messages(): Plugin {
    const mark = "\0messages:";
    type Texts = Record<string, Record<string, string>>;
    const read = (file: string) => JSON.parse(readFileSync(file, "utf8")) as Texts;
    const everybodys = () => Object.assign({}, ...readdirSync(plugins).map((p) => join(plugins, p, "web/messages.json")).filter(existsSync).map(read)) as Texts;
    const sources = (folder: string): string[] =>
        readdirSync(folder, { withFileTypes: true }).flatMap((e) => {
            if (e.isDirectory()) return e.name === "node_modules" ? [] : sources(join(folder, e.name));
            return /\.tsx?$/.test(e.name) ? [readFileSync(join(folder, e.name), "utf8")] : [];
        });
    /** Whether code names a key, or a group that it belongs to: `t("state." + x)`, `word("state", x)`. */
    const mentions = (code: string) => {
        const named = new Set([...code.matchAll(/["'`]([a-z][\w-]*(?:\.[\w-]+)+)["'`]/g)].map((m) => m[1]));
        const groups = new Set([...code.matchAll(/["'`]([a-z][\w.-]*)\.(?:["'`]|\$\{)|\bword\(\s*["'`]([\w.-]+)["'`]/g)].map((m) => m[1] ?? m[2]));
        return (key: string) => named.has(key) || [...key.matchAll(/\./g)].some((dot) => groups.has(key.slice(0, dot.index)));
    };
    const isFault = (key: string) => key.startsWith("fault.");
    /** Which of a plugin's texts, and of others' that its code names, come when. Texts without an index.tsx beside them are the shell's. */
    const partOf = (folder: string, part: string): Texts => {
        const own = read(join(folder, "messages.json"));
        const pick = (from: Texts, wanted: (key: string) => boolean) => Object.fromEntries(Object.entries(from).filter(([key]) => wanted(key)));
        if (part === "faults") return pick(own, isFault);
        const index = join(folder, "index.tsx");
        const isShell = !existsSync(index);
        const first = isShell ? () => true : mentions(readFileSync(index, "utf8"));
        const named = mentions((isShell ? ["shell", "kit", "i18n"].flatMap((f) => sources(join(here, "src", f))) : sources(folder)).join("\n"));
        const others = pick(everybodys(), (key) => !(key in own) && !isFault(key) && named(key));
        if (part === "menu") return { ...pick(own, (key) => !isFault(key) && first(key)), ...(isShell ? others : {}) };
        return { ...pick(own, (key) => !isFault(key) && !first(key)), ...(isShell ? {} : others) };
    };
    const parts = new Map<string, Texts>(); // read once for all languages
    return {
        name: "messages",
        enforce: "pre",
        buildStart: () => parts.clear(),
        resolveId(id, importer) {
            if (id.startsWith(mark)) return id;
            if (!id.endsWith("/messages.json") || !importer) return null;
            return mark + resolve(importer, "..", id).replace(/\/messages\.json$/, ":bundle");
        },
        load(id) {
            const found = /^\0messages:(.*):(?:bundle|([a-z]{2})-(\w+))$/.exec(id);
            if (!found) return null;
            const [, folder, language, part] = found;
            if (!language) {
                const of = (part: string) => `{ ${languages.map((l) => `${l}: () => import(${JSON.stringify(`${mark}${folder}:${l}-${part}`)})`).join(", ")} }`;
                return `export default { ...${of("menu")}, pages: ${of("pages")}, faults: ${of("faults")} };`;
            }
            this.addWatchFile(join(folder, "messages.json"));
            const at = folder + ":" + part;
            if (!parts.has(at)) parts.set(at, partOf(folder, part));
            const one = Object.fromEntries(Object.entries(parts.get(at)!).map(([key, texts]) => [key, texts[language] ?? texts.en]));
            return `export default JSON.parse(${JSON.stringify(JSON.stringify(one))});`;
        },
    };
}

/** The server sends files as the build compressed them. */
function compressed(): Plugin {
    let out = "";
    let whole = false;
    const each = (folder: string) => {
        for (const name of readdirSync(folder)) {
            const file = join(folder, name);
            if (statSync(file).isDirectory()) each(file);
            else if (/\.(js|css|svg|json)$/.test(name)) {
                const plain = readFileSync(file);
                if (plain.length < 1024) continue;
                writeFileSync(file + ".gz", gzipSync(plain, { level: 9 }));
                writeFileSync(
                    file + ".br",
                    brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
                );
            }
        }
    };
    return {
        name: "compressed",
        apply: "build",
        configResolved(config) {
            out = resolve(config.root, config.build.outDir);
        },
        writeBundle() {
            whole = true;
        },
        closeBundle() {
            if (whole) each(out);
        },
    };
}

const server = process.env.REJOINDER_SERVER ?? "http://127.0.0.1:8080";

export default defineConfig({
    plugins: [messages(), sharedDependencies(), react(), compressed()],
    resolve: { alias: { "@rejoinder/console": join(here, "src/kit/index.ts") } },
    build: {
        outDir: process.env.REJOINDER_CONSOLE_OUT ?? "dist",
        emptyOutDir: true,
        target: "es2022",
        // What a page imports is fetched when it is read, and styles come in one file: lists of both, and waiting for a few lines of style
        // before each page, cost more than they saved.
        modulePreload: { polyfill: false, resolveDependencies: (_, files, { hostType }) => (hostType === "html" ? files : []) },
        cssCodeSplit: false,
        assetsInlineLimit: 0,
        reportCompressedSize: false,
        chunkSizeWarningLimit: 1200,
        rollupOptions: {
            output: {
                // Few files: what every page needs comes in as few answers as there are reasons to fetch it.
                manualChunks(id) {
                    const texts = /^\0messages:.*\/plugins\/([\w-]+)\/.*:([a-z]{2}-(\w+))$/.exec(id);
                    if (texts) return `texts-${texts[2]}` + (texts[3] === "pages" ? "-" + texts[1] : "");
                    if (/\/web\/index\.tsx$/.test(id) || id.startsWith("\0messages:")) return "contributions";
                    if (/node_modules\/(echarts|zrender)\//.test(id)) return "charts";
                    if (/node_modules\/@mantine\//.test(id)) return "mantine";
                    if (/node_modules\/uqr\//.test(id)) return undefined; // for who sets up a second step
                    if (/node_modules\//.test(id)) return "vendor";
                    return undefined;
                },
            },
        },
    },
    server: { fs: { allow: [plugins] }, proxy: { "/api": { target: server } } },
});
