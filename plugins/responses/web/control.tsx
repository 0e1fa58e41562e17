import { Alert, Group, TextInput } from "@mantine/core";
import { Chart, DataTable, Door, Fault, Figure, Panel, Screen, StateBadge, useGet, useTexts, useView } from "@rejoinder/console";

const today = () => new Date().toISOString().slice(0, 10);
const daysAgo = (n: number) => new Date(Date.now() - n * 86_400_000).toISOString().slice(0, 10);

/** Figures of control: what came in is captured, double, in clearing or rejected, day by day and channel by channel. */
export default function Control() {
    const { t, whole, word, percent, moment, day } = useTexts();
    const [since, setSince] = useView("since", daysAgo(30));
    const [until, setUntil] = useView("until", today());
    const { data, error } = useGet("/control-figures", { query: { since, until } as never });
    const health = useGet("/clearing/health", { every: 60_000 }).data;
    return (
        <Screen
            title={t("control.title")}
            hint={t("control.hint")}
            tools={
                <Group gap="xs">
                    <TextInput size="xs" type="date" aria-label={t("control.since")} value={since} max={until} onChange={(e) => e.currentTarget.value && setSince(e.currentTarget.value)} />
                    <TextInput size="xs" type="date" aria-label={t("control.until")} value={until} min={since} onChange={(e) => e.currentTarget.value && setUntil(e.currentTarget.value)} />
                </Group>
            }
        >
            <Fault error={error} />
            {data && (
                <>
                    {!data.balanced && <Alert color="red" role="alert">⚠ {t("control.off")}</Alert>}
                    <div className="grid-figures">
                        <Figure label={t("control.received")} value={whole(data.received)} note={data.balanced ? "✓ " + t("control.balanced") : "⚠ " + t("control.off")} />
                        <Figure label={t("control.captured")} value={whole(data.captured)} />
                        <Figure label={t("control.duplicate")} value={whole(data.duplicate)} />
                        <Figure label={t("control.clearing")} value={whole(data.clearing)} />
                        <Figure label={t("control.rejected")} value={whole(data.rejected)} />
                    </div>
                    <DataTable
                        name="control"
                        label={t("control.title")}
                        rows={data.lines ?? []}
                        rowKey={(l) => l.day + l.channel}
                        compact
                        columns={[
                            { key: "day", label: t("control.day"), value: (l) => l.day, show: (l) => day(l.day) },
                            { key: "channel", label: t("field.channel"), value: (l) => word("channel", l.channel) },
                            ...(["received", "captured", "duplicate", "clearing", "rejected"] as const).map((k) => ({ key: k, label: t("control." + k), value: (l: { [key in typeof k]: number }) => l[k], right: true })),
                            { key: "balanced", label: t("field.state"), value: (l) => t(l.balanced ? "control.balanced" : "control.off"), show: (l) => <StateBadge group="control" value={l.balanced ? "balanced" : "off"} /> },
                        ]}
                    />
                </>
            )}
            {health && (
                <Panel title={t("clearing.title")}>
                    <Chart
                        name="clearing-ages"
                        title={t("clearing.ages")}
                        unit={t("clearing.entries")}
                        asOf={health.checkedAt ?? new Date().toISOString()}
                        summary={health.oldest ? t("clearing.oldest", { at: moment(health.oldest) }) : t("clearing.empty")}
                        columns={[t("clearing.age"), t("clearing.entries")]}
                        rows={(health.ages ?? []).map((a) => [ageName(a, t), a.entries])}
                        height={180}
                        option={{
                            xAxis: { type: "category", data: (health.ages ?? []).map((a) => ageName(a, t)) },
                            yAxis: { type: "value", min: 0, minInterval: 1 },
                            series: [{ type: "bar", data: (health.ages ?? []).map((a) => a.entries), label: { show: true, position: "top" } }],
                        }}
                    />
                    <p>
                        {t("clearing.unknownShare", { share: percent(health.share), unknown: whole(health.unknown), received: whole(health.received), limit: percent(health.limit) })}{" "}
                        {health.alarmSince && <b>⚠ {t("clearing.alarm", { at: moment(health.alarmSince) })} </b>}
                        <Door to="/clearing">{t("clearing.title")}</Door>
                    </p>
                </Panel>
            )}
        </Screen>
    );
}

function ageName(a: { fromHours: number; untilHours?: number | null }, t: ReturnType<typeof useTexts>["t"]) {
    const name = (h: number) => (h < 48 ? t("clearing.hours", { count: h }) : t("clearing.days", { count: h / 24 }));
    return a.untilHours == null ? "≥ " + name(a.fromHours) : "< " + name(a.untilHours);
}
