import { type FieldSpec, type Schemas, useGet, useTexts, type Values } from "@rejoinder/console";

export type WebForm = Schemas["WebForm"];
export const languages = ["de", "en", "fr", "zh"] as const;

/** Fields that a form can ask for. */
export const known = ["code", "salutation", "title", "givenName", "familyName", "companyName", "street", "houseNumber", "addressLine2", "postcode", "city", "country", "email", "phone"];

/** Texts per language lie beside each other in a row: "label/de"; faults of the server are at the same place. */
function flat(row: Values, name: string): Values {
    const { [name]: texts, ...rest } = row;
    return { ...rest, ...Object.fromEntries(Object.entries((texts as Record<string, string>) ?? {}).map(([l, text]) => [name + "/" + l, text])) };
}

function nested(row: Values, name: string): Values {
    const texts: Record<string, string> = {};
    const rest: Values = {};
    for (const [key, value] of Object.entries(row))
        if (key.startsWith(name + "/")) texts[key.slice(name.length + 1)] = String(value ?? "");
        else rest[key] = value;
    return { ...rest, [name]: texts };
}

type Option = { value: string; label: Record<string, string> };

/** "yes = Ja | Yes" a line; the languages in the order of the form. */
const optionsText = (options: Option[], of: string[]) => options.map((o) => `${o.value} = ${of.map((l) => o.label[l] ?? "").join(" | ")}`).join("\n");

function optionsIn(text: string, of: string[]): Option[] {
    return text
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((line) => {
            const [value, rest = ""] = line.split(/=(.*)/s);
            const labels = rest.split("|").map((l) => l.trim());
            return { value: value!.trim(), label: Object.fromEntries(of.map((l, i) => [l, labels[i] ?? labels[0] ?? ""])) };
        });
}

/** What the editor edits of a form as the server knows it. */
export function valuesOf(form: WebForm): Values {
    const d = form.definition;
    const spoken = d.languages as string[];
    return {
        ...form,
        definition: {
            ...d,
            items: (d.items ?? []).map((i) => flat(i as never, "label")),
            questions: (d.questions ?? []).map((q) => ({ ...flat(q as never, "label"), options: optionsText((q.options ?? []) as never, spoken) })),
            consents: (d.consents ?? []).map((c) => flat(c as never, "text")),
            hosts: (d.hosts ?? []).join("\n"),
        },
    };
}

/** The body of a save. */
export function bodyOf(v: Values): Values {
    const d = v.definition as Values;
    const spoken = d.languages as string[];
    const rows = (name: string) => ((d[name] as Values[]) ?? []);
    const texts = (d.texts as Record<string, Values>) ?? {};
    return {
        slug: v.slug,
        name: v.name,
        campaignId: v.campaignId || undefined,
        general: !!v.general,
        published: !!v.published,
        opensOn: v.opensOn || undefined,
        closesOn: v.closesOn || undefined,
        definition: {
            ...d,
            texts: Object.fromEntries(spoken.map((l) => [l, { ...texts[l], title: texts[l]?.title ?? "" }])),
            fields: rows("fields").map((f) => ({ ...f, required: !!f.required })),
            items: rows("items").map((i) => ({ ...nested(i, "label"), most: i.most ?? 1 })),
            questions: rows("questions").map((q) => ({ ...nested(q, "label"), required: !!q.required, options: q.kind === "choice" ? optionsIn(String(q.options ?? ""), spoken) : [] })),
            consents: rows("consents").map((c) => ({ ...nested(c, "text"), required: !!c.required })),
            channels: d.kind === "optOut" ? (d.channels ?? []) : [],
            hosts: String(d.hosts ?? "").split(/\s+/).filter((h) => h !== ""),
        },
    };
}

/** A form that could be sent; the rest is changed in the editor. */
export function startOf(v: Values, language: string): Values {
    const optOut = v.kind === "optOut";
    return {
        slug: v.slug,
        name: v.name,
        campaignId: v.campaignId || undefined,
        definition: {
            kind: v.kind,
            responseType: v.responseType,
            languages: [language],
            texts: { [language]: { title: v.name } },
            senderName: v.senderName,
            fields: [
                ...(optOut ? [{ name: "code" }] : []),
                { name: "givenName" },
                { name: "familyName", required: !optOut },
                ...(optOut ? [] : ["street", "houseNumber", "postcode", "city"].map((name) => ({ name }))),
                { name: "email", required: false },
            ],
        },
    };
}

/** Response types by name, and those to choose from. */
export function useTypes() {
    const { t, has } = useTexts();
    const { data } = useGet("/response-types", { stale: 300_000 });
    const name = (key: string) => (has("responseType." + key) ? t("responseType." + key) : (data?.items?.find((x) => x.key === key)?.name ?? key));
    return (data?.items ?? []).filter((x) => x.active).map((x) => ({ value: x.key, label: name(x.key) }));
}

/** Columns with one text per language of the form. */
export function perLanguage(name: string, label: string, spoken: string[], kind: FieldSpec["kind"] = "text"): FieldSpec[] {
    return spoken.map((l) => ({ name: name + "/" + l, kind, label: `${label} (${l})`, width: kind === "area" ? 3 : 2 }));
}
