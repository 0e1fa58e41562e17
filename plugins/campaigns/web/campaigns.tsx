import { Button } from "@mantine/core";
import { api, DataTable, Dialog, EmptyState, Fault, Form, mainUnits, refresh, Screen, StateBadge, useGet, useGo, useMe, usePages, useTexts } from "@rejoinder/console";
import { useState } from "react";
import { useCampaignFields } from "./campaign_fields";

export default function Campaigns() {
    const { t, day, money, word } = useTexts();
    const go = useGo();
    const may = useMe().may("campaigns.write");
    const list = usePages("/campaigns");
    const offers = useGet("/offers", { query: { limit: 200 } as never });
    const [making, setMaking] = useState(false);
    const fields = useCampaignFields(true, offers.data?.items ?? []);
    const add = may && <Button size="xs" onClick={() => setMaking(true)}>{t("campaigns.new")}</Button>;
    return (
        <Screen title={t("campaigns.title")} tools={add}>
            <Fault error={list.error} />
            <DataTable
                name="campaigns"
                label={t("campaigns.title")}
                rows={[...list.rows].reverse()}
                rowKey={(c) => c.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={(c) => go("/campaigns/" + c.id)}
                empty={<EmptyState title={t("campaigns.empty")} hint={t("campaigns.emptyHint")}>{add}</EmptyState>}
                columns={[
                    { key: "name", label: t("field.name"), value: (c) => c.name },
                    { key: "code", label: t("field.code"), wide: true, value: (c) => c.code },
                    { key: "state", label: t("field.state"), value: (c) => word("campaign", c.state), show: (c) => <StateBadge group="campaign" value={c.state} /> },
                    { key: "starts", label: t("field.startsOn"), value: (c) => c.startsOn, show: (c) => day(c.startsOn) },
                    { key: "ends", label: t("field.endsOn"), wide: true, value: (c) => c.endsOn, show: (c) => day(c.endsOn) },
                    { key: "budget", label: t("field.budgetMinor"), wide: true, value: (c) => mainUnits(c.budgetMinor, c.currency), show: (c) => money(c.budgetMinor, c.currency, 0), right: true },
                    { key: "description", label: t("field.description"), wide: true, value: (c) => c.description },
                ]}
            />
            <Dialog title={t("campaigns.new")} opened={making} onClose={() => setMaking(false)} size="xl">
                <Form
                    draft="campaign"
                    wide
                    initial={{ currency: "CHF", cells: [{ code: "A", channel: "letter", costPerPiece: "0.90", holdOut: false }] }}
                    fields={fields}
                    submit={t("shell.save")}
                    onCancel={() => setMaking(false)}
                    onSubmit={async (v) => {
                        const made = await api.post("/campaigns", { body: v as never });
                        await refresh("/campaigns");
                        go("/campaigns/" + made.id);
                    }}
                />
            </Dialog>
        </Screen>
    );
}
