import { Button } from "@mantine/core";
import { api, DataTable, Dialog, EmptyState, Fault, Form, outgoing, refresh, Screen, useCampaigns, useGet, useGo, useMe, usePages, useTexts } from "@rejoinder/console";
import { useState } from "react";
import { sentence } from "./sentence";

export default function Rules() {
    const x = useTexts();
    const { t, word, has } = x;
    const go = useGo();
    const may = useMe().may("followups.write");
    const campaigns = useCampaigns();
    const list = usePages("/follow-up-rules");
    const types = useGet("/response-types", { stale: 300_000 });
    const [making, setMaking] = useState(false);
    const answers = [
        { value: "", label: "–" },
        { value: "*", label: t("fact.responses.responded") },
        ...(types.data?.items ?? []).map((r) => ({ value: r.key, label: has("responseType." + r.key) ? t("responseType." + r.key) : r.name })),
    ];
    const condition = (v: unknown) => (!v ? [] : v === "*" ? [{ fact: "responses.responded", comparison: "exists", values: [] }] : [{ fact: "responses.type", comparison: "is", values: [v] }]);
    return (
        <Screen title={t("followups.title")} tools={may && <Button size="xs" onClick={() => setMaking(true)}>{t("followups.new")}</Button>}>
            <Fault error={list.error} />
            <DataTable
                name="follow-up-rules"
                label={t("followups.title")}
                rows={list.rows}
                rowKey={(r) => r.id}
                loading={list.isLoading}
                onOpen={(r) => go("/follow-ups/" + r.id)}
                empty={<EmptyState title={t("followups.empty")} hint={t("followups.emptyHint")} />}
                columns={[
                    { key: "name", label: t("field.name"), value: (r) => r.name },
                    { key: "campaign", label: t("field.campaignId"), value: (r) => campaigns.name(r.campaignId) },
                    { key: "sentence", label: t("followups.rule"), value: (r) => sentence(x, r) },
                    { key: "channel", label: t("field.channel"), value: (r) => word("channel", r.channel) },
                    { key: "active", label: t("field.active"), value: (r) => t(r.active ? "shell.yes" : "shell.no") },
                ]}
            />
            <Dialog title={t("followups.new")} opened={making} onClose={() => setMaking(false)} size="xl">
                <Form
                    draft="follow-up"
                    wide
                    initial={{ channel: "email", waitDays: 14 }}
                    fields={[
                        { name: "campaignId", kind: "select", required: true, options: campaigns.options, autoFocus: true },
                        { name: "name", required: true },
                        { name: "did", label: t("followups.did"), kind: "select", options: answers },
                        { name: "didNot", label: t("followups.didNot"), kind: "select", options: answers },
                        { name: "waitDays", label: t("followups.wait"), kind: "number" },
                        { name: "channel", kind: "select", required: true, options: outgoing(x) },
                        { name: "content.subject" },
                        { name: "content.text", kind: "area", rows: 6 },
                        { name: "content.senderName" },
                        { name: "content.senderAddress" },
                    ]}
                    submit={t("shell.save")}
                    onCancel={() => setMaking(false)}
                    onSubmit={async (v) => {
                        const made = await api.post("/follow-up-rules", { body: { content: {}, ...v, did: condition(v.did), didNot: condition(v.didNot) } as never });
                        await refresh("/follow-up");
                        go("/follow-ups/" + made.id);
                    }}
                />
            </Dialog>
        </Screen>
    );
}
