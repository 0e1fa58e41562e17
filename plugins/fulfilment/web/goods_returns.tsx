import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { api, choices, DataTable, Door, EmptyState, Fault, notify, Panel, refresh, type Schemas, Screen, useGet, useGo, usePages, useShortcuts, useTexts } from "@rejoinder/console";
import { useEffect, useRef, useState } from "react";
import { type Sign, sound, Told } from "./scan_sign";

const reasons = ["changedMind", "damaged", "wrongItem", "notAsDescribed", "tooLate", "undeliverable", "other"];
const dispositions = ["restock", "quarantine", "scrap", "refundOnly"];

type Counts = Record<string, string>;

/** What came back of one order: how many of each line, and what becomes of them. */
function Back(props: { order: Schemas["ReturnableOrder"]; count: Counts; setCount: (count: Counts) => void; onDone: () => void }) {
    const x = useTexts();
    const { t, whole } = x;
    const { count, setCount } = props;
    const [reason, setReason] = useState("changedMind");
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
    useShortcuts([{ key: "F2", label: t("back.save"), act: () => void save(), when: chosen.length > 0 }]);
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
                <Button size="xs" disabled={chosen.length === 0} onClick={() => void save()}>F2 {t("back.save")}</Button>
                <Button size="xs" variant="default" onClick={props.onDone}>{t("shell.cancel")}</Button>
            </Group>
        </Panel>
    );
}

/**
 * Goods that come back: a slip's or a label's code opens the order, each piece that is scanned then counts one; the scanner stays in its
 * field until somebody says why and what becomes of the pieces.
 */
export default function GoodsReturns() {
    const { t, word, moment, percent } = useTexts();
    const go = useGo();
    const [text, setText] = useState("");
    const [order, setOrder] = useState<Schemas["ReturnableOrder"]>();
    const [count, setCount] = useState<Counts>({});
    const [told, setTold] = useState<Sign>();
    const [fault, setFault] = useState<unknown>();
    const field = useRef<HTMLInputElement>(null);
    useEffect(() => field.current?.focus(), [order?.id]);
    const list = usePages("/goods-returns");
    const rates = useGet("/goods-returns/rates").data?.items ?? [];
    const say = (right: boolean, words: string) => {
        sound(right);
        setTold({ right, text: words });
    };
    const countOne = (line: Schemas["Returnable"]) => {
        const now = Number(count[line.id] ?? 0) + 1;
        const right = now <= line.shipped - line.returned;
        if (right) setCount({ ...count, [line.id]: String(now) });
        say(right, t(right ? "back.counted" : "back.tooMany", { sku: line.sku, count: now }));
    };
    const open = async (code: string) => {
        try {
            setFault(undefined);
            setTold(undefined);
            setOrder(await api.get("/goods-returns/expected", { query: { code } as never }));
            setCount({});
            sound(true);
        } catch (e) {
            setOrder(undefined);
            setFault(e);
            sound(false);
        }
    };
    const scan = () => {
        const code = text.trim();
        setText("");
        if (!code) return;
        const line = order?.lines?.find((l) => l.sku.toLowerCase() === code.toLowerCase());
        if (line) countOne(line);
        else if (order && Object.values(count).some((n) => Number(n) > 0)) say(false, t("back.first", { order: order.id }));
        else void open(code);
    };
    const close = () => {
        setOrder(undefined);
        setCount({});
        setTold(undefined);
    };
    return (
        <Screen title={t("back.title")} hint={t("back.hint")}>
            <div style={{ maxWidth: 400 }}>
                <TextInput ref={field} label={t(order ? "back.scanPiece" : "back.scan")} value={text} autoComplete="off" onChange={(e) => setText(e.currentTarget.value)} onKeyDown={(e) => e.key === "Enter" && (e.preventDefault(), scan())} />
            </div>
            <Told sign={told} />
            <Fault error={fault ?? list.error} />
            {order && <Back key={order.id} order={order} count={count} setCount={setCount} onDone={close} />}
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
