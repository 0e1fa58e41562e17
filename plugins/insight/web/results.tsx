import { DataTable, EmptyState, Screen, StateBadge, useCampaigns, useGo, useTexts } from "@rejoinder/console";

export default function Results() {
    const { t, day, word } = useTexts();
    const go = useGo();
    const campaigns = useCampaigns();
    const rows = [...campaigns.items].reverse().filter((c) => c.state === "running" || c.state === "finished");
    return (
        <Screen title={t("results.title")}>
            <DataTable
                name="results"
                label={t("results.title")}
                rows={rows}
                rowKey={(c) => c.id}
                onOpen={(c) => go("/results/" + c.id)}
                empty={<EmptyState title={t("results.empty")} hint={t("results.emptyHint")} />}
                columns={[
                    { key: "name", label: t("field.name"), value: (c) => c.name },
                    { key: "code", label: t("field.code"), value: (c) => c.code },
                    { key: "state", label: t("field.state"), value: (c) => word("campaign", c.state), show: (c) => <StateBadge group="campaign" value={c.state} /> },
                    { key: "starts", label: t("field.startsOn"), value: (c) => c.startsOn, show: (c) => day(c.startsOn) },
                ]}
            />
        </Screen>
    );
}
