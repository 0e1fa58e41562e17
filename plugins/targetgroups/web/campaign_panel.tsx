import { Text } from "@mantine/core";
import { Door, StateBadge, useGet, useTexts } from "@rejoinder/console";

export default function CampaignPanel(props: { campaignId: string }) {
    const { t, whole } = useTexts();
    const { data } = useGet("/target-groups", { query: { campaignId: props.campaignId, limit: 100 } as never });
    return (
        <div>
            {(data?.items ?? []).map((g) => (
                <div key={g.id}>
                    <Door to={"/target-groups/" + g.id}>{g.name}</Door> <StateBadge group="groupState" value={g.state} /> <Text span size="sm" className="figures">{g.members > 0 && whole(g.members)}</Text>
                </div>
            ))}
            <Door to={"/target-groups?campaignId=" + props.campaignId} size="sm">+ {t("groups.new")}</Door>
        </div>
    );
}
