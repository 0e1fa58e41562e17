import type { Schemas } from "@rejoinder/console";

export type Definition = Schemas["Definition"];
export type FactCondition = Schemas["FactCondition"];
export type FactInfo = Schemas["FactInfo"];

/** What the editor edits: conditions that all hold, and exclusions in their order. */
export interface Editable {
    all: FactCondition[];
    exclusions: { name: string; where?: FactCondition; notContactable?: string }[];
}

/** The part of a definition that the editor understands; nothing when it was written by hand and is richer. */
export function editableOf(d: Definition | undefined): Editable | undefined {
    const out: Editable = { all: [], exclusions: [] };
    const c = d?.condition;
    if (c?.where) out.all.push(c.where);
    for (const part of c?.all ?? []) {
        if (!part.where || part.all?.length || part.any?.length || part.none?.length) return undefined;
        out.all.push(part.where);
    }
    if (c?.any?.length || c?.none?.length) return undefined;
    for (const e of d?.exclusions ?? []) {
        if (e.condition && !e.condition.where) return undefined;
        out.exclusions.push({ name: e.name, where: e.condition?.where ?? undefined, notContactable: (e.notContactable as string | null) ?? undefined });
    }
    return out;
}

/** Puts what was edited back; split and seed stay as they are. */
export function definitionOf(before: Definition | undefined, e: Editable): Definition {
    return {
        ...before,
        condition: { all: e.all.map((where) => ({ where })) },
        exclusions: e.exclusions.map((x) => ({
            name: x.name,
            ...(x.where ? { condition: { where: x.where } } : {}),
            ...(x.notContactable ? { notContactable: x.notContactable as "letter" } : {}),
        })),
    };
}

export const comparisonsOf = (kind: string | undefined): string[] =>
    kind === "number" || kind === "day"
        ? ["greaterOrEqual", "lessOrEqual", "greater", "less", "between", "is", "isNot", "exists"]
        : kind === "yesNo"
          ? ["is"]
          : ["is", "isNot", "in", "exists"];
