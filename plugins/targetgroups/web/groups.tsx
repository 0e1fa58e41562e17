import { Button } from "@mantine/core";
import { api, DataTable, Dialog, EmptyState, Fault, Form, refresh, Screen, StateBadge, useCampaigns, useGo, useMe, usePages, useTexts } from "@rejoinder/console";
import { useState } from "react";

export default function Groups() {
    const { t, moment, word } = useTexts();
    const go = useGo();
    const may = useMe().may("targetgroups.write");
    const campaigns = useCampaigns();
    const list = usePages("/target-groups");
    const [making, setMaking] = useState(new URLSearchParams(location.search).has("campaignId"));
    return (
        <Screen title={t("groups.title")} tools={may && <Button size="xs" onClick={() => setMaking(true)}>{t("groups.new")}</Button>}>
            <Fault error={list.error} />
            <DataTable
                name="target-groups"
                label={t("groups.title")}
                rows={[...list.rows].reverse()}
                rowKey={(g) => g.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={(g) => go("/target-groups/" + g.id)}
                empty={<EmptyState title={t("groups.empty")} hint={t("groups.emptyHint")} />}
                columns={[
                    { key: "name", label: t("field.name"), value: (g) => g.name },
                    { key: "campaign", label: t("field.campaignId"), value: (g) => campaigns.name(g.campaignId) },
                    { key: "state", label: t("field.state"), value: (g) => word("groupState", g.state), show: (g) => <StateBadge group="groupState" value={g.state} /> },
                    { key: "members", label: t("groups.members"), value: (g) => g.members, right: true },
                    { key: "frozen", label: t("groups.frozenAt"), value: (g) => g.frozenAt, show: (g) => moment(g.frozenAt) },
                ]}
            />
            <Dialog title={t("groups.new")} opened={making} onClose={() => setMaking(false)}>
                <Form
                    initial={{ campaignId: new URLSearchParams(location.search).get("campaignId") ?? "" }}
                    fields={[
                        { name: "campaignId", kind: "select", required: true, options: campaigns.options, autoFocus: true },
                        { name: "name", required: true },
                    ]}
                    submit={t("shell.save")}
                    onSubmit={async (v) => {
                        const made = await api.post("/target-groups", { body: v as never });
                        await refresh("/target-groups");
                        go("/target-groups/" + made.id);
                    }}
                />
            </Dialog>
        </Screen>
    );
}
