import react from "@vitejs/plugin-react";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
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

/** messages.json holds all languages side by side; a browser fetches one of them, first what pages say, then words for refusals. */
function messages(): Plugin {
    const mark = "\0messages:";
    return {
        name: "messages",
        enforce: "pre",
        resolveId(id, importer) {
            if (id.startsWith(mark)) return id;
            if (!id.endsWith("/messages.json") || !importer) return null;
            return mark + resolve(importer, "..", id).replace(/json$/, "bundle");
        },
        load(id) {
            const found = /^\0messages:(.*)\.(bundle|[a-z]{2}(?:-faults)?)$/.exec(id);
            if (!found) return null;
            const [, file, part] = found;
            if (part === "bundle") {
                const imports = (of: string) => languages.map((l) => `${l}: () => import(${JSON.stringify(`${mark}${file}.${l}${of}`)})`).join(", ");
                return `export default { ${imports("")}, faults: { ${imports("-faults")} } };`;
            }
            this.addWatchFile(file + ".json");
            const all = JSON.parse(readFileSync(file + ".json", "utf8")) as Record<string, Record<string, string>>;
            const [language, faults] = part.split("-");
            const those = Object.entries(all).filter(([key]) => key.startsWith("fault.") === !!faults);
            const one = Object.fromEntries(those.map(([key, texts]) => [key, texts[language] ?? texts.en]));
            return `export default ${JSON.stringify(one)};`;
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
        modulePreload: { polyfill: false },
        assetsInlineLimit: 0,
        reportCompressedSize: false,
        chunkSizeWarningLimit: 1200,
        rollupOptions: {
            output: {
                // Few files: what every page needs comes in as few answers as there are reasons to fetch it.
                manualChunks(id) {
                    const language = /^\0messages:.*\.([a-z]{2}(?:-faults)?)$/.exec(id);
                    if (language) return "texts-" + language[1];
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
