import { Stack, Text } from "@mantine/core";
import { Door, Fault, useGet, useTexts } from "@rejoinder/console";

/** The web forms of a campaign. */
export default function CampaignPanel(props: { campaignId: string }) {
    const { t } = useTexts();
    const { data, error } = useGet("/web-forms", { query: { campaignId: props.campaignId } as never });
    const forms = data?.items ?? [];
    return (
        <Stack gap={4}>
            <Fault error={error} />
            {forms.length === 0 && !error && <Text size="sm">{t("webForms.none")}</Text>}
            {forms.map((f) => (
                <Text size="sm" key={f.id}>
                    <Door to={"/web-forms/" + f.id}>{f.name}</Door> · {t("webForms.answersCount", { count: f.answers })}
                </Text>
            ))}
        </Stack>
    );
}
