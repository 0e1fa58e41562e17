import { Stack, Text } from "@mantine/core";
import { Door, StateBadge, useCampaigns, useTexts } from "@rejoinder/console";

/** Campaigns that run, and plans that wait for their approval. */
export default function StartPanel() {
    const { t } = useTexts();
    const campaigns = useCampaigns().items.filter((c) => ["draft", "approved", "running"].includes(c.state));
    if (campaigns.length === 0) return <Text size="sm" c="dimmed">{t("campaigns.noneRunning")}</Text>;
    return (
        <Stack gap={6}>
            {campaigns.map((c) => (
                <div key={c.id}>
                    <Door to={"/campaigns/" + c.id}>{c.name}</Door> <StateBadge group="campaign" value={c.state} />
                </div>
            ))}
        </Stack>
    );
}
