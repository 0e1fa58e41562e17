import { Text } from "@mantine/core";
import { Door, useGet, useTexts } from "@rejoinder/console";

export default function CampaignPanel(props: { campaignId: string; state: string }) {
    const { t, whole, percent, money } = useTexts();
    const sent = props.state === "running" || props.state === "finished";
    const { data: r } = useGet("/insight/campaigns/{id}", { path: { id: props.campaignId }, enabled: sent });
    if (!sent) return <Text size="sm" c="dimmed">{t("results.nothingSent")}</Text>;
    if (!r) return null;
    return (
        <div>
            <Text size="sm" className="figures">
                {t("field.responders")}: {whole(r.contacted.responders)} ({percent(r.contacted.responseRate)}) · {t("field.orders")}: {whole(r.contacted.orders)} · {money(r.contacted.revenueMinor, r.currency, 0)}
            </Text>
            <Door to={"/results/" + props.campaignId}>{t("results.open")}</Door>
        </div>
    );
}
