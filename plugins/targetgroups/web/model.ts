import type { Schemas } from "@rejoinder/console";

export type Definition = Schemas["Definition"];
export type Condition = Schemas["Condition"];
export type FactCondition = Schemas["FactCondition"];
export type FactInfo = Schemas["SelectableFact"];
export type Waterfall = Schemas["Waterfall"];
export type Cell = Schemas["Cell"];
export type Share = Schemas["Share"];

export const joints = ["all", "any", "none"] as const;
export type Joint = (typeof joints)[number];

/** Which of the three a condition combines its parts by; a single question is none of them. */
export const jointOf = (c: Condition): Joint | undefined => (c.where ? undefined : c.any?.length ? "any" : c.none?.length ? "none" : "all");
export const partsOf = (c: Condition): Condition[] => c.all?.length ? c.all : c.any?.length ? c.any : (c.none ?? []);
export const grouped = (joint: Joint, parts: Condition[]): Condition => ({ [joint]: parts });
/** The same as a group, so that parts can be added to it. */
export const asGroup = (c: Condition | undefined): Condition => (!c ? { all: [] } : c.where ? { all: [c] } : c);

/** Whether everything that a question needs is there; what is half typed is not counted. */
export function isComplete(c: Condition | undefined): boolean {
    if (!c) return true;
    if (!c.where) return partsOf(c).every(isComplete);
    const values = (c.where.values ?? []).filter((v) => v !== "");
    const wanted = arity(c.where.comparison ?? "exists");
    if (!c.where.fact) return false;
    return wanted === "many" ? values.length > 0 : wanted === 0 || values.length === wanted;
}

/** The definition without what is half typed: what can be counted meanwhile. */
export function countable(d: Definition): Definition {
    const trim = (c: Condition | undefined): Condition => {
        if (!c || c.where) return c ?? {};
        const joint = jointOf(c)!;
        const parts = partsOf(c).filter((p) => isComplete(p) || !p.where).map(trim);
        return parts.length ? grouped(joint, parts) : {};
    };
    const keep = (c: Condition | undefined | null) => !!c && isComplete(trim(c)) && (c.where ? isComplete(c) : partsOf(c).length > 0);
    return {
        ...d,
        condition: trim(d.condition?.where && !isComplete(d.condition) ? {} : d.condition),
        exclusions: (d.exclusions ?? []).filter((e) => e.name && (e.notContactable || keep(e.condition))).map((e) => (e.condition ? { ...e, condition: trim(e.condition) } : e)),
        segments: (d.segments ?? []).filter((s) => s.name && keep(s.condition)).map((s) => ({ ...s, condition: trim(s.condition) })),
    };
}

/** The values with which the condition of who is selected asks for a fact. */
export function valuesOf(d: Definition, fact: string): string[] {
    const all = (c: Condition): string[] => (c.where ? (c.where.fact === fact && ["is", "in"].includes(c.where.comparison ?? "") ? (c.where.values ?? []) : []) : partsOf(c).flatMap(all));
    return [...new Set(all(d.condition ?? {}))].filter((v) => v !== "");
}

export const comparisonsOf = (fact: FactInfo | undefined): string[] =>
    fact?.kind === "number" || fact?.kind === "day"
        ? ["greaterOrEqual", "lessOrEqual", "greater", "less", "between", "is", "isNot", "exists"]
        : fact?.kind === "yesNo"
          ? ["is"]
          : fact?.name.startsWith("lists.")
            ? ["is", "isNot", "in"]
            : fact?.name === "contact.place"
              ? ["within", "exists"]
              : ["is", "isNot", "in", "begins", "between", "exists"];

/** How many values a comparison takes: none, one, two, or any number. */
export const arity = (comparison: string): 0 | 1 | 2 | "many" => comparison === "exists" ? 0 : comparison === "between" || comparison === "within" ? 2 : comparison === "in" || comparison === "begins" ? "many" : 1;

/** Degrees north and east, as a place can be named without any table. */
export const isPoint = (text: string) => /^\s*-?\d+(\.\d+)?\s*,\s*-?\d+(\.\d+)?\s*$/.test(text);

/** A question about a fact with the first comparison that fits it. */
export function questionOf(fact: FactInfo | undefined, before?: FactCondition): FactCondition {
    const can = comparisonsOf(fact);
    const comparison = before?.comparison && can.includes(before.comparison) ? before.comparison : (can[0] as "is");
    return { fact: fact?.name ?? "", comparison, values: fact?.kind === "yesNo" ? ["true"] : comparison === before?.comparison ? before.values : [] };
}

export function moved<T>(list: T[], from: number, by: number): T[] {
    const to = from + by;
    if (to < 0 || to >= list.length) return list;
    const out = [...list];
    out.splice(to, 0, ...out.splice(from, 1));
    return out;
}
export const replaced = <T,>(list: T[], at: number, value: T): T[] => list.map((x, i) => (i === at ? value : x));
export const without = <T,>(list: T[], at: number): T[] => list.filter((_, i) => i !== at);

/** What a fact is called: in the user's language where there is a word, else by its name. */
export const factLabel = (fact: string, t: (key: string) => string, has: (key: string) => boolean) =>
    has("fact." + fact) ? t("fact." + fact) : fact.startsWith("attribute.") ? fact.slice(10) : fact;
