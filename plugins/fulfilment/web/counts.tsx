import { Button, Group } from "@mantine/core";
import { api, choices, DataTable, Dialog, EmptyState, Fault, Figure, Form, Panel, refresh, Screen, StateBadge, useGet, useGo, useMe, usePages, useTexts } from "@rejoinder/console";
import { useState } from "react";

/** How well the book agrees with the bins. */
function Accuracy() {
    const { t, percent, whole } = useTexts();
    const { data } = useGet("/stock-counts/accuracy", { every: 60_000 });
    if (!data || data.counted === 0) return null;
    return (
        <Panel title={t("counts.accuracy", { days: data.days })}>
            <Group gap="xl">
                <Figure label={t("counts.lineShare")} value={percent((data.lineShare ?? 0) / 10_000)} />
                <Figure label={t("counts.pieceShare")} value={data.pieceShare == null ? "–" : percent(data.pieceShare / 10_000)} />
                <Figure label={t("counts.missing")} value={whole(data.missing)} />
                <Figure label={t("counts.found")} value={whole(data.found)} />
            </Group>
        </Panel>
    );
}

/** Items by what went out of them: the dear ones are counted more often. */
function Classes() {
    const { t, whole, number } = useTexts();
    const { data, error } = useGet("/stock-counts/classes");
    return (
        <>
            <Fault error={error} />
            <DataTable
                name="stock-classes"
                label={t("counts.classes")}
                rows={data?.items ?? []}
                rowKey={(r) => r.id}
                height="60dvh"
                columns={[
                    { key: "class", label: t("counts.class"), value: (r) => r.itemClass },
                    { key: "sku", label: t("field.sku"), value: (r) => r.sku },
                    { key: "name", label: t("field.name"), wide: true, value: (r) => r.name },
                    { key: "bin", label: t("items.bin"), wide: true, value: (r) => r.bin },
                    { key: "pieces", label: t("counts.pieces"), value: (r) => r.pieces, show: (r) => whole(r.pieces), right: true },
                    { key: "value", label: t("counts.value"), value: (r) => Number(r.value), show: (r) => number(Number(r.value)), right: true },
                ]}
            />
        </>
    );
}

/** Counts of what lies in the bins: planned ones, and those that a short pick asked for. */
export default function StockCounts() {
    const x = useTexts();
    const { t, word, day, moment } = x;
    const go = useGo();
    const may = useMe().may("fulfilment.stock");
    const [open, setOpen] = useState<"plan" | "classes">();
    const list = usePages("/stock-counts");
    return (
        <Screen
            title={t("counts.title")}
            hint={t("counts.hint")}
            tools={
                <>
                    {may && <Button size="xs" onClick={() => setOpen("plan")}>{t("counts.plan")}</Button>}
                    <Button size="xs" variant="default" onClick={() => setOpen("classes")}>{t("counts.classes")}</Button>
                </>
            }
        >
            <Fault error={list.error} />
            <Accuracy />
            <DataTable
                name="stock-counts"
                label={t("counts.title")}
                rows={list.rows}
                rowKey={(c) => c.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={(c) => go("/stock-counts/" + c.id)}
                empty={<EmptyState title={t("counts.empty")} hint={t("counts.emptyHint")} />}
                columns={[
                    { key: "chosen", label: t("counts.chosen"), value: (c) => word("countScope", c.scope) + " " + c.chosen },
                    { key: "state", label: t("field.state"), value: (c) => word("countState", c.state), show: (c) => <StateBadge group="countState" value={c.state} /> },
                    { key: "progress", label: t("counts.progress"), value: (c) => `${c.done} / ${c.total}`, right: true },
                    { key: "again", label: t("counts.again"), wide: true, value: (c) => c.again, right: true },
                    { key: "exact", label: t("counts.exact"), wide: true, value: (c) => c.exact, right: true },
                    { key: "source", label: t("counts.source"), wide: true, value: (c) => word("countSource", c.source) },
                    { key: "due", label: t("counts.dueOn"), wide: true, value: (c) => c.dueOn ?? "", show: (c) => (c.dueOn ? day(c.dueOn) : "–") },
                    { key: "at", label: t("field.createdAt"), wide: true, value: (c) => c.createdAt, show: (c) => moment(c.createdAt) },
                    { key: "by", label: t("stock.by"), wide: true, value: (c) => c.createdBy },
                ]}
            />
            <Dialog title={open ? t("counts." + open) : ""} opened={!!open} onClose={() => setOpen(undefined)} size={open === "classes" ? "xl" : "md"}>
                {open === "plan" && (
                    <Form
                        initial={{ scope: "bin", most: 50, tolerancePercent: 2, tolerancePieces: 0 }}
                        fields={[
                            { name: "scope", label: t("counts.scope"), kind: "select", required: true, autoFocus: true, options: choices("countScope", ["bin", "item", "class"])(x) },
                            { name: "chosen", label: t("counts.chosen"), hint: t("counts.chosenHint"), required: true, width: 2 },
                            { name: "most", label: t("counts.most"), hint: t("counts.mostHint"), kind: "number", required: true, width: 3 },
                            { name: "tolerancePercent", label: t("counts.tolerancePercent"), kind: "number", width: 3 },
                            { name: "tolerancePieces", label: t("counts.tolerancePieces"), kind: "number", width: 3 },
                            { name: "dueOn", label: t("counts.dueOn"), kind: "date" },
                        ]}
                        submit={t("counts.plan")}
                        onCancel={() => setOpen(undefined)}
                        onSubmit={async (v) => {
                            const { dueOn, ...rest } = v;
                            const made = await api.post("/stock-counts", { body: { ...rest, ...(dueOn ? { dueOn } : {}) } as never });
                            await refresh("/stock-counts");
                            go("/stock-counts/" + made.id);
                        }}
                    />
                )}
                {open === "classes" && <Classes />}
            </Dialog>
        </Screen>
    );
}
