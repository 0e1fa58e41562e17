import { ActionIcon, Button, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { outgoing, useTexts } from "@rejoinder/console";
import type { ReactNode } from "react";
import { ConditionTree } from "./condition_tree";
import { FactSelect } from "./condition_row";
import { asGroup, type Definition, type FactInfo, moved, questionOf, replaced, without } from "./model";

interface StepsProps {
    facts: FactInfo[];
    value: Definition;
    onChange: (d: Definition) => void;
}

/** One line of an ordered list: it can go up, down and away. */
function Line(props: { label: string; first: boolean; last: boolean; onMove: (by: number) => void; onRemove: () => void; head: ReactNode; children?: ReactNode }) {
    const { t } = useTexts();
    return (
        <Stack gap={4} role="group" aria-label={props.label}>
            <Group gap={4} wrap="wrap">
                {props.head}
                <ActionIcon size="sm" variant="subtle" disabled={props.first} aria-label={`${props.label}: ${t("groups.up")}`} onClick={() => props.onMove(-1)}>↑</ActionIcon>
                <ActionIcon size="sm" variant="subtle" disabled={props.last} aria-label={`${props.label}: ${t("groups.down")}`} onClick={() => props.onMove(1)}>↓</ActionIcon>
                <ActionIcon size="sm" variant="subtle" aria-label={`${t("shell.remove")}: ${props.label}`} onClick={props.onRemove}>×</ActionIcon>
            </Group>
            {props.children}
        </Stack>
    );
}

export function Exclusions({ facts, value, onChange }: StepsProps) {
    const x = useTexts();
    const { t } = x;
    const list = value.exclusions ?? [];
    const set = (exclusions: typeof list) => onChange({ ...value, exclusions });
    const fresh = { all: [{ where: questionOf(facts.find((f) => f.name === "responses.responded") ?? facts[0]) }] };
    return (
        <Stack gap="xs">
            {list.map((e, i) => {
                const label = t("groups.exclusionN", { n: i + 1 });
                const change = (next: Partial<typeof e>) => set(replaced(list, i, { ...e, ...next }));
                return (
                    <Line
                        key={i}
                        label={label}
                        first={i === 0}
                        last={i === list.length - 1}
                        onMove={(by) => set(moved(list, i, by))}
                        onRemove={() => set(without(list, i))}
                        head={
                            <>
                                <TextInput size="xs" w={200} aria-label={`${label}: ${t("field.name")}`} value={e.name} onChange={(ev) => change({ name: ev.currentTarget.value })} />
                                {e.notContactable && (
                                    <>
                                        <NativeSelect size="xs" w={110} aria-label={`${label}: ${t("field.channel")}`} value={e.notContactable} data={outgoing(x)} onChange={(ev) => change({ notContactable: ev.currentTarget.value as "letter" })} />
                                        <Text size="xs">{t("groups.notContactable")}</Text>
                                    </>
                                )}
                            </>
                        }
                    >
                        {!e.notContactable && <ConditionTree facts={facts} value={asGroup(e.condition ?? undefined)} depth={1} label={label} onChange={(condition) => change({ condition })} />}
                    </Line>
                );
            })}
            <Group gap="xs">
                <Button size="compact-xs" variant="default" onClick={() => set([...list, { name: t("groups.notContactable"), notContactable: "letter" }])}>+ {t("groups.notContactable")}</Button>
                <Button size="compact-xs" variant="default" onClick={() => set([...list, { name: t("groups.exclusion"), condition: fresh }])}>+ {t("groups.exclusion")}</Button>
            </Group>
        </Stack>
    );
}

export function Segments({ facts, value, onChange }: StepsProps) {
    const { t } = useTexts();
    const list = value.segments ?? [];
    const set = (segments: typeof list) => onChange({ ...value, segments, ...(segments.length ? {} : { others: "keep", otherSegment: "" }) });
    const fresh = { all: [{ where: questionOf(facts.find((f) => f.kind === "number") ?? facts[0]) }] };
    return (
        <Stack gap="xs">
            {list.map((s, i) => {
                const label = t("groups.segmentN", { n: i + 1 });
                return (
                    <Line
                        key={i}
                        label={label}
                        first={i === 0}
                        last={i === list.length - 1}
                        onMove={(by) => set(moved(list, i, by))}
                        onRemove={() => set(without(list, i))}
                        head={<TextInput size="xs" w={200} aria-label={`${label}: ${t("field.name")}`} value={s.name} onChange={(ev) => set(replaced(list, i, { ...s, name: ev.currentTarget.value }))} />}
                    >
                        <ConditionTree facts={facts} value={asGroup(s.condition)} depth={1} label={label} onChange={(condition) => set(replaced(list, i, { ...s, condition }))} />
                    </Line>
                );
            })}
            {list.length > 0 && (
                <Group gap="xs">
                    <NativeSelect size="xs" w={220} aria-label={t("groups.others")} value={value.others ?? "keep"} data={[{ value: "keep", label: t("groups.others.keep") }, { value: "remove", label: t("groups.others.remove") }]} onChange={(e) => onChange({ ...value, others: e.currentTarget.value as "keep", otherSegment: e.currentTarget.value === "keep" ? value.otherSegment : "" })} />
                    {(value.others ?? "keep") === "keep" && <TextInput size="xs" w={160} aria-label={t("groups.otherSegment")} placeholder={t("groups.otherSegment")} value={value.otherSegment ?? ""} onChange={(e) => onChange({ ...value, otherSegment: e.currentTarget.value })} />}
                </Group>
            )}
            {list.length === 0 && (
                <FactSelect facts={facts} w={240} label={t("groups.segmentBy")} only={(f) => f.name.startsWith("attribute.")} extra={[{ value: "-", label: t("groups.noSegmentBy") }]} value={value.segmentBy ? "attribute." + value.segmentBy : "-"} onChange={(fact) => onChange({ ...value, segmentBy: fact === "-" ? "" : fact.slice(10) })} />
            )}
            <Group>
                <Button size="compact-xs" variant="default" onClick={() => onChange({ ...value, segmentBy: "", segments: [...list, { name: `${t("groups.segment")} ${list.length + 1}`, condition: fresh }] })}>+ {t("groups.segment")}</Button>
            </Group>
        </Stack>
    );
}

export function Limits({ facts, value, onChange }: StepsProps) {
    const { t } = useTexts();
    const list = value.limits ?? [];
    const set = (limits: typeof list) => onChange({ ...value, limits });
    return (
        <Stack gap="xs">
            {list.map((l, i) => {
                const label = t("groups.limitN", { n: i + 1 });
                const change = (next: Partial<typeof l>) => set(replaced(list, i, { ...l, ...next }));
                return (
                    <Line
                        key={i}
                        label={label}
                        first={i === 0}
                        last={i === list.length - 1}
                        onMove={(by) => set(moved(list, i, by))}
                        onRemove={() => set(without(list, i))}
                        head={
                            <>
                                <Text size="xs">{t("groups.atMost")}</Text>
                                <TextInput size="xs" w={60} inputMode="numeric" aria-label={`${label}: ${t("groups.most")}`} value={String(l.most ?? 1)} onChange={(e) => change({ most: Math.max(1, Number(e.currentTarget.value.replace(/\D/g, "")) || 1) })} />
                                <Text size="xs">{t("groups.per")}</Text>
                                <FactSelect w={180} facts={facts} label={`${label}: ${t("groups.per")}`} only={(f) => f.perPerson} extra={[{ value: "household", label: t("groups.household") }]} value={l.per} onChange={(per) => change({ per })} />
                                <FactSelect w={180} facts={facts} label={`${label}: ${t("groups.whoStays")}`} only={(f) => f.perPerson} extra={[{ value: "-", label: t("groups.byDraw") }]} value={l.by || "-"} onChange={(by) => change({ by: by === "-" ? "" : by })} />
                                {l.by && <NativeSelect size="xs" w={130} aria-label={`${label}: ${t("groups.best")}`} value={l.best ?? "highest"} data={["highest", "lowest"].map((v) => ({ value: v, label: t("groups.best." + v) }))} onChange={(e) => change({ best: e.currentTarget.value as "highest" })} />}
                            </>
                        }
                    />
                );
            })}
            <Group>
                <Button size="compact-xs" variant="default" onClick={() => set([...list, { per: "household", most: 1, by: "", best: "highest" }])}>+ {t("groups.limit")}</Button>
            </Group>
        </Stack>
    );
}
