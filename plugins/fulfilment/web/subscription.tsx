import { Alert, Button } from "@mantine/core";
import { ActButton, api, choices, ContactName, DataTable, Dialog, Door, Facts, Fault, Form, mainUnits, Panel, refresh, Screen, StateBadge, useCampaigns, useGet, useGo, useId, useMe, useTexts, type Values } from "@rejoinder/console";
import { useState } from "react";
import { said } from "./said";
import { subscriptionColours, useLinesField, useRhythm } from "./subscription_model";

/** A subscription: its rhythm, what it holds, the orders it made, and what may be done with it. */
export default function SubscriptionPage() {
    const x = useTexts();
    const { t, day, money, word } = x;
    const id = useId();
    const go = useGo();
    const me = useMe();
    const rhythm = useRhythm();
    const lines = useLinesField();
    const campaigns = useCampaigns(me.may("campaigns.read"));
    const { data, error } = useGet("/subscriptions/{id}", { path: { id } });
    const [dialog, setDialog] = useState<"hold" | "change" | "cancel">();
    const s = data?.subscription;
    const open = !!s && ["active", "held"].includes(s.state);
    const change = async (body: Values, version = data!.version) => {
        await api.patch("/subscriptions/{id}", { path: { id }, version, body: body as never });
        setDialog(undefined);
        await refresh("/subscriptions", "/orders", "/stock");
    };
    const close = () => setDialog(undefined);
    return (
        <Screen
            title={t("subscriptions.one")}
            hint={s && <>{id} · <StateBadge group="subscription" value={s.state} colours={subscriptionColours} /></>}
            back={{ to: "/subscriptions", label: t("subscriptions.title") }}
            tools={
                open && me.may("fulfilment.order") && (
                    <>
                        <Button size="xs" variant="default" onClick={() => setDialog("change")}>{t("subscriptions.change")}</Button>
                        {s.heldBy !== "person" && <Button size="xs" variant="default" onClick={() => setDialog("hold")}>{t("holds.hold")}</Button>}
                        {s.state === "held" && <ActButton label={t("subscriptions.goOn")} act={() => change({ state: "active" })} done={t("shell.saved")} />}
                        <Button size="xs" variant="default" onClick={() => setDialog("cancel")}>{t("subscriptions.cancel")}</Button>
                    </>
                )
            }
        >
            <Fault error={error} />
            {s?.state === "held" && (
                <Alert color="orange" title={word("heldBy", s.heldBy)} role="status">
                    {s.reason}
                    {s.heldUntil && " · " + t("subscriptions.heldUntilDay", { day: day(s.heldUntil) })}
                </Alert>
            )}
            {s && (
                <>
                    <Panel>
                        <Facts
                            items={[
                                [t("field.contactId"), <Door key="c" to={"/contacts/" + s.contactId}><ContactName id={s.contactId} /></Door>],
                                [t("subscriptions.rhythm"), rhythm(s)],
                                [t("subscriptions.next"), s.nextDay ? day(s.nextDay) : "–"],
                                [t("subscriptions.made"), s.deliveries ? `${s.delivered} / ${s.deliveries}` : String(s.delivered)],
                                [t("subscriptions.untilDay"), s.untilDay ? day(s.untilDay) : "–"],
                                [t("field.campaignId"), s.campaignId ? campaigns.name(s.campaignId) : "–"],
                                [t("orders.response"), s.responseId ? <Door key="r" to={"/responses/" + s.responseId}>{s.responseId}</Door> : "–"],
                                ...(s.state === "cancelled" ? [[t("field.reason"), s.reason || "–"] as [string, string]] : []),
                                [t("field.note"), s.note],
                            ]}
                        />
                    </Panel>
                    <DataTable
                        name="subscription-lines"
                        label={t("orders.lines")}
                        compact
                        rows={data.lines ?? []}
                        rowKey={(l) => String(l.position)}
                        columns={[
                            { key: "sku", label: t("field.sku"), value: (l) => l.sku },
                            { key: "name", label: t("field.name"), value: (l) => l.name },
                            { key: "quantity", label: t("orders.quantity"), value: (l) => l.quantity, right: true },
                            { key: "price", label: t("items.price"), value: (l) => (l.unitPriceMinor == null ? null : mainUnits(l.unitPriceMinor, s.currency)), show: (l) => (l.unitPriceMinor == null ? t("subscriptions.dayPrice") : money(l.unitPriceMinor, s.currency)), right: true },
                        ]}
                    />
                    <Panel title={t("orders.title")}>
                        <DataTable
                            name="subscription-orders"
                            label={t("orders.title")}
                            compact
                            rows={data.orders ?? []}
                            rowKey={(o) => o.orderId}
                            onOpen={(o) => go("/orders/" + o.orderId)}
                            columns={[
                                { key: "number", label: t("subscriptions.number"), value: (o) => o.number, right: true },
                                { key: "due", label: t("subscriptions.due"), value: (o) => o.dueDay, show: (o) => day(o.dueDay) },
                                { key: "state", label: t("field.state"), value: (o) => word("order", o.state), show: (o) => <><StateBadge group="order" value={o.state} /> {o.held && <StateBadge group="order" value="held" />}</> },
                                { key: "value", label: t("orders.value"), value: (o) => mainUnits(o.valueMinor, o.currency), show: (o) => money(o.valueMinor, o.currency), right: true },
                                { key: "order", label: t("orders.number"), wide: true, value: (o) => o.orderId, show: (o) => <Door to={"/orders/" + o.orderId}>{o.orderId}</Door> },
                            ]}
                        />
                    </Panel>
                </>
            )}
            <Dialog title={t("subscriptions.hold")} opened={dialog === "hold"} onClose={close}>
                <Form
                    fields={[
                        { name: "reason", label: t("field.reason"), required: true, autoFocus: true, width: 3 },
                        { name: "heldUntil", label: t("subscriptions.heldUntil"), hint: t("subscriptions.heldHint"), kind: "date", width: 3 },
                    ]}
                    submit={t("holds.hold")}
                    onCancel={close}
                    onSubmit={(v) => change({ state: "held", ...said(v) })}
                />
            </Dialog>
            <Dialog title={t("subscriptions.cancel")} opened={dialog === "cancel"} onClose={close}>
                <Form
                    fields={[{ name: "reason", label: t("field.reason"), hint: t("subscriptions.cancelHint"), autoFocus: true, width: 3 }]}
                    submit={t("subscriptions.cancel")}
                    onCancel={close}
                    onSubmit={(v) => change({ state: "cancelled", ...said(v) })}
                />
            </Dialog>
            <Dialog title={t("subscriptions.change")} opened={dialog === "change"} onClose={close}>
                {s && (
                    <Form
                        initial={{ every: s.every, period: s.period, nextDay: s.nextDay, deliveries: s.deliveries, untilDay: s.untilDay, lines: (data.lines ?? []).map((l) => ({ sku: l.sku, quantity: l.quantity, unitPriceMinor: l.unitPriceMinor })) }}
                        fields={[
                            { ...lines, autoFocus: true },
                            { name: "every", label: t("subscriptions.every"), kind: "number", required: true },
                            { name: "period", label: t("subscriptions.period"), kind: "select", required: true, options: choices("period", ["days", "months"])(x) },
                            { name: "nextDay", label: t("subscriptions.next"), kind: "date" },
                            { name: "deliveries", label: t("subscriptions.deliveries"), hint: t("subscriptions.endless"), kind: "number" },
                            { name: "untilDay", label: t("subscriptions.untilDay"), kind: "date" },
                        ]}
                        submit={t("shell.save")}
                        version={data.version}
                        onCancel={close}
                        onSubmit={(v, version) => {
                            const before: Values = { every: s.every, period: s.period, nextDay: s.nextDay, deliveries: s.deliveries, untilDay: s.untilDay };
                            const kept = said({ ...v, lines: (v.lines as Values[]).map(said) });
                            // Only what is another now: the day that stands there may be over while it is held.
                            const changed = Object.fromEntries(Object.entries(kept).filter(([k, value]) => k === "lines" || value !== before[k]));
                            return change(s.untilDay && !v.untilDay ? { ...changed, openEnded: true } : changed, version);
                        }}
                    />
                )}
            </Dialog>
        </Screen>
    );
}
