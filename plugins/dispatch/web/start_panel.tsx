import { Text } from "@mantine/core";
import { Door, useGet, useTexts } from "@rejoinder/console";

export default function StartPanel() {
    const { t } = useTexts();
    const { data } = useGet("/pieces", { query: { state: "held", limit: 50 } as never, every: 60_000 });
    const items = data?.items ?? [];
    if (items.length === 0) return <Text size="sm">✓ {t("pieces.noneHeld")}</Text>;
    return <Door to={"/waves/" + items[0].waveId}>{t("pieces.someHeld", { count: items.length })}</Door>;
}
