import { Alert, Button, Group, NativeSelect, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { api, Chart, Fault, type Schemas, useCampaigns, useTexts } from "@rejoinder/console";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { FactSelect } from "./condition_row";
import { asGroup, type Condition, countable, type Definition, type FactInfo, grouped, jointOf, partsOf } from "./model";

type Table = Schemas["BandTable"];
interface Scale {
    fact: string;
    best: "highest" | "lowest";
    bands: number;
    edges?: number[];
}

/** A condition more that must hold. */
const narrowed = (d: Definition, also: Condition): Definition => {
    const root = asGroup(d.condition);
    return { ...d, condition: jointOf(root) === "all" ? grouped("all", [...partsOf(root), also]) : grouped("all", [root, also]) };
};

/** Those who are in one of the first bands, as a condition. */
function topOf(table: Table, scales: Scale[], depth: number): Condition | undefined {
    const items = (table.items ?? []).slice(0, depth);
    if (items.length === 0) return undefined;
    if (scales.length === 1) {
        const edge = items.at(-1)!;
        return { where: scales[0].best === "highest" ? { fact: scales[0].fact, comparison: "greaterOrEqual", values: [edge.from] } : { fact: scales[0].fact, comparison: "lessOrEqual", values: [edge.to] } };
    }
    const part = (code: string): Condition => ({
        all: scales.map((s, i) => {
            const band = scales[i].bands - Number(code[i]);
            const edges = table.scales![i];
            return { where: { fact: s.fact, comparison: "between" as const, values: [edges.from?.[band] ?? "", edges.to?.[band] ?? ""] } };
        }),
    });
    return { any: items.map((b) => part(b.name)) };
}

/** Deciles, score bands or RFM of the group, what an earlier campaign says of each, and where the break-even lies. */
export function BandsPanel(props: { facts: FactInfo[]; campaignId: string; value: Definition; may: boolean; onChange: (d: Definition) => void }) {
    const { t, whole, number, percent, money } = useFigures();
    const campaigns = useCampaigns();
    const numbers = (f: FactInfo) => (f.kind === "number" || f.kind === "day") && f.perPerson;
    const [kind, setKind] = useState<"one" | "rfm">("one");
    const first = props.facts.find(numbers)?.name ?? "";
    const isDay = (name: string) => props.facts.find((f) => f.name === name)?.kind === "day";
    const guess = (words: RegExp) => props.facts.find((f) => numbers(f) && words.test(f.name))?.name ?? first;
    const [scales, setScales] = useState<Scale[]>([]);
    const [edges, setEdges] = useState("");
    const [learn, setLearn] = useState("");
    const [outcome, setOutcome] = useState("orders.ordered");
    const chosen: Scale[] = scales.length ? scales : kind === "one" ? [{ fact: first, best: "highest", bands: 10 }] : [{ fact: guess(/recen|last|letzt/i), best: isDay(guess(/recen|last|letzt/i)) ? "highest" : "lowest", bands: 5 }, { fact: guess(/freq|count|orders|anzahl/i), best: "highest", bands: 5 }, { fact: guess(/monet|amount|history|value|umsatz|spend/i), best: "highest", bands: 5 }];
    const set = (at: number, next: Partial<Scale>) => setScales(chosen.map((s, i) => (i === at ? { ...s, ...next } : s)));
    const asked = kind === "one" && edges.trim() ? [{ ...chosen[0], edges: edges.split(/[\s;]+/).map((e) => Number(e.replace(",", "."))).filter(Number.isFinite) }] : chosen;
    const run = useMutation({
        mutationFn: () =>
            api.post("/target-groups/bands", {
                body: {
                    campaignId: props.campaignId,
                    definition: countable(props.value),
                    scales: asked,
                    ...(learn ? { contacted: { fact: "pieces.contacted", comparison: "exists", campaignId: learn }, outcome: { fact: outcome, comparison: outcome === "orders.ordered" ? "exists" : "exists", campaignId: learn } } : {}),
                } as never,
            }),
    });
    const table = run.data;
    const items = table?.items ?? [];
    const known = items.some((b) => b.rate !== undefined && b.rate !== null);
    const top = table && table.bestDepth > 0 ? topOf(table, asked, table.bestDepth) : undefined;
    const columns = [t("bands.band"), ...(asked.length === 1 ? [t("bands.from"), t("bands.to")] : []), t("groups.persons"), ...(known ? [t("bands.contacted"), t("bands.responders"), t("bands.rate"), t("bands.lift"), t("bands.gains"), t("bands.pays"), t("bands.profit"), t("bands.cumulative")] : [])];
    return (
        <Stack gap="sm">
            <Group gap="xs" wrap="wrap">
                <SegmentedControl size="xs" aria-label={t("bands.kind")} value={kind} onChange={(v) => { setKind(v as "one"); setScales([]); run.reset(); }} data={[{ value: "one", label: t("bands.one") }, { value: "rfm", label: "RFM" }]} />
            </Group>
            {first === "" && <Text size="sm" c="dimmed">{t("bands.noFigures")}</Text>}
            {first !== "" && chosen.map((s, i) => (
                <Group key={i} gap="xs" wrap="wrap">
                    <Text size="sm" w={kind === "rfm" ? 90 : 0} hidden={kind !== "rfm"}>{t("bands.scale" + i)}</Text>
                    <FactSelect w={200} facts={props.facts} only={numbers} label={kind === "rfm" ? t("bands.scale" + i) : t("bands.figure")} value={s.fact} onChange={(fact) => set(i, { fact })} />
                    <NativeSelect size="xs" w={140} aria-label={`${kind === "rfm" ? t("bands.scale" + i) : t("bands.figure")}: ${t("groups.best")}`} value={s.best} data={["highest", "lowest"].map((v) => ({ value: v, label: t("groups.best." + v) }))} onChange={(e) => set(i, { best: e.currentTarget.value as "highest" })} />
                    <TextInput size="xs" w={60} inputMode="numeric" aria-label={`${kind === "rfm" ? t("bands.scale" + i) : t("bands.figure")}: ${t("bands.count")}`} value={String(s.bands)} onChange={(e) => set(i, { bands: Math.min(kind === "rfm" ? 9 : 100, Math.max(2, Number(e.currentTarget.value.replace(/\D/g, "")) || 2)) })} />
                    {kind === "one" && <TextInput size="xs" w={180} aria-label={t("bands.edges")} placeholder={t("bands.edges")} value={edges} onChange={(e) => setEdges(e.currentTarget.value)} />}
                </Group>
            ))}
            <Group gap="xs" wrap="wrap">
                <NativeSelect size="xs" w={230} aria-label={t("bands.learn")} value={learn} data={[{ value: "", label: t("bands.noLearning") }, ...campaigns.options]} onChange={(e) => setLearn(e.currentTarget.value)} />
                {learn && <NativeSelect size="xs" w={150} aria-label={t("bands.outcome")} value={outcome} data={["orders.ordered", "responses.responded"].map((v) => ({ value: v, label: t("fact." + v) }))} onChange={(e) => setOutcome(e.currentTarget.value)} />}
                <Button size="xs" loading={run.isPending} disabled={!first} onClick={() => run.mutate()}>{t("bands.show")}</Button>
            </Group>
            <Fault error={run.error} />
            {table && (
                <>
                    <Chart
                        name="bands"
                        title={kind === "rfm" ? "RFM" : t("bands.one")}
                        unit={known ? t("bands.rate") + " %" : t("groups.persons")}
                        summary={known ? t("bands.summary", { count: table.bestDepth, of: items.length, rate: percent(table.breakEvenRate) }) : t("bands.summaryPlain", { count: items.length })}
                        columns={columns}
                        rows={items.map((b) => [b.name, ...(asked.length === 1 ? [b.from, b.to] : []), b.persons, ...(known ? [b.contacted, b.responders, percent(b.rate), number(Math.round(b.lift * 100) / 100), percent(b.gains), t(b.pays ? "shell.yes" : "shell.no"), money(b.profit, table), money(b.cumulativeProfit, table)] : [])])}
                        height={260}
                        option={{
                            legend: { show: true, top: 0 },
                            xAxis: { type: "category", data: items.map((b) => b.name) },
                            yAxis: { type: "value", min: 0 },
                            series: known
                                ? [
                                      { name: t("bands.rate"), type: "bar", data: items.map((b) => Math.round(10000 * (b.rate ?? 0)) / 100), markLine: table.breakEvenRate > 0 ? { symbol: "none", label: { formatter: t("bands.breakEven") }, data: [{ yAxis: Math.round(10000 * table.breakEvenRate) / 100 }] } : undefined },
                                      { name: t("bands.gains"), type: "line", data: items.map((b) => Math.round(1000 * b.gains) / 10) },
                                  ]
                                : [{ name: t("groups.persons"), type: "bar", data: items.map((b) => b.persons) }],
                        }}
                    />
                    {known && table.breakEvenRate === 0 && <Alert color="orange" variant="light" p="xs">{t("bands.noEconomy")}</Alert>}
                    {table.withoutValue > 0 && <Text size="sm" c="dimmed">{t("bands.withoutValue", { count: whole(table.withoutValue) })}</Text>}
                    {top && props.may && (
                        <Group gap="xs">
                            <Button size="xs" variant="default" onClick={() => props.onChange(narrowed(props.value, top))}>{t("bands.take", { count: table.bestDepth })}</Button>
                        </Group>
                    )}
                </>
            )}
        </Stack>
    );
}

/** Figures of the table in the user's language. */
function useFigures() {
    const x = useTexts();
    return {
        ...x,
        percent: (n: number | null | undefined) => (n === null || n === undefined ? "–" : x.number(Math.round(n * 10000) / 100) + " %"),
        money: (n: number, table: Table) => x.whole(Math.round(n)) + (table.economy.currency ? " " + table.economy.currency : ""),
    };
}
