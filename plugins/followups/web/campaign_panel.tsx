import { Text } from "@mantine/core";
import { Door, useGet, useTexts } from "@rejoinder/console";
import { sentence } from "./sentence";

export default function CampaignPanel(props: { campaignId: string }) {
    const x = useTexts();
    const { data } = useGet("/follow-up-rules", { query: { campaignId: props.campaignId, limit: 50 } as never });
    if (data && (data.items ?? []).length === 0) return <Text size="sm" c="dimmed">{x.t("followups.none")}</Text>;
    return (
        <div>
            {(data?.items ?? []).map((r) => (
                <div key={r.id}>
                    <Door to={"/follow-ups/" + r.id}>{r.name}</Door> <Text span size="xs" c="dimmed">{sentence(x, r)}</Text>
                </div>
            ))}
        </div>
    );
}
