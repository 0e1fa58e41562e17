import { Alert } from "@mantine/core";
import { Chart, DataTable, type Schemas, useTexts } from "@rejoinder/console";

type Result = { result: Schemas["Evaluation"] };

/** What the comparison says: a winner, or why there is none. */
export function Verdict({ result: r }: Result) {
    const { t, word } = useTexts();
    return (
        <Alert variant="light" color={r.winner ? "teal" : "blue"} title={word("verdictOf", r.verdict)} role="status">
            {r.winner ? t("pretests.wins", { name: r.winner }) : r.leader ? t("pretests.leads", { name: r.leader }) : ""}
        </Alert>
    );
}

/** The rate of each cell with its interval. */
export function Rates({ result: r }: Result) {
    const { t, rate, rates } = useTexts();
    const cells = r.cells ?? [];
    const low = (v: number | null | undefined) => Math.round((v ?? 0) * 10000) / 100;
    if (cells.length === 0) return null;
    return (
        <Chart
            name="pre-test"
            title={t("pretests.rates")}
            unit="%"
            summary={cells.map((c) => `${c.name} ${rate(c.rate)} (${rates(c.rateLow, c.rateHigh)})`).join(", ") + "."}
            columns={[t("field.cellId"), t("field.pieces"), t("field.responders"), "%", t("pretests.low"), t("pretests.high")]}
            rows={cells.map((c) => [c.name, c.pieces, c.responders, low(c.rate), low(c.rateLow), low(c.rateHigh)])}
            option={{
                legend: { show: false },
                xAxis: { type: "category", data: cells.map((c) => c.name) },
                yAxis: { type: "value", min: 0, name: "%" },
                series: [
                    { type: "bar", name: t("pretests.low"), stack: "range", silent: true, itemStyle: { color: "transparent" }, data: cells.map((c) => low(c.rateLow)), barWidth: 26 },
                    { type: "bar", name: t("pretests.interval"), stack: "range", data: cells.map((c) => low(c.rateHigh) - low(c.rateLow)), barWidth: 26 },
                    { type: "scatter", name: "%", symbolSize: 10, data: cells.map((c) => low(c.rate)), itemStyle: { color: "#d55e00" } },
                ],
            }}
        />
    );
}

/** The cells two by two, with the difference and how likely it is chance. */
export function Pairs({ result: r }: Result) {
    const { t, rate, rates, chance } = useTexts();
    const pairs = r.pairs ?? [];
    if (pairs.length === 0) return null;
    return (
        <DataTable
            name="pairs"
            label={t("pretests.pairs")}
            compact
            rows={pairs}
            rowKey={(x) => x.first + x.second}
            columns={[
                { key: "first", label: t("pretests.pair"), value: (x) => `${x.first} – ${x.second}` },
                { key: "difference", label: t("pretests.difference"), value: (x) => x.difference, show: (x) => rate(x.difference), right: true },
                { key: "range", label: t("pretests.interval"), value: (x) => rates(x.differenceLow, x.differenceHigh), right: true },
                { key: "p", label: "p", value: (x) => x.adjustedP, show: (x) => chance(x.adjustedP), right: true },
                { key: "test", label: t("pretests.method"), value: (x) => x.test },
            ]}
        />
    );
}
