import { Button, Text } from "@mantine/core";
import { Door, EmptyState, Fault, saveCsv, Screen, StateBadge, usePages, useService, useTexts } from "@rejoinder/console";
import "./calendar.css";

const kDay = 86_400_000;
const dateOf = (text: string | null | undefined) => (text ? Date.parse(text.slice(0, 10) + "T00:00:00Z") : undefined);
const isoOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/** Something that another plugin knows of a campaign and a day, such as a wave. */
export interface CalendarMark {
    campaignId: string;
    at: string;
    label: string;
    to: string;
}
const noMarks = (): CalendarMark[] => [];

/** How long before the posting a letter's steps begin and end, in days: what print and post usually take. */
const kLead: [step: string, from: number, to: number][] = [
    ["brief", 42, 35],
    ["design", 35, 21],
    ["proof", 21, 14],
    ["print", 14, 3],
    ["post", 3, 0],
];

interface Bar {
    kind: string;
    label: string;
    from: number;
    to: number;
}

function barsOf(c: { startsOn?: string | null; endsOn?: string | null; offerEndsOn?: string | null; state: string }, t: (key: string) => string): Bar[] {
    const start = dateOf(c.startsOn);
    if (start === undefined) return [];
    const ends = dateOf(c.endsOn) ?? dateOf(c.offerEndsOn);
    const bars: Bar[] = [];
    if (["draft", "approved"].includes(c.state))
        for (const [step, from, to] of kLead) bars.push({ kind: "lead " + step, label: t("calendar." + step), from: start - from * kDay, to: start - to * kDay });
    bars.push({ kind: "run", label: t("calendar.run"), from: start, to: (ends ?? start + 60 * kDay) + kDay });
    return bars;
}

/** All campaigns on one line of time; what still has to be made is worked back from the posting date. */
export default function Calendar() {
    const { t, day, region } = useTexts();
    const list = usePages("/campaigns");
    const marks = (useService<() => CalendarMark[]>("calendar.marks") ?? noMarks)();
    const rows = list.rows
        .map((c) => ({ c, bars: barsOf(c, t), marks: marks.filter((m) => m.campaignId === c.id) }))
        .filter((r) => r.bars.length > 0)
        .sort((a, b) => b.bars[0].from - a.bars[0].from);
    const now = Date.now();
    const first = new Date(Math.min(now, ...rows.flatMap((r) => r.bars.map((b) => b.from))));
    const from = Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), 1);
    const to = Math.max(now, ...rows.flatMap((r) => r.bars.map((b) => b.to))) + 7 * kDay;
    const at = (time: number) => `${(100 * (time - from)) / (to - from)}%`;
    const wide = (bar: Bar) => `${(100 * (bar.to - bar.from)) / (to - from)}%`;
    const months: number[] = [];
    for (let m = from; m < to; m = Date.UTC(new Date(m).getUTCFullYear(), new Date(m).getUTCMonth() + 1, 1)) months.push(m);
    const month = new Intl.DateTimeFormat(region, { month: "short", year: "2-digit", timeZone: "UTC" });
    /** What has to be done now, or next. */
    const next = (r: (typeof rows)[number]) => r.bars.find((b) => b.kind.startsWith("lead") && b.to > now);
    const words = (r: (typeof rows)[number]) => r.bars.map((b) => `${b.label} ${day(isoOf(b.from))} – ${day(isoOf(b.to))}`).join("; ");
    return (
        <Screen
            title={t("calendar.title")}
            hint={t("calendar.hint")}
            tools={
                <Button
                    size="compact-xs"
                    variant="default"
                    onClick={() => saveCsv("calendar", [t("field.name"), t("calendar.step"), t("field.startsOn"), t("field.endsOn")], rows.flatMap((r) => r.bars.map((b) => [r.c.name, b.label, isoOf(b.from), isoOf(b.to)])))}
                >
                    CSV
                </Button>
            }
        >
            <Fault error={list.error} />
            {!list.isLoading && rows.length === 0 && <EmptyState title={t("calendar.empty")} hint={t("calendar.emptyHint")} />}
            {rows.length > 0 && (
                <div className="table-scroll" tabIndex={0} role="region" aria-label={t("calendar.title")}>
                    <table className="gantt" style={{ minWidth: 200 + 58 * months.length }}>
                        <thead>
                            <tr>
                                <th scope="col">{t("field.campaignId")}</th>
                                <th scope="col" aria-label={t("calendar.time")}>
                                    <div className="gantt-line">
                                        {months.map((m) => (
                                            <span key={m} className="gantt-month" style={{ left: at(m) }}>{month.format(m)}</span>
                                        ))}
                                    </div>
                                </th>
                            </tr>
                        </thead>
                        <tbody>
                            {rows.map((r) => (
                                <tr key={r.c.id}>
                                    <th scope="row">
                                        <Door to={"/campaigns/" + r.c.id}>{r.c.name}</Door>
                                        <div className="gantt-when">
                                            <StateBadge group="campaign" value={r.c.state} /> {day(r.c.startsOn)}
                                            {next(r) && <div>→ {t("calendar.until", { step: next(r)!.label, day: day(isoOf(next(r)!.to)) })}</div>}
                                        </div>
                                    </th>
                                    <td>
                                        <span className="unseen">{words(r)}</span>
                                        <div className="gantt-line">
                                            {months.map((m) => <i key={m} className="gantt-grid" style={{ left: at(m) }} />)}
                                            {r.bars.map((b) => (
                                                <div key={b.kind} className={"gantt-bar " + b.kind} style={{ left: at(b.from), width: wide(b) }} title={`${b.label}: ${day(isoOf(b.from))} – ${day(isoOf(b.to))}`} aria-hidden>
                                                    {b.label}
                                                </div>
                                            ))}
                                            {r.marks.map((m) => (
                                                <span key={m.to} className="gantt-mark" style={{ left: at(dateOf(m.at) ?? from) }} title={`${m.label}, ${day(m.at)}`}>
                                                    <Door to={m.to}>
                                                        ◆<span className="unseen">{`${m.label}, ${day(m.at)}`}</span>
                                                    </Door>
                                                </span>
                                            ))}
                                            <i className="gantt-now" style={{ left: at(now) }} />
                                        </div>
                                    </td>
                                </tr>
                            ))}
                        </tbody>
                    </table>
                </div>
            )}
            <Text size="xs" c="dimmed">◆ {t("calendar.wave")} · ┆ {t("calendar.today")}</Text>
        </Screen>
    );
}
