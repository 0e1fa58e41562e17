import { Button, Text } from "@mantine/core";
import { api, DataTable, Dialog, EmptyState, Fault, Form, outgoing, refresh, Screen, Slot, StateBadge, useCampaigns, useGet, useGo, useMe, usePages, useTexts } from "@rejoinder/console";
import { useState } from "react";

export default function Waves() {
    const x = useTexts();
    const { t, moment, word } = x;
    const go = useGo();
    const may = useMe().may("dispatch.plan");
    const campaigns = useCampaigns();
    const list = usePages("/waves");
    const groups = useGet("/target-groups", { query: { limit: 200 } as never, enabled: may });
    const [making, setMaking] = useState(false);
    const frozen = (groups.data?.items ?? []).filter((g) => g.state === "frozen").map((g) => ({ value: g.id, label: `${campaigns.name(g.campaignId)}: ${g.name}` }));
    return (
        <Screen title={t("waves.title")} tools={may && <Button size="xs" onClick={() => setMaking(true)}>{t("waves.new")}</Button>}>
            <Fault error={list.error} />
            <DataTable
                name="waves"
                label={t("waves.title")}
                rows={list.rows}
                rowKey={(w) => w.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={(w) => go("/waves/" + w.id)}
                empty={<EmptyState title={t("waves.empty")} hint={t("waves.emptyHint")} />}
                columns={[
                    { key: "name", label: t("field.name"), value: (w) => w.name },
                    { key: "campaign", label: t("field.campaignId"), wide: true, value: (w) => campaigns.name(w.campaignId) },
                    { key: "channel", label: t("field.channel"), wide: true, value: (w) => word("channel", w.channel) },
                    { key: "state", label: t("field.state"), value: (w) => word("wave", w.state), show: (w) => <StateBadge group="wave" value={w.state} /> },
                    { key: "pieces", label: t("field.pieces"), value: (w) => w.pieces, right: true },
                    { key: "followUp", label: t("waves.followUp"), wide: true, value: (w) => t(w.followUp ? "shell.yes" : "shell.no") },
                    { key: "at", label: t("waves.handedOver"), wide: true, value: (w) => w.handedOverAt, show: (w) => moment(w.handedOverAt) },
                ]}
            />
            <Dialog title={t("waves.new")} opened={making} onClose={() => setMaking(false)} size="xl">
                <Text size="sm" c="dimmed" mb="sm">{t("waves.newHint")}</Text>
                <Form
                    draft="wave"
                    wide
                    initial={{ channel: "letter" }}
                    fields={[
                        { name: "name", required: true, autoFocus: true },
                        { name: "targetGroupId", label: t("waves.group"), kind: "select", required: true, options: frozen },
                        { name: "channel", kind: "select", required: true, options: outgoing(x) },
                        { name: "content.subject" },
                        { name: "content.text", kind: "area", rows: 8, hint: t("waves.fields") },
                        { name: "content.html", kind: "area", rows: 4, when: (v) => v.channel === "email" },
                        { name: "content.senderName" },
                        { name: "content.senderAddress" },
                    ]}
                    submit={t("waves.build")}
                    onCancel={() => setMaking(false)}
                    onSubmit={async (v) => {
                        const made = await api.post("/waves", { body: { content: {}, ...v } as never });
                        await refresh("/waves");
                        go("/waves/" + made.id);
                    }}
                >
                    {(v) => <Slot name="wave.content" context={{ channel: v.channel, text: (v.content as { text?: string } | undefined)?.text ?? "" }} quiet />}
                </Form>
            </Dialog>
        </Screen>
    );
}
