import { ActionIcon, Autocomplete, Button, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { outgoing, useTexts } from "@rejoinder/console";
import { comparisonsOf, type Editable, type FactCondition, type FactInfo } from "./model";

function ConditionRow(props: { facts: FactInfo[]; value: FactCondition; label: string; onChange: (c: FactCondition) => void; onRemove: () => void }) {
    const { t, word } = useTexts();
    const { value, onChange } = props;
    const fact = props.facts.find((f) => f.name === value.fact);
    const comparison = value.comparison ?? "is";
    const kind = fact?.kind;
    return (
        <Group gap={6} wrap="wrap" align="end">
            <Autocomplete
                size="xs"
                w={230}
                aria-label={`${props.label}: ${t("groups.fact")}`}
                description={fact?.description}
                value={value.fact}
                data={props.facts.map((f) => f.name)}
                limit={50}
                onChange={(name) => {
                    const next = props.facts.find((f) => f.name === name);
                    onChange({ ...value, fact: name, ...(next && !comparisonsOf(next.kind).includes(comparison) ? { comparison: comparisonsOf(next.kind)[0] as "is" } : {}), ...(next?.kind === "yesNo" ? { values: ["true"] } : {}) });
                }}
            />
            <NativeSelect size="xs" w={150} aria-label={`${props.label}: ${t("groups.comparison")}`} value={comparison} data={comparisonsOf(kind).map((v) => ({ value: v, label: word("comparison", v) }))} onChange={(e) => onChange({ ...value, comparison: e.currentTarget.value as "is", ...(e.currentTarget.value === "exists" ? { values: [] } : {}) })} />
            {comparison !== "exists" &&
                (kind === "yesNo" ? (
                    <NativeSelect size="xs" w={90} aria-label={`${props.label}: ${t("groups.value")}`} value={value.values?.[0] ?? "true"} data={[{ value: "true", label: t("shell.yes") }, { value: "false", label: t("shell.no") }]} onChange={(e) => onChange({ ...value, values: [e.currentTarget.value] })} />
                ) : (
                    <TextInput
                        size="xs"
                        w={190}
                        aria-label={`${props.label}: ${t("groups.value")}`}
                        placeholder={comparison === "in" ? "a, b, c" : comparison === "between" ? "1, 9" : ""}
                        defaultValue={(value.values ?? []).join(", ")}
                        onChange={(e) => onChange({ ...value, values: comparison === "in" || comparison === "between" ? e.currentTarget.value.split(/\s*,\s*/).filter(Boolean) : e.currentTarget.value ? [e.currentTarget.value.trim()] : [] })}
                    />
                ))}
            <ActionIcon variant="subtle" aria-label={`${t("shell.remove")}: ${props.label}`} onClick={props.onRemove}>×</ActionIcon>
        </Group>
    );
}

/** Builds conditions by pointing: who is in, and who is left out in which order. */
export function Editor(props: { facts: FactInfo[]; value: Editable; onChange: (e: Editable) => void }) {
    const x = useTexts();
    const { t } = x;
    const { value, onChange } = props;
    const fresh: FactCondition = { fact: props.facts[0]?.name ?? "contact.country", comparison: "is", values: [] };
    return (
        <Stack gap="sm">
            <Text fw={600} size="sm">{t("groups.who")}</Text>
            {value.all.length === 0 && <Text size="sm" c="dimmed">{t("groups.everybody")}</Text>}
            {value.all.map((c, i) => (
                <ConditionRow
                    key={i}
                    label={t("groups.conditionN", { n: i + 1 })}
                    facts={props.facts}
                    value={c}
                    onChange={(next) => onChange({ ...value, all: value.all.map((y, j) => (i === j ? next : y)) })}
                    onRemove={() => onChange({ ...value, all: value.all.filter((_, j) => j !== i) })}
                />
            ))}
            <Group><Button size="compact-xs" variant="default" onClick={() => onChange({ ...value, all: [...value.all, fresh] })}>+ {t("groups.condition")}</Button></Group>
            <Text fw={600} size="sm">{t("groups.without")}</Text>
            {value.exclusions.map((e, i) => {
                const change = (next: Partial<typeof e>) => onChange({ ...value, exclusions: value.exclusions.map((y, j) => (i === j ? { ...y, ...next } : y)) });
                const remove = () => onChange({ ...value, exclusions: value.exclusions.filter((_, j) => j !== i) });
                const label = t("groups.exclusionN", { n: i + 1 });
                return (
                    <Group key={i} gap={6} align="end" wrap="wrap">
                        <TextInput size="xs" w={160} aria-label={`${label}: ${t("field.name")}`} value={e.name} onChange={(ev) => change({ name: ev.currentTarget.value })} />
                        {e.where ? (
                            <ConditionRow label={label} facts={props.facts} value={e.where} onChange={(where) => change({ where })} onRemove={remove} />
                        ) : (
                            <>
                                <NativeSelect size="xs" aria-label={`${label}: ${t("field.channel")}`} value={e.notContactable} data={outgoing(x)} onChange={(ev) => change({ notContactable: ev.currentTarget.value })} />
                                <Text size="xs">{t("groups.notContactable")}</Text>
                                <ActionIcon variant="subtle" aria-label={`${t("shell.remove")}: ${label}`} onClick={remove}>×</ActionIcon>
                            </>
                        )}
                    </Group>
                );
            })}
            <Group gap="xs">
                <Button size="compact-xs" variant="default" onClick={() => onChange({ ...value, exclusions: [...value.exclusions, { name: t("groups.notContactable"), notContactable: "letter" }] })}>+ {t("groups.notContactable")}</Button>
                <Button size="compact-xs" variant="default" onClick={() => onChange({ ...value, exclusions: [...value.exclusions, { name: t("groups.exclusion"), where: fresh }] })}>+ {t("groups.exclusion")}</Button>
            </Group>
        </Stack>
    );
}
