import { Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useTexts } from "@rejoinder/console";
import { useState } from "react";
import { FactSelect } from "./condition_row";
import { type Cell, type Definition, type FactInfo, type Share, type Waterfall } from "./model";

const kinds = { random: ["percent", "count", "rest"], nth: ["every", "rest"], attribute: ["value", "rest"] } as const;
type Kind = "percent" | "count" | "rest" | "every" | "value";

const kindOf = (s: Share | undefined, mode: keyof typeof kinds): Kind => (s?.rest ? "rest" : (kinds[mode].find((k) => s?.[k as "percent"] !== undefined && s?.[k as "percent"] !== null) ?? kinds[mode][0]));
const textOf = (s: Share | undefined, kind: Kind) => (s && kind !== "rest" ? String(s[kind as "percent"] ?? "") : "");

function shareFrom(cellId: string, kind: Kind, text: string): Share | undefined {
    if (kind === "rest") return { cellId, rest: true };
    if (kind === "value") return text ? { cellId, value: text } : undefined;
    const n = Number(text.replace(",", "."));
    if (!text.trim() || !Number.isFinite(n) || n < 0) return undefined;
    if (kind === "percent") return { cellId, percent: Math.min(n, 100) };
    return kind === "count" ? { cellId, count: Math.round(n) } : { cellId, every: Math.max(1, Math.round(n)) };
}

function ShareRow(props: { cell: Cell; mode: keyof typeof kinds; value?: Share; got?: { members: number; wanted: number }; onChange: (s: Share | undefined) => void }) {
    const { t, whole } = useTexts();
    const { cell, mode } = props;
    const [chosen, setChosen] = useState<Kind>();
    const kind = props.value ? kindOf(props.value, mode) : chosen && kinds[mode].includes(chosen as never) ? chosen : kinds[mode][0];
    const [typed, setTyped] = useState<string>();
    const label = t(kind === "percent" ? "groups.shareOf" : "groups.shareOfCell", { name: cell.code });
    return (
        <Group gap={6} wrap="wrap">
            <Text size="sm" w={150} truncate title={cell.name}>{cell.code} · {cell.name} {cell.holdOut && `(${t("groups.holdOut")})`}</Text>
            <TextInput size="xs" w={90} aria-label={label} disabled={kind === "rest"} inputMode={kind === "value" ? undefined : "decimal"} value={typed ?? textOf(props.value, kind)} onChange={(e) => { setTyped(e.currentTarget.value); props.onChange(shareFrom(cell.id, kind, e.currentTarget.value)); }} onBlur={() => setTyped(undefined)} />
            <NativeSelect size="xs" w={120} aria-label={`${label}: ${t("groups.shareKind")}`} value={kind} data={kinds[mode].map((k) => ({ value: k, label: t("groups.share." + k) }))} onChange={(e) => { const next = e.currentTarget.value as Kind; setChosen(next); setTyped(undefined); props.onChange(shareFrom(cell.id, next, textOf(props.value, kind))); }} />
            {props.got && props.value && <Text size="sm" className="figures" w={80} ta="right">{whole(props.got.members)}</Text>}
        </Group>
    );
}

/** Who gets which cell: drawn, every n-th or by a value; and the hold-out that is taken from all of them. */
export function SplitEditor(props: { facts: FactInfo[]; cells: Cell[]; value: Definition; counted?: Waterfall; onChange: (d: Definition) => void }) {
    const { t, number } = useTexts();
    const { value, onChange, cells } = props;
    const split = value.split ?? { mode: "random", shares: [] };
    const mode = (split.mode ?? "random") as keyof typeof kinds;
    const shares = split.shares ?? [];
    const set = (next: Partial<typeof split>) => onChange({ ...value, split: { ...split, ...next } as typeof split });
    const sum = shares.reduce((n, s) => n + (s.percent ?? 0), 0);
    const outCells = cells.filter((c) => c.holdOut);
    const segments = (value.segments ?? []).length > 0 || !!value.segmentBy;
    return (
        <Stack gap={6}>
            <Group gap={6} wrap="wrap">
                <NativeSelect size="xs" w={180} aria-label={t("groups.splitMode")} value={mode} data={(["random", "nth", "attribute"] as const).map((m) => ({ value: m, label: t("groups.mode." + m) }))} onChange={(e) => set({ mode: e.currentTarget.value as "random", attribute: "", stratifyBy: "", orderBy: "", shares: [] })} />
                {mode === "attribute" && <FactSelect w={190} facts={props.facts} label={t("groups.splitBy")} only={(f) => f.name.startsWith("attribute.")} value={split.attribute ? "attribute." + split.attribute : ""} onChange={(f) => set({ attribute: f.slice(10) })} />}
                {mode === "random" && <FactSelect w={190} facts={props.facts} label={t("groups.stratifyBy")} only={(f) => f.perPerson} extra={[{ value: "-", label: t("groups.notStratified") }, ...(segments ? [{ value: "segment", label: t("groups.bySegment") }] : [])]} value={split.stratifyBy || "-"} onChange={(f) => set({ stratifyBy: f === "-" ? "" : f })} />}
                {mode === "nth" && <FactSelect w={190} facts={props.facts} label={t("groups.orderBy")} only={(f) => f.perPerson} extra={[{ value: "-", label: t("groups.byId") }]} value={split.orderBy || "-"} onChange={(f) => set({ orderBy: f === "-" ? "" : f })} />}
            </Group>
            {cells.length === 0 && <Text size="sm" c="dimmed">{t("groups.noCells")}</Text>}
            {cells.map((c) => (
                <ShareRow
                    key={c.id + mode}
                    cell={c}
                    mode={mode}
                    value={shares.find((s) => s.cellId === c.id)}
                    got={props.counted?.cells?.find((n) => n.cellId === c.id)}
                    onChange={(s) => set({ shares: cells.flatMap((k) => (k.id === c.id ? (s ? [s] : []) : shares.filter((y) => y.cellId === k.id))) })}
                />
            ))}
            {mode === "random" && <Text size="xs" c={sum > 100 ? "red" : "dimmed"} className="figures">{t("groups.shareSum", { sum: number(Math.round(sum * 100) / 100) })}</Text>}
            <Group gap={6} wrap="wrap">
                <Text size="sm" w={150}>{t("groups.holdOutOf")}</Text>
                <TextInput size="xs" w={90} rightSection="%" inputMode="decimal" disabled={outCells.length === 0} aria-label={t("groups.holdOutPercent")} value={value.holdOut ? String(value.holdOut.percent) : ""} onChange={(e) => { const n = Number(e.currentTarget.value.replace(",", ".")); onChange({ ...value, holdOut: n > 0 && n <= 100 ? { cellId: value.holdOut?.cellId ?? outCells[0].id, percent: n } : undefined }); }} />
                {outCells.length > 1 && value.holdOut && <NativeSelect size="xs" w={120} aria-label={t("groups.holdOut")} value={value.holdOut.cellId} data={outCells.map((c) => ({ value: c.id, label: c.code }))} onChange={(e) => onChange({ ...value, holdOut: { ...value.holdOut!, cellId: e.currentTarget.value } })} />}
                {outCells.length === 0 && <Text size="xs" c="dimmed">{t("groups.noHoldOutCell")}</Text>}
            </Group>
            <Group gap={6}>
                <Text size="sm" w={150}>{t("groups.seed")}</Text>
                <TextInput size="xs" w={90} inputMode="numeric" aria-label={t("groups.seed")} value={String(value.seed ?? 1)} onChange={(e) => onChange({ ...value, seed: Number(e.currentTarget.value.replace(/\D/g, "").slice(0, 15)) || 0 })} />
                <Text size="xs" c="dimmed">{t("groups.seedHint")}</Text>
            </Group>
        </Stack>
    );
}
