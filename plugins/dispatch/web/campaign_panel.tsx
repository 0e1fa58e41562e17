import { Text } from "@mantine/core";
import { Door, StateBadge, useGet, useTexts } from "@rejoinder/console";

export default function CampaignPanel(props: { campaignId: string }) {
    const { t, whole, word } = useTexts();
    const { data } = useGet("/waves", { query: { campaignId: props.campaignId, limit: 100 } as never });
    if (data && (data.items ?? []).length === 0) return <Text size="sm" c="dimmed">{t("waves.empty")}</Text>;
    return (
        <div>
            {(data?.items ?? []).map((w) => (
                <div key={w.id}>
                    <Door to={"/waves/" + w.id}>{w.name}</Door> <StateBadge group="wave" value={w.state} /> <Text span size="sm" className="figures">{whole(w.pieces)} · {word("channel", w.channel)}</Text>
                </div>
            ))}
        </div>
    );
}
