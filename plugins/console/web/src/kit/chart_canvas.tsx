import { BarChart, LineChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";

use([BarChart, LineChart, ScatterChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, MarkLineComponent, CanvasRenderer]);

// Okabe and Ito's colours, which all people can tell apart.
const colours = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442"];

export default function ChartCanvas(props: { option: object; height: number; dark: boolean }) {
    const box = useRef<HTMLDivElement>(null);
    useEffect(() => {
        if (!box.current) return;
        const chart = init(box.current);
        const ink = props.dark ? "#c9c9c9" : "#333";
        const number = new Intl.NumberFormat(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang + "-CH");
        const line = props.dark ? "#444" : "#ddd";
        const axes = (a: unknown) =>
            (Array.isArray(a) ? a : [a]).map((x) => ({
                axisLabel: {
                    color: ink,
                    ...((x as { type?: string }).type === "value" ? { formatter: (v: number) => number.format(v) } : {}),
                },
                axisLine: { lineStyle: { color: line } },
                splitLine: { lineStyle: { color: line } },
                nameTextStyle: { color: ink },
                ...(x as object),
            }));
        const option = props.option as { xAxis?: unknown; yAxis?: unknown; legend?: object; series?: { label?: object }[] };
        chart.setOption({
            color: colours,
            animation: false,
            grid: { left: 8, right: 16, top: 28, bottom: 8, containLabel: true },
            // "richText" draws on the canvas: the content policy forbids styles in HTML.
            tooltip: { trigger: "axis", renderMode: "richText", confine: true },
            aria: { enabled: false, decal: { show: true } },
            ...option,
            xAxis: axes(option.xAxis),
            yAxis: axes(option.yAxis),
            legend: { top: 0, ...option.legend, textStyle: { color: ink } },
            series: option.series?.map((s) => (s.label ? { ...s, label: { color: ink, textBorderWidth: 0, ...s.label } } : s)),
        });
        const resized = new ResizeObserver(() => chart.resize());
        resized.observe(box.current);
        return () => {
            resized.disconnect();
            chart.dispose();
        };
    }, [props.option, props.dark]);
    return <div ref={box} style={{ height: props.height }} aria-hidden />;
}
