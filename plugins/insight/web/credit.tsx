import { Group, Text } from "@mantine/core";
import { DataTable, Door, Fault, StateSwitch, useGet, useTexts, useView } from "@rejoinder/console";

/** Responses per cell as the chosen rule credits them, and how they came; the rules stand side by side on each response. */
export function CreditByRule(props: { campaignId: string; name: string }) {
    const { t, number, rate, moneyOf, word, whole } = useTexts();
    const [rule, setRule] = useView("credit", "best");
    const [by, setBy] = useView("by", "all");
    const [time, setTime] = useView("time", "all");
    const { data, error } = useGet("/insight/campaigns/{id}/credit", { path: { id: props.campaignId }, query: { rule, by, time } as never });
    const how = (data?.cells ?? []).flatMap((c) => (c.how ?? []).map((h) => ({ ...h, code: c.code })));
    return (
        <>
            <Group gap="md" mb="xs">
                <StateSwitch group="credit" states={["best", "fractional", "multiple"]} value={rule} onChange={setRule} />
                <StateSwitch group="creditBy" states={["all", "code", "behaviour"]} value={by} onChange={setBy} />
                <StateSwitch group="creditTime" states={["all", "inTime", "late"]} value={time} onChange={setTime} />
            </Group>
            <Text size="sm" c="dimmed" mb="xs">{t("credit.hint." + rule)}</Text>
            <Fault error={error} />
            {data && (
                <>
                    <DataTable
                        name={"credit-" + props.name}
                        label={t("credit.title")}
                        compact
                        rows={data.cells ?? []}
                        rowKey={(c) => c.cellId}
                        columns={[
                            { key: "code", label: t("field.cellId"), value: (c) => `${c.code} · ${c.name}${c.holdOut ? " ◦" : ""}` },
                            { key: "pieces", label: t("field.pieces"), value: (c) => c.pieces, right: true },
                            { key: "credited", label: t("credit.credited"), value: (c) => c.credited, show: (c) => <Door to={"/responses?campaignId=" + props.campaignId}>{number(c.credited)}</Door>, right: true },
                            { key: "rate", label: t("results.rate"), value: (c) => c.rate, show: (c) => rate(c.rate), right: true },
                            { key: "cost", label: t("results.costPerResponse"), value: (c) => c.costPerCredited, show: (c) => (c.costPerCredited == null ? "–" : moneyOf(c.costPerCredited, data.currency)), right: true },
                        ]}
                    />
                    {how.length > 0 && (
                        <DataTable
                            name={"credit-how-" + props.name}
                            label={t("credit.how")}
                            compact
                            rows={how}
                            rowKey={(h) => h.cellId + h.attribution + h.late}
                            columns={[
                                { key: "cell", label: t("field.cellId"), value: (h) => h.code },
                                { key: "attribution", label: t("responses.attribution"), value: (h) => word("attribution", h.attribution) },
                                { key: "late", label: t("responses.lateColumn"), value: (h) => t(h.late ? "shell.yes" : "shell.no") },
                                { key: "best", label: t("credit.best"), value: (h) => h.best, show: (h) => whole(h.best), right: true },
                                { key: "fractional", label: t("credit.fractional"), value: (h) => h.fractional, show: (h) => number(h.fractional), right: true },
                                { key: "multiple", label: t("credit.multiple"), value: (h) => h.multiple, show: (h) => whole(h.multiple), right: true },
                            ]}
                        />
                    )}
                </>
            )}
        </>
    );
}
