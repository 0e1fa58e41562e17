import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { api, choices, DataTable, Door, EmptyState, Fault, notify, Panel, refresh, type Schemas, Screen, useGet, useGo, usePages, useTexts } from "@rejoinder/console";
import { useState } from "react";
import { sound } from "./short_pick";

const reasons = ["changedMind", "damaged", "wrongItem", "notAsDescribed", "tooLate", "undeliverable", "other"];
const dispositions = ["restock", "quarantine", "scrap", "refundOnly"];

/** What came back of one order: how many of each line, and what becomes of them. */
function Back(props: { order: Schemas["ReturnableOrder"]; onDone: () => void }) {
    const x = useTexts();
    const { t, whole } = x;
    const [reason, setReason] = useState("changedMind");
    const [count, setCount] = useState<Record<string, string>>({});
    const [what, setWhat] = useState<Record<string, string>>({});
    const [fault, setFault] = useState<unknown>();
    const lines = props.order.lines ?? [];
    const chosen = lines.filter((l) => Number(count[l.id] ?? 0) > 0);
    const save = async () => {
        try {
            await api.post("/orders/{id}/goods-returns", {
                path: { id: props.order.id },
                body: { reason, lines: chosen.map((l) => ({ lineId: l.id, quantity: Number(count[l.id]), disposition: what[l.id] ?? "restock" })) } as never,
            });
            notify(t("shell.saved"));
            await refresh("/goods-returns", "/stock", "/orders");
            props.onDone();
        } catch (e) {
            setFault(e);
        }
    };
    return (
        <Panel title={t("orders.one") + " " + props.order.id}>
            <Fault error={fault} />
            <DataTable
                name="returnable"
                label={t("orders.lines")}
                compact
                rows={lines}
                rowKey={(l) => l.id}
                columns={[
                    { key: "sku", label: t("field.sku"), value: (l) => l.sku },
                    { key: "name", label: t("field.name"), wide: true, value: (l) => l.name },
                    { key: "shipped", label: t("order.shipped"), value: (l) => l.shipped, show: (l) => whole(l.shipped - l.returned), right: true },
                    {
                        key: "count",
                        label: t("back.count"),
                        value: (l) => count[l.id] ?? "",
                        show: (l) => <TextInput size="xs" w={60} inputMode="numeric" aria-label={t("back.countOf", { sku: l.sku })} value={count[l.id] ?? ""} onChange={(e) => setCount({ ...count, [l.id]: e.currentTarget.value })} />,
                    },
                    {
                        key: "what",
                        label: t("back.disposition"),
                        value: (l) => what[l.id] ?? "restock",
                        show: (l) => <NativeSelect size="xs" aria-label={t("back.dispositionOf", { sku: l.sku })} value={what[l.id] ?? "restock"} onChange={(e) => setWhat({ ...what, [l.id]: e.currentTarget.value })} data={choices("disposition", dispositions)(x)} />,
                    },
                ]}
            />
            <Group mt="xs" align="end">
                <NativeSelect size="xs" label={t("field.reason")} value={reason} onChange={(e) => setReason(e.currentTarget.value)} data={choices("returnReason", reasons)(x)} />
                <Button size="xs" disabled={chosen.length === 0} onClick={() => void save()}>{t("back.save")}</Button>
                <Button size="xs" variant="default" onClick={props.onDone}>{t("shell.cancel")}</Button>
            </Group>
        </Panel>
    );
}

/** Goods that come back: scan what lies in the parcel, say why and what becomes of each piece. */
export default function GoodsReturns() {
    const { t, word, moment, percent } = useTexts();
    const go = useGo();
    const [text, setText] = useState("");
    const [order, setOrder] = useState<Schemas["ReturnableOrder"]>();
    const [fault, setFault] = useState<unknown>();
    const list = usePages("/goods-returns");
    const rates = useGet("/goods-returns/rates").data?.items ?? [];
    const scan = async () => {
        const code = text.trim();
        setText("");
        if (!code) return;
        try {
            setFault(undefined);
            setOrder(await api.get("/goods-returns/expected", { query: { code } as never }));
            sound(true);
        } catch (e) {
            setOrder(undefined);
            setFault(e);
            sound(false);
        }
    };
    return (
        <Screen title={t("back.title")} hint={t("back.hint")}>
            <div style={{ maxWidth: 400 }}>
                <TextInput label={t("back.scan")} value={text} autoComplete="off" onChange={(e) => setText(e.currentTarget.value)} onKeyDown={(e) => e.key === "Enter" && (e.preventDefault(), void scan())} />
            </div>
            <Fault error={fault ?? list.error} />
            {order && <Back key={order.id} order={order} onDone={() => setOrder(undefined)} />}
            {rates.length > 0 && (
                <DataTable
                    name="return-rates"
                    label={t("back.rates")}
                    compact
                    rows={rates}
                    rowKey={(r) => r.sku + r.reason}
                    columns={[
                        { key: "sku", label: t("field.sku"), value: (r) => r.sku },
                        { key: "name", label: t("field.name"), wide: true, value: (r) => r.name },
                        { key: "reason", label: t("field.reason"), value: (r) => word("returnReason", r.reason) },
                        { key: "returned", label: t("back.count"), value: (r) => r.returned, right: true },
                        { key: "rate", label: t("back.rate"), value: (r) => (r.shipped > 0 ? r.returned / r.shipped : null), show: (r) => (r.shipped > 0 ? percent(r.returned / r.shipped) : "–"), right: true },
                    ]}
                />
            )}
            <DataTable
                name="goods-returns"
                label={t("back.title")}
                rows={list.rows}
                rowKey={(r) => r.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={(r) => go("/orders/" + r.orderId)}
                empty={<EmptyState title={t("back.empty")} hint={t("back.emptyHint")} />}
                columns={[
                    { key: "at", label: t("field.at"), value: (r) => r.receivedAt, show: (r) => moment(r.receivedAt) },
                    { key: "reason", label: t("field.reason"), value: (r) => word("returnReason", r.reason) },
                    { key: "order", label: t("orders.one"), value: (r) => r.orderId, show: (r) => <Door to={"/orders/" + r.orderId}>{r.orderId}</Door> },
                    { key: "by", label: t("stock.by"), wide: true, value: (r) => r.receivedBy },
                ]}
            />
        </Screen>
    );
}
