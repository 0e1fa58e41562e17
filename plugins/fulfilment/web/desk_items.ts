import { type Schemas, useGet, useMe, usePages } from "@rejoinder/console";

/** Items with price and what is available, for whoever captures orders. */
export function useDeskItems() {
    const may = useMe().may("fulfilment.read");
    const items = usePages("/items", {}, may);
    const stock = useGet("/stock", { query: { limit: 200 } as never, every: 60_000, enabled: may });
    const there = new Map((stock.data?.items ?? []).map((s: Schemas["StockRow"]) => [s.sku, s.available]));
    return items.rows
        .filter((i) => i.active)
        .map((i) => ({
            sku: i.sku,
            name: i.name,
            information: i.kind === "information",
            available: i.stocked ? (there.get(i.sku) ?? 0) : null,
            priceMinor: i.priceMinor,
            currency: i.currency,
        }));
}
