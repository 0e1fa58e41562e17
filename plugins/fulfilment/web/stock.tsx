import { Button, Switch } from "@mantine/core";
import { api, choices, DataTable, Dialog, Door, EmptyState, Fault, Form, notify, Panel, refresh, Screen, useMe, usePages, useTexts } from "@rejoinder/console";
import { useState } from "react";

export default function Stock() {
    const x = useTexts();
    const { t, day, moment, word } = x;
    const me = useMe();
    const [low, setLow] = useState(location.search.includes("low=true"));
    const [sku, setSku] = useState("");
    const [form, setForm] = useState<"receipt" | "correction">();
    const list = usePages("/stock", low ? { low: true } : {});
    const moves = usePages("/stock/moves", { sku }, !!sku);
    const lots = usePages("/lots", { sku }, !!sku);
    const short = usePages("/short-picks");
    const done = async () => {
        setForm(undefined);
        notify(t("shell.saved"));
        await refresh("/stock");
    };
    const skus = list.rows.map((r) => ({ value: r.sku, label: `${r.name} (${r.sku})` }));
    const common = [
        { name: "sku", kind: "select" as const, options: skus, required: true, autoFocus: true },
        { name: "quantity", kind: "number" as const, required: true },
    ];
    return (
        <Screen
            title={t("stock.title")}
            tools={
                me.may("fulfilment.stock") && (
                    <>
                        <Button size="xs" onClick={() => setForm("receipt")}>{t("stock.receipt")}</Button>
                        <Button size="xs" variant="default" onClick={() => setForm("correction")}>{t("stock.correction")}</Button>
                    </>
                )
            }
        >
            <Fault error={list.error} />
            <DataTable
                name="stock"
                label={t("stock.title")}
                rows={list.rows}
                rowKey={(r) => r.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={(r) => setSku(r.sku)}
                height="45dvh"
                tools={<Switch size="xs" label={t("stock.onlyLow")} checked={low} onChange={(e) => setLow(e.currentTarget.checked)} />}
                empty={<EmptyState title={t("stock.empty")} hint={t("stock.emptyHint")} />}
                columns={[
                    { key: "sku", label: t("field.sku"), wide: true, value: (r) => r.sku },
                    { key: "name", label: t("field.name"), value: (r) => r.name },
                    { key: "bin", label: t("items.bin"), wide: true, value: (r) => r.bin },
                    { key: "onHand", label: t("stock.onHand"), wide: true, value: (r) => r.onHand, right: true },
                    { key: "reserved", label: t("stock.reserved"), wide: true, value: (r) => r.reserved, right: true },
                    { key: "available", label: t("stock.available"), value: (r) => r.available, right: true },
                    { key: "back", label: t("stock.backOrdered"), wide: true, value: (r) => r.backOrdered, right: true },
                    { key: "level", label: t("items.reorderLevel"), wide: true, value: (r) => r.reorderLevel, right: true },
                    { key: "low", label: t("stock.low"), value: (r) => (r.low ? "⚠ " + t("stock.low") : "") },
                ]}
            />
            {short.rows.length > 0 && (
                <Panel title={t("orders.shortPicks")}>
                    <DataTable
                        name="short-picks"
                        label={t("orders.shortPicks")}
                        rows={short.rows}
                        rowKey={(p) => p.id}
                        more={short.more}
                        height="30dvh"
                        columns={[
                            { key: "at", label: t("field.at"), value: (p) => p.reportedAt, show: (p) => moment(p.reportedAt) },
                            { key: "sku", label: t("field.sku"), value: (p) => p.sku },
                            { key: "quantity", label: t("pick.missing"), value: (p) => p.quantity, right: true },
                            { key: "reason", label: t("field.reason"), value: (p) => word("short", p.reason) },
                            { key: "note", label: t("field.note"), wide: true, value: (p) => p.note },
                            { key: "by", label: t("stock.by"), wide: true, value: (p) => p.reportedBy },
                            { key: "order", label: t("orders.one"), value: (p) => p.orderId, show: (p) => <Door to={"/orders/" + p.orderId}>{p.orderId}</Door> },
                        ]}
                    />
                </Panel>
            )}
            <Dialog title={t("stock.moves", { sku })} opened={!!sku} onClose={() => setSku("")} size="xl">
                {lots.rows.length > 0 && (
                    <DataTable
                        name="lots"
                        label={t("lots.title")}
                        compact
                        rows={lots.rows}
                        rowKey={(l) => l.id}
                        more={lots.more}
                        columns={[
                            { key: "lot", label: t("lots.lot"), value: (l) => l.code },
                            { key: "day", label: t("lots.expiresOn"), value: (l) => l.expiresOn ?? "", show: (l) => day(l.expiresOn) },
                            { key: "stock", label: t("place.stock"), value: (l) => l.inStock, right: true },
                            { key: "staging", label: t("place.staging"), value: (l) => l.inStaging, right: true },
                            { key: "received", label: t("stock.receipt"), wide: true, value: (l) => l.receivedAt, show: (l) => moment(l.receivedAt) },
                        ]}
                    />
                )}
                <DataTable
                    name="moves"
                    label={t("stock.moves", { sku })}
                    rows={[...moves.rows].reverse()}
                    rowKey={(m) => m.id}
                    height="60dvh"
                    more={moves.more}
                    columns={[
                        { key: "at", label: t("field.at"), value: (m) => m.movedAt, show: (m) => moment(m.movedAt) },
                        { key: "reason", label: t("field.reason"), value: (m) => word("move", m.reason) },
                        { key: "from", label: t("stock.from"), value: (m) => word("place", m.from) },
                        { key: "to", label: t("stock.to"), value: (m) => word("place", m.to) },
                        { key: "quantity", label: t("field.quantity"), value: (m) => m.quantity, right: true },
                        { key: "by", label: t("stock.by"), value: (m) => m.movedBy },
                        { key: "note", label: t("field.note"), value: (m) => m.note },
                    ]}
                />
            </Dialog>
            <Dialog title={form ? t("stock." + form) : ""} opened={!!form} onClose={() => setForm(undefined)}>
                {form === "receipt" ? (
                    <Form
                        draft="receipt"
                        fields={[...common, { name: "lot", label: t("lots.lot"), hint: t("lots.hint") }, { name: "expiresOn", label: t("lots.expiresOn"), kind: "date" }, { name: "reason" }]}
                        submit={t("shell.save")}
                        onSubmit={async (v) => {
                            const { expiresOn, ...rest } = v;
                            await api.post("/stock/receipts", { body: { ...rest, ...(expiresOn ? { expiresOn } : {}) } as never });
                            await done();
                        }}
                    />
                ) : (
                    <Form
                        draft="correction"
                        initial={{ kind: "lost" }}
                        fields={[
                            ...common,
                            { name: "kind", kind: "select", required: true, options: choices("move", ["lost", "found", "scrapped", "returnedToSupplier", "returnedByCustomer"])(x) },
                            { name: "lot", label: t("lots.lot"), hint: t("lots.takeHint") },
                            { name: "reason", required: true },
                        ]}
                        submit={t("shell.save")}
                        onSubmit={async (v) => {
                            await api.post("/stock/corrections", { body: v as never });
                            await done();
                        }}
                    />
                )}
            </Dialog>
        </Screen>
    );
}
