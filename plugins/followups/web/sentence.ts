import type { Schemas, Texts } from "@rejoinder/console";

type Condition = Schemas["FactCondition"];

function phrase(x: Texts, c: Condition): string {
    const { t, word, has } = x;
    const fact = has("fact." + c.fact) ? t("fact." + c.fact) : c.fact;
    if (c.comparison === "exists" || (c.values ?? []).join() === "true") return fact;
    const values = (c.values ?? []).map((v) => (has("responseType." + v) ? t("responseType." + v) : v)).join(", ");
    return `${fact} ${word("comparison", c.comparison ?? "exists")} ${values}`;
}

/** A rule in one plain sentence. */
export function sentence(x: Texts, r: Pick<Schemas["Rule"], "did" | "didNot" | "waitDays" | "channel">): string {
    const list = (conditions: Condition[] | undefined) => (conditions ?? []).map((c) => "«" + phrase(x, c) + "»").join(" " + x.t("followups.and") + " ");
    return x.t("followups.sentence", {
        did: list(r.did) || x.t("followups.gotPiece"),
        not: (r.didNot ?? []).length > 0 ? x.t("followups.butNot", { what: list(r.didNot) }) : "",
        days: r.waitDays,
        channel: x.word("channel", r.channel),
    });
}
