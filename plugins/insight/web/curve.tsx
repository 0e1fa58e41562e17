import { Chart, type Schemas, useTexts } from "@rejoinder/console";
import { useMemo } from "react";

type Curve = Schemas["Curve"];

/** Responses per day and in sum, and for a campaign that still runs what is to be expected, with its band. */
export function ResponseCurve(props: { name: string; curve: Curve; asOf?: string }) {
    const x = useTexts();
    const { t, whole, percent, day } = x;
    const points = props.curve.points ?? [];
    const coming = props.curve.projection ?? [];
    const last = points.at(-1);
    const end = coming.at(-1);
    const option = useMemo(() => optionOf(props.curve, x), [props.curve, x]);
    const base = t(props.curve.learntFrom > 0 ? "results.curveOwn" : "results.curvePublished", { count: props.curve.learntFrom });
    const summary = [
        t("results.curveSummary", { total: whole(last?.total), half: day(props.curve.halfReachedOn) }),
        end ? t("results.curveProjected", { day: day(end.day), expected: whole(end.expected), fewest: whole(end.fewest), most: whole(end.most), share: percent(props.curve.shareToday) }) + " " + base
            : t("results.projection." + props.curve.projectionState),
    ].join(" ");
    return (
        <Chart
            name={props.name}
            title={t("results.curve")}
            unit={t("field.responses")}
            asOf={props.asOf}
            summary={summary}
            columns={[t("results.day"), t("field.responses"), t("results.sum"), ...(end ? [t("results.expected"), t("results.fewest"), t("results.most")] : [])]}
            rows={[
                ...points.map((p) => [day(p.day), p.responses, p.total, ...(end ? ["", "", ""] : [])]),
                ...coming.map((p) => [day(p.day), "", "", Math.round(p.expected * 10) / 10, p.fewest, p.most]),
            ]}
            height={220}
            option={option}
        />
    );
}

function optionOf(curve: Curve, { t, day }: ReturnType<typeof useTexts>) {
    const points = curve.points ?? [];
    const coming = curve.projection ?? [];
    const before = points.map(() => null);
    const joint = points.at(-1)?.total ?? null;
    // The band and the line begin where the sum ends.
    const onward = (values: number[]) => (coming.length > 0 ? [...before.slice(1), joint, ...values] : []);
    const band = [
        { type: "line", name: t("results.fewest"), stack: "band", yAxisIndex: 1, data: onward(coming.map((p) => p.fewest)), showSymbol: false, lineStyle: { width: 1, type: "dotted" }, color: "#8a5a00" },
        { type: "line", name: t("results.band"), stack: "band", yAxisIndex: 1, data: coming.length > 0 ? [...before.slice(1), 0, ...coming.map((p) => p.most - p.fewest)] : [], showSymbol: false, lineStyle: { width: 1, type: "dotted" }, areaStyle: { opacity: 0.22 }, color: "#8a5a00" },
        { type: "line", name: t("results.expected"), yAxisIndex: 1, data: onward(coming.map((p) => p.expected)), showSymbol: false, lineStyle: { type: "dashed" }, color: "#d55e00" },
    ];
    return {
        legend: { show: true, top: 0, data: [t("field.responses"), t("results.sum"), ...(coming.length > 0 ? [t("results.expected"), t("results.band")] : [])] },
        xAxis: { type: "category", data: [...points, ...coming].map((p) => day(p.day)) },
        yAxis: [{ type: "value", min: 0 }, { type: "value", min: 0, splitLine: { show: false } }],
        series: [
            { type: "bar", name: t("field.responses"), data: points.map((p) => p.responses) },
            { type: "line", name: t("results.sum"), yAxisIndex: 1, data: points.map((p) => p.total), showSymbol: false },
            ...(coming.length > 0 ? band : []),
        ],
    };
}
