import { Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { DataTable, Door, Fault, useGet, useTexts } from "@rejoinder/console";
import { shareOf, type QualityRow } from "./quality_model";

const kMost = 8;

/** What lists brought so far, where one is chosen: those that are chosen, else the largest. */
export default function ListPanel(props: { sources?: string[] }) {
    const { t, whole, percent } = useTexts();
    const found = useGet("/list-quality", { stale: 300_000 });
    const all = found.data?.items ?? [];
    const [text] = useDebouncedValue(JSON.stringify(props.sources ?? []), 500); // a name is typed letter by letter
    const chosen = JSON.parse(text) as string[];
    const rows = (chosen.length > 0 ? all.filter((r) => chosen.includes(r.listName)) : all).slice(0, kMost);
    const fresh = chosen.filter((c) => found.data && !all.some((r) => r.listName === c));
    return (
        <div>
            <Fault error={found.error} />
            {rows.length > 0 && (
                <DataTable<QualityRow>
                    name="lists-chosen"
                    label={t("quality.title")}
                    compact
                    rows={rows}
                    rowKey={(r) => r.listName}
                    columns={[
                        { key: "list", label: t("quality.list"), value: (r) => r.listName || t("quality.noName") },
                        { key: "mailed", label: t("quality.mailed"), value: (r) => r.mailed, show: (r) => whole(r.mailed), right: true },
                        { key: "rate", label: t("quality.returned"), value: (r) => shareOf(r.returned, r.mailed), show: (r) => percent(shareOf(r.returned, r.mailed)), right: true },
                        { key: "unknown", label: t("quality.unknown"), value: (r) => shareOf(r.unknownThere, r.mailed), show: (r) => percent(shareOf(r.unknownThere, r.mailed)), right: true },
                        { key: "emailed", label: t("quality.emailed"), value: (r) => r.emailed, show: (r) => whole(r.emailed), right: true },
                        { key: "bounced", label: t("quality.bounced"), value: (r) => shareOf(r.bounced, r.emailed), show: (r) => percent(shareOf(r.bounced, r.emailed)), right: true },
                    ]}
                />
            )}
            {fresh.map((name) => <Text key={name} size="sm">{t("quality.fresh", { name })}</Text>)}
            {rows.length === 0 && fresh.length === 0 && !found.isLoading && <Text size="sm" c="dimmed">{t("quality.empty")}</Text>}
            <Door to="/list-quality" size="sm">{t("quality.title")}</Door>
        </div>
    );
}
