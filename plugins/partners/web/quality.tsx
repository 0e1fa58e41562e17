import { DataTable, EmptyState, Fault, Screen, useGet, useTexts } from "@rejoinder/console";
import { shareOf, type QualityRow as Row } from "./quality_model";

/** Which lists send letters and mails back, and why. */
export default function Quality() {
    const { t, whole, percent, moment } = useTexts();
    const found = useGet("/list-quality");
    const rows = found.data?.items ?? [];
    return (
        <Screen title={t("quality.title")} hint={t("quality.hint", { moment: rows[0] ? moment(rows[0].countedAt) : "–" })}>
            <Fault error={found.error} />
            <DataTable<Row>
                name="list-quality"
                label={t("quality.title")}
                rows={rows}
                rowKey={(r) => r.listName}
                loading={found.isLoading}
                empty={<EmptyState title={t("quality.empty")} hint={t("quality.emptyHint")} />}
                columns={[
                    { key: "list", label: t("quality.list"), value: (r) => r.listName || t("quality.noName") },
                    { key: "mailed", label: t("quality.mailed"), value: (r) => r.mailed, show: (r) => whole(r.mailed), right: true },
                    { key: "returned", label: t("quality.returned"), value: (r) => r.returned, show: (r) => whole(r.returned), right: true },
                    { key: "rate", label: t("quality.rate"), value: (r) => shareOf(r.returned, r.mailed), show: (r) => percent(shareOf(r.returned, r.mailed)), right: true },
                    { key: "moved", label: t("quality.moved"), wide: true, value: (r) => r.moved, right: true },
                    { key: "unknown", label: t("quality.unknown"), wide: true, value: (r) => r.unknownThere, right: true },
                    { key: "deceased", label: t("quality.deceased"), wide: true, value: (r) => r.deceased, right: true },
                    { key: "corrected", label: t("quality.corrected"), wide: true, value: (r) => r.corrected, right: true },
                    { key: "emailed", label: t("quality.emailed"), value: (r) => r.emailed, show: (r) => whole(r.emailed), right: true },
                    { key: "bounced", label: t("quality.bounced"), value: (r) => r.bounced, show: (r) => whole(r.bounced), right: true },
                    { key: "bounceRate", label: t("quality.bounceRate"), value: (r) => shareOf(r.bounced, r.emailed), show: (r) => percent(shareOf(r.bounced, r.emailed)), right: true },
                    { key: "noMailbox", label: t("quality.noMailbox"), wide: true, value: (r) => r.noMailbox, right: true },
                ]}
            />
        </Screen>
    );
}
