import { ContactName, DataTable, EmptyState, Fault, refresh, Screen, StateBadge, StateSwitch, useCampaigns, useEvents, useGo, useMe, usePages, useTexts, useView } from "@rejoinder/console";

const states = ["", "reserved", "backOrdered", "picked", "packed", "shipped", "cancelled"];

export default function Orders() {
    const { t, word, moment, money } = useTexts();
    const go = useGo();
    const campaigns = useCampaigns(useMe().may("campaigns.read"));
    const [state, setState] = useView("state");
    const list = usePages("/orders", { newest: true, state });
    useEvents(["fulfilment.order-shipped"], () => void refresh("/orders"));
    return (
        <Screen title={t("orders.title")}>
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
                empty={<EmptyState title={t("orders.empty")} hint={t("orders.emptyHint")} />}
                columns={[
                    { key: "at", label: t("orders.ordered"), wide: true, value: (o) => o.orderedAt, show: (o) => moment(o.orderedAt) },
                    { key: "contact", label: t("field.contactId"), width: 200, value: (o) => o.contactId, show: (o) => <ContactName id={o.contactId} /> },
                    { key: "state", label: t("field.state"), value: (o) => word("order", o.state), show: (o) => <StateBadge group="order" value={o.state} /> },
                    { key: "value", label: t("orders.value"), value: (o) => o.valueMinor / 100, show: (o) => money(o.valueMinor, o.currency), right: true },
                    { key: "purchase", label: t("orders.kind"), wide: true, value: (o) => t(o.purchase ? "orders.purchase" : "orders.information") },
                    { key: "campaign", label: t("field.campaignId"), wide: true, value: (o) => campaigns.name(o.campaignId) },
                    { key: "age", label: t("orders.age"), value: (o) => (["shipped", "cancelled"].includes(o.state) ? null : Math.round((Date.now() - Date.parse(o.orderedAt)) / 3_600_000)), right: true },
                    { key: "id", label: t("orders.number"), value: (o) => o.id, hidden: true },
                    { key: "problem", label: t("orders.problem"), wide: true, value: (o) => o.problem },
                ]}
            />
        </Screen>
    );
}
