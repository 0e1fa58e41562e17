import { ContactName, DataTable, Door, EmptyState, Fault, type Schemas, Screen, StateBadge, StateSwitch, useCampaigns, useGet, usePages, useTexts, useView } from "@rejoinder/console";

type Message = Schemas["Message"];
type Incoming = Schemas["Incoming"];
type Figure = Schemas["SmsFigure"];

const kStates = ["", "sent", "delivered", "undelivered", "failed", "held", "waiting", "sending"];
const colours = { delivered: "teal", undelivered: "orange", failed: "red", held: "red", sent: "blue" };

function Sent() {
    const { t, moment, word, whole } = useTexts();
    const campaigns = useCampaigns();
    const [state, setState] = useView("state");
    const list = usePages("/sms-messages", { state: state || undefined });
    return (
        <>
            <Fault error={list.error} />
            <StateSwitch group="smsState" states={kStates} value={state} onChange={setState} />
            <DataTable<Message>
                name="sms-messages"
                label={t("sms.sent")}
                rows={list.rows}
                rowKey={(m) => m.id}
                loading={list.isLoading}
                more={list.more}
                empty={<EmptyState title={t("sms.noneSent")} hint={t("sms.noneSentHint")} />}
                columns={[
                    { key: "at", label: t("sms.at"), value: (m) => m.createdAt, show: (m) => moment(m.sentAt ?? m.createdAt) },
                    { key: "to", label: t("sms.to"), width: 170, value: (m) => m.recipient, show: (m) => (m.contactId ? <ContactName id={m.contactId} /> : m.recipient) },
                    { key: "campaign", label: t("field.campaignId"), wide: true, value: (m) => (m.campaignId ? campaigns.name(m.campaignId) : t("sms.answer")) },
                    { key: "text", label: t("sms.text"), width: 320, value: (m) => m.content },
                    { key: "segments", label: t("sms.segments"), value: (m) => m.segments, show: (m) => whole(m.segments), right: true },
                    { key: "state", label: t("field.state"), value: (m) => word("smsState", m.state), show: (m) => <StateBadge group="smsState" value={m.state} colours={colours} /> },
                    { key: "note", label: t("sms.note"), wide: true, value: (m) => m.note },
                ]}
            />
        </>
    );
}

function Received() {
    const { t, moment, word } = useTexts();
    const [kind, setKind] = useView("kind");
    const list = usePages("/incoming-sms", { kind: kind || undefined });
    return (
        <>
            <Fault error={list.error} />
            <StateSwitch group="smsKind" states={["", "reply", "stop"]} value={kind} onChange={setKind} />
            <DataTable<Incoming>
                name="incoming-sms"
                label={t("sms.received")}
                rows={list.rows}
                rowKey={(m) => m.id}
                loading={list.isLoading}
                more={list.more}
                empty={<EmptyState title={t("sms.noneReceived")} hint={t("sms.noneReceivedHint")} />}
                columns={[
                    { key: "at", label: t("sms.at"), value: (m) => m.receivedAt, show: (m) => moment(m.receivedAt) },
                    { key: "from", label: t("sms.from"), width: 170, value: (m) => m.sender, show: (m) => (m.contactId ? <ContactName id={m.contactId} /> : m.sender) },
                    { key: "text", label: t("sms.text"), width: 320, value: (m) => m.content },
                    { key: "kind", label: t("sms.kind"), value: (m) => word("smsKind", m.kind), show: (m) => <StateBadge group="smsKind" value={m.kind} colours={{ stop: "orange" }} /> },
                    { key: "matched", label: t("sms.matched"), value: (m) => word("smsMatched", m.matched) },
                    {
                        key: "became", label: t("sms.became"), value: (m) => (m.responseId ? "response" : m.clearingId ? "clearing" : ""),
                        show: (m) => (m.responseId ? <Door to={"/responses/" + m.responseId} size="sm">{t("sms.response")}</Door> : m.clearingId ? <Door to="/clearing" size="sm">{t("clearing.title")}</Door> : "–"),
                    },
                ]}
            />
        </>
    );
}

function Figures() {
    const { t, whole } = useTexts();
    const campaigns = useCampaigns();
    const { data, error, isLoading } = useGet("/sms-figures");
    const counted = ["messages", "segments", "sent", "delivered", "undelivered", "failed", "held"] as const;
    return (
        <>
            <Fault error={error} />
            <DataTable<Figure>
                name="sms-figures"
                label={t("sms.figures")}
                rows={data?.items ?? []}
                rowKey={(f) => f.campaignId}
                loading={isLoading}
                empty={<EmptyState title={t("sms.noneSent")} hint={t("sms.noneSentHint")} />}
                columns={[
                    { key: "campaign", label: t("field.campaignId"), value: (f) => campaigns.name(f.campaignId) },
                    ...counted.map((key) => ({ key, label: t(key === "messages" || key === "segments" ? "sms." + key : "smsState." + key), value: (f: Figure) => f[key], show: (f: Figure) => whole(f[key]), right: true })),
                    { key: "cost", label: t("sms.cost"), value: (f) => f.cost, right: true },
                ]}
            />
        </>
    );
}

const views = { sent: Sent, received: Received, figures: Figures };

/** What went out by SMS, what came back, what came of it. */
export default function Sms() {
    const { t } = useTexts();
    const [view, setView] = useView("view", "sent");
    const View = views[view as keyof typeof views] ?? Sent;
    return (
        <Screen title={t("sms.title")} hint={t("sms.hint")}>
            <StateSwitch group="smsView" states={Object.keys(views)} value={view} onChange={setView} />
            <View />
        </Screen>
    );
}
