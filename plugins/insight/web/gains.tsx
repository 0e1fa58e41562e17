import { Chart, type Schemas, useTexts } from "@rejoinder/console";

/**
 * Gains: the segments that were written to, the best first; what share of all responders is reached with what share of
 * the pieces. The straight line is what a choice by chance would reach.
 */
export function Gains(props: { result: Schemas["CampaignFigures"] }) {
    const { t, whole, number, rate } = useTexts();
    const { result } = props;
    const sent = new Set((result.cells ?? []).filter((c) => !c.holdOut).map((c) => c.cellId));
    const bySegment = new Map<string, { pieces: number; responders: number }>();
    for (const s of result.segments ?? []) {
        if (!sent.has(s.cellId)) continue;
        const sum = bySegment.get(s.segment) ?? { pieces: 0, responders: 0 };
        bySegment.set(s.segment, { pieces: sum.pieces + s.pieces, responders: sum.responders + s.responders });
    }
    const best = [...bySegment].filter(([, s]) => s.pieces > 0).sort(([, a], [, b]) => b.responders / b.pieces - a.responders / a.pieces);
    const pieces = best.reduce((n, [, s]) => n + s.pieces, 0);
    const responders = best.reduce((n, [, s]) => n + s.responders, 0);
    if (best.length < 2 || responders === 0) return null;
    let sentSoFar = 0;
    let answered = 0;
    const points = best.map(([name, s]) => {
        sentSoFar += s.pieces;
        answered += s.responders;
        const depth = sentSoFar / pieces;
        const gain = answered / responders;
        return { name: name || t("shell.all"), rate: s.responders / s.pieces, depth, gain, lift: gain / depth };
    });
    const percent = (v: number) => Math.round(1000 * v) / 10;
    const top = points[0];
    return (
        <Chart
            name={"gains-" + result.code}
            title={t("results.gains")}
            unit="%"
            asOf={result.countedAt}
            summary={t("results.gainsSummary", { segment: top.name, depth: whole(100 * top.depth), gain: whole(100 * top.gain), lift: number(top.lift) })}
            columns={[t("results.segment"), t("results.rate"), t("results.depth"), t("results.gain"), t("results.liftOf")]}
            rows={points.map((p) => [p.name, rate(p.rate), percent(p.depth), percent(p.gain), Math.round(100 * p.lift) / 100])}
            height={240}
            option={{
                legend: { show: true, top: 0 },
                xAxis: { type: "value", min: 0, max: 100, name: t("results.depth"), nameLocation: "middle", nameGap: 26 },
                yAxis: { type: "value", min: 0, max: 100 },
                grid: { left: 8, right: 16, top: 28, bottom: 22, containLabel: true },
                series: [
                    { type: "line", name: t("results.gain"), data: [[0, 0], ...points.map((p) => [percent(p.depth), percent(p.gain)])], symbolSize: 8 },
                    { type: "line", name: t("results.chance"), data: [[0, 0], [100, 100]], showSymbol: false, lineStyle: { type: "dashed" } },
                ],
            }}
        />
    );
}
