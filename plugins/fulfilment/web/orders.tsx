import { Button, NativeSelect } from "@mantine/core";
import { api, choices, ContactName, DataTable, Dialog, EmptyState, Fault, Form, mainUnits, refresh, Screen, StateBadge, StateSwitch, useCampaigns, useEvents, useGet, useGo, useMe, usePages, useTexts, useView, type Values } from "@rejoinder/console";
import { useEffect, useState } from "react";
import { type Quote, QuoteView, useQuote } from "./order_quote";

const states = ["", "entered", "reserved", "backOrdered", "picked", "packed", "shipped", "cancelled"];

const kLines = [1, 2, 3, 4, 5];

/** The order that was typed; nothing while who or what is missing. */
function orderOf(v: Values) {
    const lines = kLines.filter((n) => v["sku" + n]).map((n) => ({ sku: v["sku" + n], quantity: v["quantity" + n] ?? 1 }));
    if (!v.contactId || lines.length === 0) return undefined;
    return { contactId: v.contactId, note: v.note ?? "", lines, ...(v.campaignId ? { campaignId: v.campaignId } : {}), ...(v.shipping ? { shipping: v.shipping } : {}), ...(v.payment ? { payment: { kind: v.payment } } : {}) };
}

/** Asks what it would come to, and tells the form which ways there are. */
function Quoted(props: { values: Values; onQuote: (quote?: Quote) => void }) {
    const quote = useQuote(orderOf({ ...props.values, note: "" }));
    useEffect(() => {
        if (quote) props.onQuote(quote);
    }, [quote]);
    return <QuoteView quote={quote} />;
}

/** An order that comes in without a reply: by letter to the shop, over the counter, from a partner. */
function Enter(props: { campaigns: { value: string; label: string }[]; onDone: (id: string) => void; onCancel: () => void }) {
    const x = useTexts();
    const { t, money } = x;
    const [quote, setQuote] = useState<Quote>();
    const ways = (quote?.ways ?? []).map((w) => ({ value: w.way, label: `${w.name} · ${money(w.amountMinor, quote!.currency)}` }));
    const items = useGet("/items", { query: { limit: 1000 } as never });
    const skus = (items.data?.items ?? []).filter((i) => i.active && !i.hasVariants).map((i) => ({ value: i.sku, label: `${i.name} (${i.sku})` }));
    return (
        <Form
            draft="order"
            initial={{ quantity1: 1 }}
            fields={[
                { name: "contactId", kind: "contact", required: true, autoFocus: true, width: 3 },
                ...(props.campaigns.length > 0 ? [{ name: "campaignId", kind: "select" as const, options: [{ value: "", label: "–" }, ...props.campaigns], width: 3 as const }] : []),
                ...kLines.flatMap((n) => {
                    const when = (v: Values) => n === 1 || !!v["sku" + (n - 1)];
                    return [
                        { name: "sku" + n, label: t("orders.item", { n }), kind: "select" as const, options: [{ value: "", label: "–" }, ...skus], required: n === 1, width: 2 as const, when },
                        { name: "quantity" + n, label: t("orders.quantityOf", { n }), kind: "number" as const, when },
                    ];
                }),
                ...(ways.length > 1 ? [{ name: "shipping", label: t("orders.shippingWay"), kind: "select" as const, none: ways[0].value ? "–" : ways[0].label, options: ways.filter((w) => w.value), width: 3 as const }] : []),
                { name: "payment", label: t("orders.payment"), kind: "select", none: t("paymentKind.invoice"), options: choices("paymentKind", ["prepaid", "card", "directDebit"])(x) },
                { name: "note", width: 2 },
            ]}
            children={(values) => <Quoted values={values} onQuote={setQuote} />}
            submit={t("orders.enter")}
            onCancel={props.onCancel}
            onSubmit={async (v) => {
                const made = await api.post("/orders", { body: orderOf(v) as never });
                await refresh("/orders", "/stock");
                props.onDone(made.id);
            }}
        />
    );
}

export default function Orders() {
    const [entering, setEntering] = useState(false);
    const mayEnter = useMe().may("fulfilment.order");
    const { t, word, moment, money } = useTexts();
    const go = useGo();
    const campaigns = useCampaigns(useMe().may("campaigns.read"));
    const [state, setState] = useView("state");
    const [campaignId, setCampaign] = useView("campaignId");
    const list = usePages("/orders", { newest: true, state, campaignId });
    useEvents(["fulfilment.order-shipped"], () => void refresh("/orders"));
    return (
        <Screen title={t("orders.title")} tools={mayEnter && <Button size="xs" onClick={() => setEntering(true)}>{t("orders.new")}</Button>}>
            <StateSwitch group="order" states={states} value={state} onChange={setState} />
            <Fault error={list.error} retry={() => void list.refetch()} />
            <DataTable
                name="orders"
                label={t("orders.title")}
                rows={list.rows}
                rowKey={(o) => o.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={(o) => go("/orders/" + o.id)}
                tools={
                    campaigns.items.length > 0 && (
                        <NativeSelect
                            size="xs"
                            aria-label={t("field.campaignId")}
                            value={campaignId}
                            onChange={(e) => setCampaign(e.currentTarget.value)}
                            data={[{ value: "", label: t("shell.all") }, ...campaigns.options]}
                        />
                    )
                }
                empty={<EmptyState title={t("orders.empty")} hint={t("orders.emptyHint")} />}
                columns={[
                    { key: "at", label: t("orders.ordered"), wide: true, value: (o) => o.orderedAt, show: (o) => moment(o.orderedAt) },
                    { key: "contact", label: t("field.contactId"), width: 200, value: (o) => o.contactId, show: (o) => <ContactName id={o.contactId} /> },
                    { key: "state", label: t("field.state"), value: (o) => word("order", o.state), show: (o) => <><StateBadge group="order" value={o.state} /> {o.held && <StateBadge group="order" value="held" />}</> },
                    { key: "value", label: t("orders.value"), value: (o) => mainUnits(o.valueMinor, o.currency), show: (o) => money(o.valueMinor, o.currency), right: true },
                    { key: "purchase", label: t("orders.kind"), wide: true, value: (o) => t(o.purchase ? "orders.purchase" : "orders.information") },
                    { key: "campaign", label: t("field.campaignId"), wide: true, value: (o) => campaigns.name(o.campaignId) },
                    { key: "age", label: t("orders.age"), value: (o) => (["shipped", "cancelled"].includes(o.state) ? null : Math.round((Date.now() - Date.parse(o.orderedAt)) / 3_600_000)), right: true },
                    { key: "id", label: t("orders.number"), value: (o) => o.id, hidden: true },
                    { key: "problem", label: t("orders.problem"), wide: true, value: (o) => o.problem },
                ]}
            />
            <Dialog title={t("orders.new")} opened={entering} onClose={() => setEntering(false)}>
                <Enter campaigns={campaigns.options} onDone={(id) => go("/orders/" + id)} onCancel={() => setEntering(false)} />
            </Dialog>
        </Screen>
    );
}
