import { DataTable, Fault, Screen, StateBadge, useGet, useTexts } from "@rejoinder/console";

export default function Plugins() {
    const { t, word } = useTexts();
    const { data, error, isLoading } = useGet("/plugins");
    return (
        <Screen title={t("plugins.title")} hint={t("plugins.hint")}>
            <Fault error={error} />
            <DataTable
                name="plugins"
                label={t("plugins.title")}
                rows={data?.items ?? []}
                rowKey={(p) => p.name}
                loading={isLoading}
                columns={[
                    { key: "name", label: t("field.name"), value: (p) => p.name },
                    { key: "title", label: t("field.title"), value: (p) => p.title, hidden: true },
                    { key: "version", label: t("field.version"), value: (p) => p.version },
                    { key: "state", label: t("field.state"), value: (p) => word("plugin", p.state), show: (p) => <StateBadge group="plugin" value={p.state} /> },
                    { key: "reason", label: t("field.reason"), value: (p) => p.reason },
                    { key: "needs", label: t("plugins.needs"), value: (p) => (p.needs ?? []).map((n) => n.plugin + (n.optional ? "?" : "")).join(", ") },
                    { key: "services", label: t("plugins.services"), value: (p) => (p.services ?? []).join(", ") },
                    { key: "stability", label: t("plugins.stability"), value: (p) => p.stability },
                    { key: "exposure", label: t("plugins.exposure"), value: (p) => p.exposure, hidden: true },
                ]}
            />
        </Screen>
    );
}
