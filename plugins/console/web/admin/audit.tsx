import { DataTable, Fault, Screen, usePages, useTexts } from "@rejoinder/console";

export default function Audit() {
    const { t, moment } = useTexts();
    const resourceId = new URLSearchParams(location.search).get("resourceId") ?? "";
    const list = usePages("/audit", { resourceId });
    return (
        <Screen title={t("audit.title")} hint={t("audit.hint")}>
            <Fault error={list.error} />
            <DataTable
                name="audit"
                label={t("audit.title")}
                rows={list.rows}
                rowKey={(a) => a.id}
                loading={list.isLoading}
                more={list.more}
                columns={[
                    { key: "at", label: t("field.at"), value: (a) => a.at, show: (a) => moment(a.at) },
                    { key: "actor", label: t("audit.actor"), value: (a) => a.actorName },
                    { key: "kind", label: t("audit.kind"), value: (a) => a.actorKind },
                    { key: "action", label: t("audit.action"), value: (a) => a.action },
                    { key: "resource", label: t("audit.resource"), value: (a) => a.resourceId },
                    { key: "detail", label: t("audit.detail"), value: (a) => a.detail },
                    { key: "request", label: t("audit.request"), value: (a) => a.requestId, hidden: true },
                ]}
            />
        </Screen>
    );
}
