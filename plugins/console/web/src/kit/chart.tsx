import { Button, Group, Paper, SegmentedControl, Skeleton, Text, Title, useComputedColorScheme } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useTexts } from "../i18n/text";
import { saveCsv } from "./csv";

export interface ChartProps {
    name: string;
    title: string;
    unit: string;
    /** one sentence that says what the chart shows */
    summary: string;
    /** when the data were counted */
    asOf?: string;
    columns: string[];
    rows: (string | number)[][];
    /** an ECharts option without colours, text styles and tooltips */
    option: object;
    height?: number;
}

const Canvas = lazy(() => import("./chart_canvas"));

/** A chart that is also a table, with CSV, unit, time zone and the time of its data. */
export function Chart(props: ChartProps) {
    const { t, number, moment } = useTexts();
    const [view, setView] = useState("chart");
    const scheme = useComputedColorScheme("light");
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return (
        <Paper withBorder p="sm" component="figure" m={0}>
            <Group justify="space-between" mb="xs" wrap="wrap">
                <Title order={3} size="h6">
                    {props.title}
                </Title>
                <Group gap="xs">
                    <SegmentedControl
                        size="xs"
                        value={view}
                        onChange={setView}
                        aria-label={t("chart.view")}
                        data={[
                            { value: "chart", label: t("chart.chart") },
                            { value: "table", label: t("chart.table") },
                        ]}
                    />
                    <Button size="compact-xs" variant="default" onClick={() => saveCsv(props.name, props.columns, props.rows)}>
                        CSV
                    </Button>
                </Group>
            </Group>
            {view === "chart" ? (
                <div role="img" aria-label={props.summary}>
                    <Suspense fallback={<Skeleton height={props.height ?? 260} />}>
                        <Canvas option={props.option} height={props.height ?? 260} dark={scheme === "dark"} />
                    </Suspense>
                </div>
            ) : (
                <div className="table-scroll" style={{ maxHeight: 360 }} tabIndex={0} role="region" aria-label={props.title}>
                    <table className="data">
                        <thead>
                            <tr>
                                {props.columns.map((c, i) => (
                                    <th key={c} scope="col" className={i > 0 ? "right" : undefined}>
                                        {c}
                                    </th>
                                ))}
                            </tr>
                        </thead>
                        <tbody>
                            {props.rows.map((row, i) => (
                                <tr key={i}>
                                    {row.map((v, j) => (
                                        <td key={j} className={typeof v === "number" ? "right figures" : undefined}>
                                            {typeof v === "number" ? number(v) : v}
                                        </td>
                                    ))}
                                </tr>
                            ))}
                        </tbody>
                    </table>
                </div>
            )}
            <Text component="figcaption" size="xs" c="dimmed" mt={4}>
                {[props.summary, props.unit, ...(props.asOf ? [moment(props.asOf), zone] : [])].join(" · ")}
            </Text>
        </Paper>
    );
}
