import { DataTable, Fault, Screen, useGet, useTexts } from "@rejoinder/console";

export default function Settings() {
    const { t } = useTexts();
    const { data, error, isLoading } = useGet("/settings");
    return (
        <Screen title={t("settings.title")} hint={t("settings.hint")}>
            <Fault error={error} />
            <DataTable
                name="settings"
                label={t("settings.title")}
                rows={data?.items ?? []}
                rowKey={(s) => s.key}
                loading={isLoading}
                columns={[
                    { key: "key", label: t("settings.key"), value: (s) => s.key },
                    { key: "value", label: t("settings.value"), value: (s) => s.value },
                    { key: "origin", label: t("settings.origin"), value: (s) => s.origin },
                    { key: "description", label: t("field.description"), value: (s) => s.description },
                    { key: "owner", label: t("settings.owner"), value: (s) => s.owner, hidden: true },
                ]}
            />
        </Screen>
    );
}
