// Every message is there in all four languages, every ICU message can be read, and all of one key take the same values.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const plugins = process.argv[2];
const require = createRequire(join(plugins, "console/web/package.json"));
const { IntlMessageFormat } = require("intl-messageformat");
const languages = ["de", "en", "fr", "zh"];
const files = [join(plugins, "console/web/src/shell/messages.json")];
for (const plugin of readdirSync(plugins)) files.push(join(plugins, plugin, "web/messages.json"));

function namesIn(elements, out = new Set()) {
    for (const e of elements) {
        if (e.type !== 0 && e.type !== 7) out.add(e.value);
        for (const option of Object.values(e.options ?? {})) namesIn(option.value, out);
    }
    return out;
}

let count = 0;
const faults = [];
for (const file of files.filter(existsSync)) {
    for (const [key, texts] of Object.entries(JSON.parse(readFileSync(file, "utf8")))) {
        const names = languages.map((language) => {
            if (typeof texts[language] !== "string" || texts[language] === "") {
                faults.push(`${file}: ${key} has no ${language}`);
                return "";
            }
            count++;
            try {
                return [...namesIn(new IntlMessageFormat(texts[language], language).getAst())].sort().join();
            } catch (error) {
                faults.push(`${file}: ${key} in ${language}: ${error.message}`);
                return "";
            }
        });
        // A language may leave a value out where its grammar has no use for it, but never name another one.
        const known = new Set(names[1].split(","));
        names.forEach((n, i) => n.split(",").some((x) => x && !known.has(x)) && faults.push(`${file}: ${key} in ${languages[i]} takes other values`));
    }
}
if (faults.length > 0) {
    console.error(faults.join("\n"));
    process.exit(1);
}
console.log(`${count} texts`);
