import { Group } from "@mantine/core";
import { Figure, useGet, useTexts } from "@rejoinder/console";

export default function StartPanel() {
    const { t, whole } = useTexts();
    const reserved = useGet("/orders", { query: { state: "reserved", limit: 200 } as never, every: 60_000 });
    const back = useGet("/orders", { query: { state: "backOrdered", limit: 200 } as never, every: 60_000 });
    const board = useGet("/orders/ageing", { every: 60_000 }).data;
    const low = useGet("/stock", { query: { low: true } as never, every: 60_000 });
    const count = (d: { items?: unknown[]; nextCursor?: string | null } | undefined) => (d ? whole(d.items?.length ?? 0) + (d.nextCursor && (d.items?.length ?? 0) >= 200 ? "+" : "") : "…");
    return (
        <Group grow align="stretch">
            <Figure label={t("pick.title")} value={count(reserved.data)} to="/pick" />
            <Figure label={t("order.backOrdered")} value={count(back.data)} to="/orders?state=backOrdered" />
            <Figure label={t("promises.late")} value={board ? whole(board.late) : "…"} note={board && board.soon > 0 ? t("promises.soonCount", { count: board.soon }) : undefined} to="/promises" />
            <Figure label={t("stock.low")} value={count(low.data)} to="/stock?low=true" />
        </Group>
    );
}
