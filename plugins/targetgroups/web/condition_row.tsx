import { ActionIcon, Autocomplete, Group, MultiSelect, NativeSelect, Select, TagsInput, Text, TextInput } from "@mantine/core";
import { outgoing, useCampaigns, useGet, usePages, useTexts } from "@rejoinder/console";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { arity, comparisonsOf, factLabel, type FactCondition, type FactInfo, isPoint, questionOf } from "./model";

/** Values that people have of a fact, most frequent first. */
function useValues(fact?: FactInfo) {
    const { data } = useGet("/target-groups/fact-values", { query: { fact: fact?.name } as never, enabled: !!fact?.perPerson, stale: 300_000 });
    return (data?.items ?? []).map((v) => v.value);
}

export function FactSelect(props: { facts: FactInfo[]; value: string; label: string; only?: (f: FactInfo) => boolean; extra?: { value: string; label: string }[]; onChange: (fact: string) => void; w?: number }) {
    const { t, has } = useTexts();
    const groups = new Map<string, { value: string; label: string }[]>();
    for (const f of props.facts.filter(props.only ?? (() => true))) {
        const group = f.name.split(".")[0];
        groups.set(group, [...(groups.get(group) ?? []), { value: f.name, label: factLabel(f.name, t, has) }]);
    }
    return (
        <Select
            size="xs"
            {...(props.w ? { w: props.w } : { flex: "1 1 140px", maw: 240 })}
            searchable
            aria-label={props.label}
            value={props.value || null}
            data={[...(props.extra ?? []), ...[...groups].map(([group, items]) => ({ group: has("factGroup." + group) ? t("factGroup." + group) : group, items }))]}
            nothingFoundMessage={t("groups.noFact")}
            maxDropdownHeight={320}
            allowDeselect={false}
            onChange={(v) => v && props.onChange(v)}
        />
    );
}

/** Frozen lists to choose from, by their names. */
function ListField(props: { value: FactCondition; label: string; onChange: (values: string[]) => void }) {
    const { rows, more } = usePages("/target-groups");
    useEffect(() => {
        if (more.has && !more.busy) more.load();
    }, [more.has, more.busy]);
    const data = rows.filter((g) => g.state === "frozen").map((g) => ({ value: g.id, label: g.name }));
    const values = props.value.values ?? [];
    return props.value.comparison === "in" ? (
        <MultiSelect size="xs" flex="1 1 180px" searchable aria-label={props.label} data={data} value={values} onChange={props.onChange} />
    ) : (
        <Select size="xs" flex="1 1 180px" maw={320} searchable aria-label={props.label} data={data} value={values[0] ?? null} onChange={(v) => props.onChange(v ? [v] : [])} />
    );
}

/** So many kilometres around a place, which is found by its name or postcode, or around degrees north and east. */
function NearField(props: { value: FactCondition; label: string; onChange: (values: string[]) => void }) {
    const { t } = useTexts();
    const [kilometres = "", place = ""] = props.value.values ?? [];
    // What is half typed stays here: no condition could be counted with it.
    const [typed, setTyped] = useState<string>();
    const text = typed ?? place;
    const wish = text.trim();
    const [asked] = useDebouncedValue(wish, 200);
    const { data } = useGet("/places/search", { query: { text: asked } as never, enabled: asked.length > 1 && !asked.includes(","), stale: 300_000 });
    const found = asked === wish ? (data?.items ?? []).map((p) => ({ value: `${p.country} ${p.postcode}`, label: `${p.country} ${p.postcode} ${p.name}` })) : [];
    const placeIn = (v: string) => (isPoint(v) ? v : found.find((p) => p.label === v || p.value === v.trim().toUpperCase())?.value);
    const take = (v: string) => {
        setTyped(undefined);
        if (v !== place) props.onChange([kilometres, v]);
    };
    const type = (v: string) => {
        const whole = placeIn(v);
        if (whole !== undefined) return take(whole);
        setTyped(v);
        if (place !== "") props.onChange([kilometres, ""]);
    };
    useEffect(() => {
        const whole = typed !== undefined && placeIn(typed);
        if (whole) take(whole);
    }, [data, asked]);
    return (
        <Group gap={4} wrap="nowrap" flex="1 1 230px">
            <TextInput size="xs" w={56} inputMode="decimal" aria-label={`${props.label}: ${t("groups.kilometres")}`} value={kilometres} onChange={(e) => props.onChange([e.currentTarget.value.trim().replace(",", "."), place])} />
            <Text size="xs">{t("groups.kilometresOf")}</Text>
            <Autocomplete size="xs" flex="1 1 120px" miw={0} aria-label={`${props.label}: ${t("groups.place")}`} placeholder="CH 8001" value={text} data={found} filter={({ options }) => options} limit={20} comboboxProps={{ width: 260, position: "bottom-end" }} onChange={type} onBlur={() => typed !== undefined && take(typed)} />
        </Group>
    );
}

function ValueField(props: { value: FactCondition; fact?: FactInfo; label: string; onChange: (c: FactCondition) => void }) {
    const { t } = useTexts();
    const { value, onChange } = props;
    const known = useValues(props.fact);
    const kind = props.fact?.kind;
    const comparison = value.comparison ?? "is";
    const values = value.values ?? [];
    const label = `${props.label}: ${t("groups.value")}`;
    const set = (next: string[]) => onChange({ ...value, values: next });
    if (comparison === "exists") return null;
    if (value.fact.startsWith("lists.")) return <ListField value={value} label={label} onChange={set} />;
    if (kind === "yesNo")
        return <NativeSelect size="xs" w={90} aria-label={label} value={values[0] ?? "true"} data={[{ value: "true", label: t("shell.yes") }, { value: "false", label: t("shell.no") }]} onChange={(e) => set([e.currentTarget.value])} />;
    if (comparison === "within") return <NearField value={value} label={props.label} onChange={set} />;
    if (arity(comparison) === "many") return <TagsInput size="xs" flex="1 1 150px" miw={0} aria-label={label} value={values} data={known} splitChars={[",", ";"]} acceptValueOnBlur placeholder={values.length ? "" : "a, b, c"} onChange={set} />;
    const one = (at: number, name: string) => (
        <Autocomplete
            size="xs"
            flex={comparison === "between" ? "1 1 70px" : "1 1 120px"}
            miw={0}
            maw={240}
            aria-label={name}
            placeholder={kind === "day" ? "2026-11-30" : ""}
            inputMode={kind === "number" ? "decimal" : undefined}
            value={values[at] ?? ""}
            data={known}
            limit={30}
            onChange={(v) => set(comparison === "between" ? (at === 0 ? [v.trim(), values[1] ?? ""] : [values[0] ?? "", v.trim()]) : v === "" ? [] : [v])}
        />
    );
    return comparison === "between" ? (
        <Group gap={4} wrap="nowrap" flex="1 1 170px">
            {one(0, label)}
            <Text size="xs">{t("groups.and")}</Text>
            {one(1, `${props.label}: ${t("groups.upTo")}`)}
        </Group>
    ) : (
        one(0, label)
    );
}

/** Narrows what happened to the last days, a campaign, a channel: as far as the fact can be. */
function Narrowing(props: { value: FactCondition; by: NonNullable<FactInfo["narrowedBy"]>; label: string; onChange: (c: FactCondition) => void }) {
    const x = useTexts();
    const { t } = x;
    const campaigns = useCampaigns();
    const { value, by, onChange } = props;
    return (
        <Group gap={4} wrap="wrap">
            {by.includes("days") && (
                <>
                    <TextInput size="xs" w={70} inputMode="numeric" aria-label={`${props.label}: ${t("groups.withinDays")}`} placeholder="∞" value={value.withinDays ?? ""} onChange={(e) => onChange({ ...value, withinDays: /^\d+$/.test(e.currentTarget.value) ? Number(e.currentTarget.value) : undefined })} />
                    <Text size="xs">{t("groups.days")}</Text>
                </>
            )}
            {by.includes("campaign") && <NativeSelect size="xs" w={170} aria-label={`${props.label}: ${t("field.campaignId")}`} value={value.campaignId ?? ""} data={[{ value: "", label: t("groups.anyCampaign") }, ...campaigns.options]} onChange={(e) => onChange({ ...value, campaignId: e.currentTarget.value || undefined, cellIds: [] })} />}
            {by.includes("channel") && <NativeSelect size="xs" w={130} aria-label={`${props.label}: ${t("field.channel")}`} value={value.channel ?? ""} data={[{ value: "", label: t("groups.anyChannel") }, ...outgoing(x)]} onChange={(e) => onChange({ ...value, channel: (e.currentTarget.value || undefined) as FactCondition["channel"] })} />}
        </Group>
    );
}

/** One question: which fact, how it is compared, with what. */
export function ConditionRow(props: { facts: FactInfo[]; value: FactCondition; label: string; onChange: (c: FactCondition) => void; onRemove?: () => void }) {
    const { t, word } = useTexts();
    const { value, onChange } = props;
    const fact = props.facts.find((f) => f.name === value.fact);
    const comparison = value.comparison ?? "is";
    return (
        <Group gap={6} wrap="nowrap" align="flex-start" data-condition={value.fact}>
            <Group gap={6} wrap="wrap" flex={1} miw={0}>
                <FactSelect facts={props.facts} value={value.fact} label={`${props.label}: ${t("groups.fact")}`} onChange={(name) => onChange(questionOf(props.facts.find((f) => f.name === name), value))} />
                <NativeSelect
                    size="xs"
                    flex="0 1 150px"
                    aria-label={`${props.label}: ${t("groups.comparison")}`}
                    value={comparison}
                    data={[...new Set([...comparisonsOf(fact), comparison])].map((v) => ({ value: v, label: word("comparison", v) }))}
                    onChange={(e) => {
                        const next = e.currentTarget.value as "is";
                        const values = value.values ?? [];
                        onChange({ ...value, comparison: next, values: arity(next) === "many" ? values : values.slice(0, arity(next) as number) });
                    }}
                />
                <ValueField value={value} fact={fact} label={props.label} onChange={onChange} />
                {(fact?.narrowedBy ?? []).length > 0 && <Narrowing value={value} by={fact!.narrowedBy!} label={props.label} onChange={onChange} />}
            </Group>
            {props.onRemove && <ActionIcon variant="subtle" aria-label={`${t("shell.remove")}: ${props.label}`} onClick={props.onRemove}>×</ActionIcon>}
        </Group>
    );
}
