import { ContactName, DataTable, Door, Facts, Fault, Panel, Screen, Slot, useCampaigns, useGet, useId, useTexts } from "@rejoinder/console";
import { Reason } from "./reason";
import { useTypeName } from "./type_name";

export default function Response() {
    const { t, word, moment, percent } = useTexts();
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
                                [t("responses.why"), <Reason key="why" credit={data.credits?.find((c) => c.best) ?? data.credits?.[0]} receivedAt={r.receivedAt} windowDays={data.windowDays} />],
                                [t("responses.segment"), r.segment],
                            ]}
                        />
                    </Panel>
                    {(data.credits ?? []).length > 1 && (
                        <DataTable
                            name="credits"
                            label={t("responses.credits")}
                            compact
                            rows={data.credits ?? []}
                            rowKey={(c) => `${c.campaignId}${c.cellId}${c.pieceId}`}
                            columns={[
                                { key: "campaign", label: t("field.campaignId"), value: (c) => campaigns.name(c.campaignId) },
                                { key: "attribution", label: t("responses.attribution"), value: (c) => word("attribution", c.attribution) },
                                { key: "why", label: t("responses.why"), value: (c) => c.reason, show: (c) => <Reason credit={c} receivedAt={r.receivedAt} windowDays={data.windowDays} /> },
                                { key: "best", label: t("credit.best"), value: (c) => (c.best ? 1 : 0), right: true },
                                { key: "share", label: t("credit.fractional"), value: (c) => c.share, show: (c) => percent(c.share), right: true },
                                { key: "multiple", label: t("credit.multiple"), value: () => 1, right: true },
                            ]}
                        />
                    )}
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
                            { key: "fields", label: t("types.fields"), value: (c) => Object.entries(c.fields ?? {}).map(([k, v]) => `${k}: ${v}`).join(", ") },
                            { key: "outcome", label: t("responses.outcome"), value: (c) => t(c.withdrawn ? "responses.withdrawn" : "desk.outcome." + c.outcome) },
                            { key: "note", label: t("field.note"), value: (c) => c.note },
                        ]}
                    />
                    <Slot name="response" context={{ responseId: id }} />
                </>
            )}
        </Screen>
    );
}
