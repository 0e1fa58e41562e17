import { NativeSelect } from "@mantine/core";
import { ContactName, DataTable, EmptyState, Fault, Screen, StateBadge, useCampaigns, useEvents, refresh, useGo, usePages, useTexts, useView } from "@rejoinder/console";
import { useTypeName } from "./type_name";

export default function Responses() {
    const { t, word, moment } = useTexts();
    const go = useGo();
    const campaigns = useCampaigns();
    const typeName = useTypeName();
    const [campaignId, setCampaign] = useView("campaignId");
    const list = usePages("/responses", { newest: true, campaignId });
    useEvents(["responses.response-captured"], () => void refresh("/responses"));
    return (
        <Screen title={t("responses.title")}>
            <Fault error={list.error} retry={() => void list.refetch()} />
            <DataTable
                name="responses"
                label={t("responses.title")}
                rows={list.rows}
                rowKey={(r) => r.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={(r) => go("/responses/" + r.id)}
                empty={<EmptyState title={t("responses.empty")} hint={t("responses.emptyHint")} />}
                tools={
                    <NativeSelect
                        size="xs"
                        aria-label={t("field.campaignId")}
                        value={campaignId}
                        data={[{ value: "", label: t("shell.all") }, ...campaigns.options]}
                        onChange={(e) => setCampaign(e.currentTarget.value)}
                    />
                }
                columns={[
                    { key: "receivedAt", label: t("responses.received"), value: (r) => r.receivedAt, show: (r) => moment(r.receivedAt) },
                    { key: "type", label: t("responses.type"), value: (r) => typeName(r.type) },
                    { key: "reaction", label: t("responses.reaction"), wide: true, value: (r) => word("reaction", r.reaction), show: (r) => <StateBadge group="reaction" value={r.reaction} /> },
                    { key: "contact", label: t("field.contactId"), width: 200, value: (r) => r.contactId, show: (r) => <ContactName id={r.contactId} /> },
                    { key: "channel", label: t("field.channel"), wide: true, value: (r) => word("channel", r.channel) },
                    { key: "campaign", label: t("field.campaignId"), wide: true, value: (r) => campaigns.name(r.campaignId) },
                    { key: "attribution", label: t("responses.attribution"), wide: true, value: (r) => word("attribution", r.attribution) },
                    { key: "late", label: t("responses.lateColumn"), wide: true, value: (r) => t(r.late ? "shell.yes" : "shell.no") },
                    { key: "segment", label: t("responses.segment"), value: (r) => r.segment, hidden: true },
                    { key: "captures", label: t("responses.captures"), wide: true, value: (r) => r.captures, right: true },
                ]}
            />
        </Screen>
    );
}
