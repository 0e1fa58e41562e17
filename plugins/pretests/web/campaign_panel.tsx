import { Text } from "@mantine/core";
import { Door, StateBadge, useGet, useTexts } from "@rejoinder/console";

export default function CampaignPanel(props: { campaignId: string }) {
    const { t } = useTexts();
    const { data } = useGet("/pre-tests", { query: { campaignId: props.campaignId, limit: 50 } as never });
    if (data && (data.items ?? []).length === 0) return <Text size="sm" c="dimmed">{t("pretests.none")}</Text>;
    return (
        <div>
            {(data?.items ?? []).map((p) => (
                <div key={p.id}><Door to={"/pre-tests/" + p.id}>{p.name}</Door> <StateBadge group="pretest" value={p.state} /></div>
            ))}
        </div>
    );
}
