import { refresh, useMe, usePages } from "@rejoinder/console";
import { useEffect } from "react";

/** Fetches a list to its end. */
function useWhole(more: { has: boolean; busy: boolean; load: () => void }) {
    useEffect(() => {
        if (more.has && !more.busy) more.load();
    }, [more.has, more.busy]);
}

/** Items with price and what is available, for whoever captures orders; the whole catalogue, page by page. */
export function useDeskItems() {
    const may = useMe().may("fulfilment.read");
    const items = usePages("/items", {}, may);
    const stock = usePages("/stock", {}, may);
    useWhole(items.more);
    useWhole(stock.more);
    useEffect(() => {
        const timer = setInterval(() => void refresh("/stock"), 60_000);
        return () => clearInterval(timer);
    }, []);
    const there = new Map(stock.rows.map((s) => [s.sku, s.available]));
    return items.rows
        .filter((i) => i.active && !i.hasVariants)
        .map((i) => ({
            sku: i.sku,
            name: i.name,
            information: i.kind === "information",
            available: i.stocked ? (there.get(i.sku) ?? 0) : null,
            priceMinor: i.priceMinor,
            currency: i.currency,
        }));
}
