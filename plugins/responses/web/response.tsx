import { ContactName, DataTable, Door, Facts, Fault, Panel, Screen, useCampaigns, useGet, useId, useTexts } from "@rejoinder/console";
import { useTypeName } from "./type_name";

export default function Response() {
    const { t, word, moment } = useTexts();
    const id = useId();
    const { data, error } = useGet("/responses/{id}", { path: { id } });
    const campaigns = useCampaigns();
    const typeName = useTypeName();
    const r = data?.response;
    return (
        <Screen title={r ? typeName(r.type) : t("responses.one")} back={{ to: "/responses", label: t("responses.title") }}>
            <Fault error={error} />
            {r && (
                <>
                    <Panel>
                        <Facts
                            items={[
                                [t("responses.received"), moment(r.receivedAt)],
                                [t("field.contactId"), r.contactId ? <Door to={"/contacts/" + r.contactId}><ContactName id={r.contactId} /></Door> : "–"],
                                [t("field.channel"), word("channel", r.channel)],
                                [t("responses.reaction"), word("reaction", r.reaction)],
                                [t("field.campaignId"), r.campaignId ? <Door to={"/campaigns/" + r.campaignId}>{campaigns.name(r.campaignId)}</Door> : "–"],
                                [t("responses.attribution"), word("attribution", r.attribution)],
                                [t("responses.segment"), r.segment],
                            ]}
                        />
                    </Panel>
                    <DataTable
                        name="captures"
                        label={t("responses.captures")}
                        compact
                        rows={data.captures ?? []}
                        rowKey={(c) => c.id}
                        columns={[
                            { key: "at", label: t("responses.captures"), value: (c) => c.capturedAt, show: (c) => moment(c.capturedAt) },
                            { key: "channel", label: t("field.channel"), value: (c) => word("channel", c.channel) },
                            { key: "by", label: t("responses.by"), value: (c) => c.capturedBy },
                            { key: "items", label: t("responses.items"), value: (c) => (c.items ?? []).map((i) => `${i.quantity ?? 1} × ${i.sku}`).join(", ") },
                            { key: "note", label: t("field.note"), value: (c) => c.note },
                        ]}
                    />
                </>
            )}
        </Screen>
    );
}
