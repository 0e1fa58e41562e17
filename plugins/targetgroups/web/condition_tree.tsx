import { ActionIcon, Button, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { useTexts } from "@rejoinder/console";
import { memo, useCallback, useRef } from "react";
import { ConditionRow } from "./condition_row";
import { type Condition, type FactInfo, grouped, type Joint, joints, jointOf, partsOf, questionOf, replaced, without } from "./model";

/** The same function all the time, which does what the last one given does. */
function useSame<Args extends unknown[]>(act: (...args: Args) => void): (...args: Args) => void {
    const latest = useRef(act);
    latest.current = act;
    return useCallback((...args: Args) => latest.current(...args), []);
}

interface PartProps {
    facts: FactInfo[];
    value: Condition;
    label: string;
    depth: number;
    at: number;
    onChange: (at: number, c: Condition) => void;
    onRemove: (at: number) => void;
}

/** A part is drawn anew only when it changes itself: who types in one of many does not wait for the others. */
const Part = memo(function Part({ at, onChange, onRemove, ...rest }: PartProps) {
    return <ConditionTree {...rest} onChange={(next) => onChange(at, next)} onRemove={() => onRemove(at)} />;
});

/** Conditions inside each other: all, any or none of them. */
export function ConditionTree(props: { facts: FactInfo[]; value: Condition; label: string; empty?: string; onChange: (c: Condition) => void; onRemove?: () => void; depth?: number }) {
    const { t } = useTexts();
    const { value, onChange, label } = props;
    const depth = props.depth ?? 0;
    const joint = jointOf(value) ?? "all";
    const parts = partsOf(value);
    const set = (next: Condition[], by: Joint = joint) => onChange(grouped(by, next));
    const change = useSame((at: number, next: Condition) => set(replaced(parts, at, next)));
    const remove = useSame((at: number) => set(without(parts, at)));
    if (value.where) return <ConditionRow facts={props.facts} value={value.where} label={label} onChange={(where) => onChange({ where })} onRemove={props.onRemove} />;
    const fresh: Condition = { where: questionOf(props.facts.find((f) => f.name === "contact.country") ?? props.facts[0]) };
    return (
        <Stack gap={6} role="group" aria-label={label} style={depth > 0 ? { borderInlineStart: "2px solid var(--edge)", paddingInlineStart: 10 } : undefined}>
            <Group gap={6}>
                {(depth > 0 || parts.length > 1 || joint !== "all") && (
                    <NativeSelect size="xs" w={190} aria-label={`${label}: ${t("groups.joint")}`} value={joint} data={joints.map((j) => ({ value: j, label: t("groups.joint." + j) }))} onChange={(e) => set(parts.length ? parts : [fresh], e.currentTarget.value as Joint)} />
                )}
                {props.onRemove && <ActionIcon variant="subtle" aria-label={`${t("shell.remove")}: ${label}`} onClick={props.onRemove}>×</ActionIcon>}
            </Group>
            {parts.length === 0 && <Text size="sm" c="dimmed">{props.empty ?? t("groups.everybody")}</Text>}
            {parts.map((part, i) => (
                <Part key={i} facts={props.facts} value={part} depth={depth + 1} label={`${label} ${i + 1}`} at={i} onChange={change} onRemove={remove} />
            ))}
            <Group gap={6}>
                <Button size="compact-xs" variant="default" aria-label={`${label}: ${t("groups.addCondition")}`} onClick={() => set([...parts, fresh])}>+ {t("groups.condition")}</Button>
                {depth < 6 && <Button size="compact-xs" variant="subtle" aria-label={`${label}: ${t("groups.addGroup")}`} onClick={() => set([...parts, { any: [fresh, fresh] }])}>+ {t("groups.group")}</Button>}
            </Group>
        </Stack>
    );
}
