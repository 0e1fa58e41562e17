import { IntlMessageFormat } from "intl-messageformat";
import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from "react";

export const languages = { de: "Deutsch", en: "English", fr: "Français", zh: "中文" } as const;
export type Language = keyof typeof languages;
type OfLanguage = Record<Language, () => Promise<{ default: Record<string, string> }>>;
/** Texts of a plugin: what the menu says; what its pages say may come with them, words for its refusals later. */
export type Bundle = OfLanguage & { pages?: OfLanguage; faults?: OfLanguage };

const bundles = new Set<Bundle>();
const opened = new Map<Bundle, Language>(); // whose pages' texts are there
const texts = new Map<string, string>();
const formats = new Map<string, IntlMessageFormat>();
let loaded: Language | undefined;
let arrivals = 0; // of what comes later; who shows such words already draws them again
const drawn = new Set<() => void>();

/** What the user chose, else what the browser wants, else English. */
export function preferredLanguage(): Language {
    const wanted = [localStorage.getItem("rejoinder.language"), ...navigator.languages];
    for (const w of wanted) {
        const short = (w ?? "").slice(0, 2);
        if (short in languages) return short as Language;
    }
    return "en";
}

type Part = { default: Record<string, string> };
const take = (part: Part) => Object.entries(part.default).forEach(([key, text]) => texts.set(key, text));

/** Fetches the texts of bundles that are new, or of all when the language changed. */
export async function loadTexts(language: Language, more: Bundle[] = []) {
    const same = loaded === language;
    const wanted = same ? more.filter((b) => !bundles.has(b)) : [...bundles, ...more];
    more.forEach((b) => bundles.add(b));
    (await Promise.all(wanted.map((b) => b[language]()))).forEach(take);
    loaded = language;
    formats.clear();
    document.documentElement.lang = language;
    await Promise.all(wanted.filter((b) => opened.has(b)).map(openTexts));
    let asked: Promise<void> | undefined;
    const before = same ? faultTexts : async () => {}; // words of another language are not waited for
    const arrived = () => {
        arrivals++;
        drawn.forEach((draw) => draw());
    };
    // When the page has long been there, or when the first refusal comes; without a connection the server's own words do.
    const now = () => (asked ??= Promise.all([before(), ...wanted.map((b) => b.faults?.[language]().then(take))]).then(arrived, () => void (asked = undefined)));
    faultTexts = now;
    setTimeout(() => void Promise.all([now(), ...wanted.map(openTexts)]).then(arrived, () => undefined), 3_000);
}

/** Fetches what the pages of a plugin say, once in each language. */
export async function openTexts(bundle: Bundle): Promise<void> {
    const language = loaded;
    if (!language || !bundle.pages || opened.get(bundle) === language) return;
    const part = await bundle.pages[language]();
    if (loaded !== language) return openTexts(bundle);
    take(part);
    opened.set(bundle, language);
}

/** Brings the words for refusals, once. */
export let faultTexts: () => Promise<void> = async () => {};

type Values = Record<string, string | number | Date | null | undefined>;

/** A number within a text: written as the region writes it, and still a number for plurals. */
class Figure extends Number {
    constructor(value: number, private format: Intl.NumberFormat) {
        super(value);
    }
    override toString() {
        return this.format.format(this.valueOf());
    }
}

function say(language: Language, key: string, values?: Values): string {
    const text = texts.get(key);
    if (text === undefined) return key;
    if (!values && !text.includes("{") && !text.includes("'")) return text;
    const { region, figure } = formatsOf[language]!;
    let format = formats.get(key);
    if (!format) formats.set(key, (format = new IntlMessageFormat(text, region)));
    const shown = Object.fromEntries(Object.entries(values ?? {}).map(([name, v]) => [name, typeof v === "number" ? new Figure(v, figure()) : v]));
    return format.formatToParts<Figure>(shown).map((part) => String(part.value)).join("");
}

/** A text where no component is at hand, in the language that is shown. */
export const textNow = {
    t: (key: string, values?: Values) => say(loaded ?? "en", key, values),
    has: (key: string) => texts.has(key),
};

function moneyFormat(region: string, currency: string, digits?: number) {
    const code = /^[A-Z]{3}$/.test(currency) ? currency : "CHF";
    return new Intl.NumberFormat(region, { style: "currency", currency: code, minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Minor units in a main one: 100 cents, 1 yen, 1,000 fils; as the server counts them. */
export const minorPerMain = (currency: string) => 10 ** (moneyFormat("en", currency).resolvedOptions().maximumFractionDigits ?? 2);

export const mainUnits = (minor: number, currency: string) => minor / minorPerMain(currency);

/** Made when it is first asked for: a browser takes milliseconds for each. */
function lazily<T>(make: () => T): () => T {
    let made: T | undefined;
    return () => (made ??= make());
}

const formatsOf = Object.fromEntries(
    Object.entries({ de: "de-CH", en: "en-GB", fr: "fr-CH", zh: "zh-CN" }).map(([language, region]) => {
        const numbers = (options: Intl.NumberFormatOptions) => lazily(() => new Intl.NumberFormat(region, options));
        const dates = (options: Intl.DateTimeFormatOptions) => lazily(() => new Intl.DateTimeFormat(region, options));
        const formats = {
            region,
            figure: numbers({}),
            number: numbers({ maximumFractionDigits: 1 }),
            whole: numbers({ maximumFractionDigits: 0 }),
            percent: numbers({ style: "percent", maximumFractionDigits: 2 }),
            rate: numbers({ style: "percent", minimumFractionDigits: 2, maximumFractionDigits: 2 }),
            probability: numbers({ minimumFractionDigits: 3, maximumFractionDigits: 3 }),
            day: dates({ year: "numeric", month: "2-digit", day: "2-digit" }),
            moment: dates({ dateStyle: "short", timeStyle: "short" }),
        };
        return [language as Language, formats];
    }),
);

function makeTexts(language: Language) {
    const { region, number, whole, percent, rate, probability, day, moment } = formatsOf[language]!;
    const none = "–";
    return {
        language,
        region,
        t: (key: string, values?: Values) => say(language, key, values),
        has: (key: string) => texts.has(key),
        /** "open" of the group "state" in words; the value itself where there are none */
        word: (group: string, value: string | null | undefined) => {
            if (!value) return none;
            const key = `${group}.${value}`;
            return texts.has(key) ? say(language, key) : value;
        },
        number: (n: number | null | undefined) => (n == null ? none : number().format(n)),
        whole: (n: number | null | undefined) => (n == null ? none : whole().format(n)),
        percent: (n: number | null | undefined) => (n == null ? none : percent().format(n)),
        /** the same with two decimals always, for columns */
        rate: (n: number | null | undefined) => (n == null ? none : rate().format(n)),
        /** a rate from low to high, as intervals are written */
        rates: (low: number | null | undefined, high: number | null | undefined) => (low == null || high == null ? none : `${rate().format(low)} – ${rate().format(high)}`),
        /** a probability of chance, as it is published */
        chance: (p: number) => (p < 0.001 ? "< " + probability().format(0.001) : probability().format(p)),
        /** an amount in minor units; `digits` other than the currency has */
        money: (minor: number | null | undefined, currency: string, digits?: number) =>
            minor == null ? none : moneyFormat(region, currency, digits).format(mainUnits(minor, currency)),
        /** an amount in main units, as costs per piece are */
        moneyOf: (main: number | null | undefined, currency: string, digits?: number) =>
            main == null ? none : moneyFormat(region, currency, digits).format(main),
        day: (text: string | null | undefined) =>
            text ? day().format(new Date(text.length === 10 ? text + "T12:00:00" : text)) : none,
        moment: (text: string | null | undefined) => (text ? moment().format(new Date(text)) : none),
    };
}

export type Texts = ReturnType<typeof makeTexts>;
const Current = createContext<Texts>(makeTexts("en"));

function whenDrawn(draw: () => void) {
    drawn.add(draw);
    return () => void drawn.delete(draw);
}

export function TextProvider(props: { language: Language; revision: number; children: ReactNode }) {
    const words = useSyncExternalStore(whenDrawn, () => arrivals);
    const value = useMemo(() => makeTexts(props.language), [props.language, props.revision, words]);
    return <Current.Provider value={value}>{props.children}</Current.Provider>;
}

/** Texts, numbers, money and dates in the user's language. */
export const useTexts = () => useContext(Current);
