import { Text } from "@mantine/core";
import { Door, useGet, useTexts } from "@rejoinder/console";

export default function StartPanel() {
    const { t } = useTexts();
    const { data } = useGet("/operations", { query: { state: "failed", limit: 50 } as never, every: 60_000 });
    const count = data?.items?.length ?? 0;
    return count === 0 ? <Text size="sm">✓ {t("operations.noneFailed")}</Text> : <Door to="/operations?state=failed">{t("operations.someFailed", { count })}</Door>;
}
