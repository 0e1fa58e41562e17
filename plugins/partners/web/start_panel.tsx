import { Text } from "@mantine/core";
import { Door, usePages, useTexts } from "@rejoinder/console";

/** How many payments, orders and returns wait for a person. */
export default function StartPanel() {
    const { t } = useTexts();
    const list = usePages("/partner-entries", { state: "clearing" });
    if (list.rows.length === 0) return list.isLoading ? null : <Text size="sm">✓ {t("partners.nothingWaits")}</Text>;
    return <Door to="/partner-clearing">{t("partners.waiting", { count: list.rows.length })}</Door>;
}
