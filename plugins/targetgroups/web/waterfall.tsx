import { Chart, type Schemas, useTexts } from "@rejoinder/console";

/** Universe, each exclusion, net: what is left after every step. */
export function Waterfall(props: { data: Schemas["Waterfall"]; asOf?: string }) {
    const { t, whole } = useTexts();
    const { data } = props;
    const steps: { name: string; left: number; removed: number }[] = [
        { name: t("groups.universe"), left: data.universe, removed: 0 },
        { name: t("groups.notMatching"), left: data.matching, removed: data.universe - data.matching },
    ];
    let left = data.matching;
    for (const e of data.exclusions ?? []) {
        left -= e.removed;
        steps.push({ name: e.name, left, removed: e.removed });
    }
    if (data.withoutCell > 0) steps.push({ name: t("groups.withoutCell"), left: data.net, removed: data.withoutCell });
    steps.push({ name: t("groups.net"), left: data.net, removed: 0 });
    const share = (n: number) => (data.universe ? Math.round((1000 * n) / data.universe) / 10 : 0);
    return (
        <Chart
            name="waterfall"
            title={t("groups.waterfall")}
            unit={t("groups.persons")}
            asOf={props.asOf}
            summary={t("groups.summary", { universe: whole(data.universe), net: whole(data.net) })}
            columns={[t("groups.step"), t("groups.removed"), t("groups.left"), "%"]}
            rows={steps.map((s) => [s.name, s.removed, s.left, share(s.left)])}
            height={60 + 30 * steps.length}
            option={{
                xAxis: { type: "value", min: 0 },
                yAxis: { type: "category", data: steps.map((s) => s.name).reverse(), axisLabel: { width: 150, overflow: "truncate" } },
                legend: { show: true, top: 0 },
                series: [
                    { name: t("groups.left"), type: "bar", stack: "w", data: steps.map((s) => s.left).reverse() },
                    { name: t("groups.removed"), type: "bar", stack: "w", data: steps.map((s) => s.removed).reverse(), itemStyle: { color: "#e69f00", decal: { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: 0.7 } } },
                ],
            }}
        />
    );
}
