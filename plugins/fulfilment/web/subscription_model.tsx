import { type FieldSpec, type Schemas, useGet, useTexts } from "@rejoinder/console";

export type StandingOrder = Schemas["StandingOrder"];

export const subscriptionColours = { active: "teal", held: "orange", ended: "dark", cancelled: "gray" };

/** "every 2 months" */
export function useRhythm() {
    const { t } = useTexts();
    return (s: { every: number; period: string }) => t("subscriptions.every." + s.period, { n: s.every });
}

/** What each delivery holds, in a form. */
export function useLinesField(): FieldSpec {
    const { t } = useTexts();
    const items = useGet("/items", { query: { limit: 1000 } as never });
    const skus = (items.data?.items ?? []).filter((i) => i.active && !i.hasVariants).map((i) => ({ value: i.sku, label: `${i.name} (${i.sku})` }));
    return {
        name: "lines",
        kind: "rows",
        label: t("orders.lines"),
        fresh: { quantity: 1 },
        columns: [
            { name: "sku", label: t("orders.one.item"), kind: "select", options: skus, required: true, width: 2 },
            { name: "quantity", label: t("orders.quantity"), kind: "number" },
        ],
    };
}
