import { Button } from "@mantine/core";
import { api, choices, ContactName, DataTable, Dialog, EmptyState, Fault, Form, refresh, Screen, StateBadge, StateSwitch, useCampaigns, useGo, useMe, usePages, useTexts, useView } from "@rejoinder/console";
import { useState } from "react";
import { said } from "./said";
import { type StandingOrder, subscriptionColours, useLinesField, useRhythm } from "./subscription_model";

const states = ["", "active", "held", "ended", "cancelled"];

function Subscribe(props: { campaigns: { value: string; label: string }[]; onDone: (id: string) => void; onCancel: () => void }) {
    const x = useTexts();
    const { t } = x;
    const lines = useLinesField();
    return (
        <Form
            draft="subscription"
            initial={{ every: 1, period: "months", lines: [{ quantity: 1 }] }}
            fields={[
                { name: "contactId", kind: "contact", required: true, autoFocus: true, width: 3 },
                ...(props.campaigns.length > 0 ? [{ name: "campaignId", kind: "select" as const, options: [{ value: "", label: "–" }, ...props.campaigns], width: 3 as const }] : []),
                lines,
                { name: "every", label: t("subscriptions.every"), kind: "number", required: true },
                { name: "period", label: t("subscriptions.period"), kind: "select", required: true, options: choices("period", ["days", "months"])(x) },
                { name: "firstDay", label: t("subscriptions.firstDay"), hint: t("subscriptions.firstHint"), kind: "date" },
                { name: "deliveries", label: t("subscriptions.deliveries"), hint: t("subscriptions.endless"), kind: "number" },
                { name: "untilDay", label: t("subscriptions.untilDay"), kind: "date" },
                { name: "note", width: 3 },
            ]}
            submit={t("shell.save")}
            onCancel={props.onCancel}
            onSubmit={async (v) => {
                const made = await api.post("/subscriptions", { body: said(v) as never });
                await refresh("/subscriptions", "/orders", "/stock");
                props.onDone(made.id);
            }}
        />
    );
}

/** Orders that repeat: subscriptions and continuity plans. */
export default function Subscriptions() {
    const { t, word, day } = useTexts();
    const go = useGo();
    const me = useMe();
    const rhythm = useRhythm();
    const campaigns = useCampaigns(me.may("campaigns.read"));
    const [state, setState] = useView("state");
    const [campaignId] = useView("campaignId");
    const [entering, setEntering] = useState(false);
    const list = usePages("/subscriptions", { state, campaignId });
    return (
        <Screen title={t("subscriptions.title")} tools={me.may("fulfilment.order") && <Button size="xs" onClick={() => setEntering(true)}>{t("subscriptions.new")}</Button>}>
            <StateSwitch group="subscription" states={states} value={state} onChange={setState} />
            <Fault error={list.error} retry={() => void list.refetch()} />
            <DataTable<StandingOrder>
                name="subscriptions"
                label={t("subscriptions.title")}
                rows={list.rows}
                rowKey={(s) => s.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={(s) => go("/subscriptions/" + s.id)}
                empty={<EmptyState title={t("subscriptions.empty")} hint={t("subscriptions.emptyHint")} />}
                columns={[
                    { key: "contact", label: t("field.contactId"), width: 200, value: (s) => s.contactId, show: (s) => <ContactName id={s.contactId} /> },
                    { key: "state", label: t("field.state"), value: (s) => word("subscription", s.state), show: (s) => <StateBadge group="subscription" value={s.state} colours={subscriptionColours} /> },
                    { key: "rhythm", label: t("subscriptions.rhythm"), value: rhythm },
                    { key: "next", label: t("subscriptions.next"), value: (s) => s.nextDay ?? "", show: (s) => day(s.nextDay) },
                    { key: "made", label: t("subscriptions.made"), value: (s) => s.delivered, show: (s) => (s.deliveries ? `${s.delivered} / ${s.deliveries}` : String(s.delivered)), right: true },
                    { key: "campaign", label: t("field.campaignId"), wide: true, value: (s) => campaigns.name(s.campaignId) },
                    { key: "reason", label: t("field.reason"), wide: true, value: (s) => s.reason },
                ]}
            />
            <Dialog title={t("subscriptions.new")} opened={entering} onClose={() => setEntering(false)}>
                <Subscribe campaigns={campaigns.options} onDone={(id) => go("/subscriptions/" + id)} onCancel={() => setEntering(false)} />
            </Dialog>
        </Screen>
    );
}
