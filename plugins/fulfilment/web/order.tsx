import { Alert, Button } from "@mantine/core";
import { ActButton, api, ContactName, DataTable, Dialog, Door, Facts, Fault, Form, mainUnits, Panel, refresh, type Schemas, Screen, StateBadge, useGet, useId, useMe, useTexts } from "@rejoinder/console";
import { type ReactNode, useState } from "react";
import { CreditOfOrder } from "./credit_panel";
import { HoldDialog, HoldsOfOrder } from "./holds";
import { InvoicesOfOrder } from "./invoice_panel";
import { ChangeAddress, ChangeLines, ChangePayment, ChangesOfOrder } from "./order_changes";

/** What may follow a state, in the order of the work. */
const next: Record<string, string[]> = { entered: ["cancelled"], reserved: ["picked", "cancelled"], backOrdered: ["cancelled"], picked: ["packed"], packed: [] };

export default function OrderPage() {
    const { t, moment, money, word } = useTexts();
    const id = useId();
    const me = useMe();
    const { data, error } = useGet("/orders/{id}", { path: { id } });
    const [shipping, setShipping] = useState(false);
    const [dialog, setDialog] = useState<"hold" | "lines" | "address" | "payment">();
    const subscription = useGet("/subscriptions", { query: { orderId: id } as never }).data?.items?.[0];
    const o = data?.order;
    const mayChange = !!o && me.may("fulfilment.order") && !["shipped", "cancelled"].includes(o.state);
    const close = () => setDialog(undefined);
    const move = (state: string) =>
        api.patch("/orders/{id}", { path: { id }, version: data!.version, body: { state: state as "picked" } }).then(() => refresh("/orders", "/stock"));
    const putBack = (lineId: string) => api.remove("/orders/{id}/picks/{lineId}", { path: { id, lineId } }).then(() => refresh("/orders", "/stock", "/lots", "/pick-batches"));
    return (
        <Screen
            title={t("orders.one")}
            hint={o && <>{id} · <StateBadge group="order" value={o.state} /> {o.held && <StateBadge group="order" value="held" />}</>}
            back={{ to: "/orders", label: t("orders.title") }}
            tools={
                o && (mayChange || me.may("fulfilment.work")) && (
                    <>
                        {mayChange && o.state !== "packed" && <Button size="xs" variant="default" onClick={() => setDialog("lines")}>{t("orders.change")}</Button>}
                        {mayChange && <Button size="xs" variant="default" onClick={() => setDialog("address")}>{t("orders.otherAddress")}</Button>}
                        {mayChange && <Button size="xs" variant="default" onClick={() => setDialog("payment")}>{t("orders.payment")}</Button>}
                        {mayChange && !o.held && <Button size="xs" variant="default" onClick={() => setDialog("hold")}>{t("holds.hold")}</Button>}
                        {me.may("fulfilment.work") && (next[o.state] ?? []).filter((s) => s === "cancelled" || !o.held).map((s) => (
                            <ActButton key={s} label={t("orders.to." + s)} act={() => move(s)} sure={s === "cancelled" ? t("orders.cancelSure") : undefined} done={t("shell.saved")} />
                        ))}
                        {me.may("fulfilment.work") && !o.held && ["picked", "packed"].includes(o.state) && <Button size="xs" onClick={() => setShipping(true)}>{t("orders.ship")}</Button>}
                    </>
                )
            }
        >
            <Fault error={error} />
            {o?.problem && <Alert color="orange">{o.problem}</Alert>}
            <HoldsOfOrder holds={data?.holds ?? []} />
            {o && (
                <>
                    <Panel>
                        <Facts
                            items={[
                                [t("field.contactId"), <Door key="c" to={"/contacts/" + o.contactId}><ContactName id={o.contactId} /></Door>],
                                [t("orders.ordered"), moment(o.orderedAt)],
                                [t("orders.value"), money(o.valueMinor, o.currency)],
                                ...(data.shipping
                                    ? ([
                                          [data.shipping.name || t("orders.shippingCharge"), money(data.shipping.amountMinor, o.currency)],
                                          [t("orders.total"), money(o.valueMinor + data.shipping.amountMinor, o.currency)],
                                      ] as [string, ReactNode][])
                                    : []),
                                [t("orders.payment"), word("paymentKind", data.payment.kind) + (data.payment.reference ? " · " + data.payment.reference : "")],
                                [t("orders.response"), o.responseId ? <Door key="r" to={"/responses/" + o.responseId}>{o.responseId}</Door> : "–"],
                                ...(subscription ? [[t("subscriptions.one"), <Door key="s" to={"/subscriptions/" + subscription.id}>{subscription.id}</Door>] as [string, ReactNode]] : []),
                                [t("field.note"), o.note],
                            ]}
                        />
                    </Panel>
                    <DataTable
                        name="order-lines"
                        label={t("orders.lines")}
                        compact
                        rows={data.lines ?? []}
                        rowKey={(l) => l.id}
                        columns={[
                            { key: "sku", label: t("field.sku"), value: (l) => l.sku },
                            { key: "name", label: t("field.name"), value: (l) => l.name + (l.role === "ordered" ? "" : " · " + word("lineRole", l.role)) + (l.insteadOf ? " · " + t("orders.insteadOf", { sku: l.insteadOf }) : "") },
                            { key: "bin", label: t("items.bin"), value: (l) => l.bin },
                            { key: "ordered", label: t("orders.orderedQuantity"), value: (l) => l.ordered, right: true },
                            { key: "reserved", label: t("order.reserved"), value: (l) => l.reserved, right: true },
                            { key: "picked", label: t("order.picked"), value: (l) => l.picked, right: true },
                            { key: "back", label: t("order.backOrdered"), value: (l) => l.backOrdered, right: true },
                            { key: "shipped", label: t("order.shipped"), value: (l) => l.shipped, right: true },
                            ...((data.lines ?? []).some((l) => l.cancelled > 0) ? [{ key: "cancelled", label: t("order.cancelled"), value: (l: Schemas["Line"]) => l.cancelled, right: true }] : []),
                            { key: "price", label: t("items.price"), value: (l) => mainUnits(l.unitPriceMinor, o.currency), show: (l) => money(l.unitPriceMinor, o.currency), right: true },
                            ...(me.may("fulfilment.work") && (data.lines ?? []).some((l) => l.picked > 0)
                                ? [{ key: "act", label: t("orders.putBack"), value: () => "", show: (l: Schemas["Line"]) => l.picked > 0 && <ActButton label={t("orders.putBack")} size="compact-xs" act={() => putBack(l.id)} done={t("shell.saved")} /> }]
                                : []),
                        ]}
                    />
                    {(data.shortPicks ?? []).length > 0 && (
                        <Panel title={t("orders.shortPicks")}>
                            <DataTable
                                name="order-short-picks"
                                label={t("orders.shortPicks")}
                                compact
                                rows={data.shortPicks ?? []}
                                rowKey={(p) => p.id}
                                columns={[
                                    { key: "at", label: t("field.at"), value: (p) => p.reportedAt, show: (p) => moment(p.reportedAt) },
                                    { key: "sku", label: t("field.sku"), value: (p) => p.sku },
                                    { key: "quantity", label: t("pick.missing"), value: (p) => p.quantity, right: true },
                                    { key: "reason", label: t("field.reason"), value: (p) => word("short", p.reason) },
                                    { key: "refilled", label: t("pick.refilled"), value: (p) => p.refilled, right: true },
                                    { key: "note", label: t("field.note"), value: (p) => p.note },
                                    { key: "by", label: t("stock.by"), value: (p) => p.reportedBy },
                                ]}
                            />
                        </Panel>
                    )}
                    <CreditOfOrder orderId={id} />
                    <InvoicesOfOrder orderId={id} shipped={(data.shipments ?? []).length > 0} open={!["entered", "shipped", "cancelled"].includes(o.state) && o.valueMinor > 0} />
                    <ChangesOfOrder view={data} mayChange={mayChange} />
                    {(data.shipments ?? []).length > 0 && (
                        <Panel title={t("orders.shipments")}>
                            {(data.shipments ?? []).map((s) => (
                                <div key={s.id}>{moment(s.shippedAt)} · {s.carrier || "–"} {s.trackingNumber} · {s.shippedBy}</div>
                            ))}
                        </Panel>
                    )}
                </>
            )}
            {data && mayChange && (
                <>
                    <HoldDialog order={id} opened={dialog === "hold"} onClose={close} />
                    <ChangeLines view={data} opened={dialog === "lines"} onClose={close} />
                    <ChangePayment view={data} opened={dialog === "payment"} onClose={close} />
                    <ChangeAddress view={data} opened={dialog === "address"} onClose={close} />
                </>
            )}
            <Dialog title={t("orders.ship")} opened={shipping} onClose={() => setShipping(false)}>
                <Form
                    fields={[{ name: "carrier", label: t("orders.carrier"), autoFocus: true }, { name: "trackingNumber", label: t("orders.tracking") }]}
                    submit={t("orders.ship")}
                    onSubmit={async (v) => {
                        await api.post("/orders/{id}/shipments", { path: { id }, version: data!.version, body: v as never });
                        setShipping(false);
                        await refresh("/orders", "/stock");
                    }}
                />
            </Dialog>
        </Screen>
    );
}
