import { Button, Group, NativeSelect, Stack, Switch, Text, TextInput } from "@mantine/core";
import { ActButton, api, DataTable, Dialog, EmptyState, Fault, notify, outgoing, Problem, refresh, type Schemas, Screen, useCampaigns, useMe, usePages, useTexts } from "@rejoinder/console";
import { useState } from "react";

type Rule = Schemas["PressureRule"];
type Weight = NonNullable<Rule["weights"]>[number];
type Draft = Pick<Rule, "name" | "channel" | "level" | "days" | "most" | "weights" | "active"> & { id?: string; version?: number };

const whole = (text: string, most: number) => Math.min(most, Number(text.replace(/\D/g, "")) || 0);

function Weights(props: { value: Weight[]; onChange: (w: Weight[]) => void }) {
    const x = useTexts();
    const { t } = x;
    const campaigns = useCampaigns();
    const { value, onChange } = props;
    return (
        <Stack gap={6} role="group" aria-label={t("pressure.weights")}>
            <Text size="sm" fw={600}>{t("pressure.weights")}</Text>
            <Text size="xs" c="dimmed">{t("pressure.weightsHint")}</Text>
            {value.map((w, i) => {
                const label = t("pressure.weightN", { n: i + 1 });
                const set = (next: Partial<Weight>) => onChange(value.map((y, j) => (i === j ? { ...y, ...next } : y)));
                return (
                    <Group key={i} gap={6} wrap="wrap">
                        <NativeSelect size="xs" w={190} aria-label={`${label}: ${t("field.campaignId")}`} value={w.campaignId ?? ""} data={[{ value: "", label: t("pressure.anyCampaign") }, ...campaigns.options]} onChange={(e) => set({ campaignId: e.currentTarget.value || undefined })} />
                        <NativeSelect size="xs" w={120} aria-label={`${label}: ${t("field.channel")}`} value={w.channel ?? ""} data={[{ value: "", label: t("pressure.anyChannel") }, ...outgoing(x)]} onChange={(e) => set({ channel: (e.currentTarget.value || undefined) as Weight["channel"] })} />
                        <TextInput size="xs" w={70} inputMode="numeric" aria-label={`${label}: ${t("pressure.weight")}`} value={String(w.weight)} onChange={(e) => set({ weight: whole(e.currentTarget.value, 1000) })} />
                        <Button size="compact-xs" variant="subtle" aria-label={`${t("shell.remove")}: ${label}`} onClick={() => onChange(value.filter((_, j) => j !== i))}>×</Button>
                    </Group>
                );
            })}
            <Group><Button size="compact-xs" variant="default" onClick={() => onChange([...value, { channel: "letter", weight: 2 }])}>+ {t("pressure.weight")}</Button></Group>
        </Stack>
    );
}

function Editor(props: { value: Draft; onClose: () => void }) {
    const x = useTexts();
    const { t, has } = x;
    const [rule, setRule] = useState(props.value);
    const [faults, setFaults] = useState<string[]>([]);
    const set = (next: Partial<Draft>) => setRule({ ...rule, ...next });
    const save = async () => {
        const { id, version, name, channel, level, days, most, weights, active } = rule;
        const body = { name, channel: channel || undefined, level, days, most, weights, active };
        try {
            if (id) await api.put("/pressure-rules/{id}", { path: { id }, version, body });
            else await api.post("/pressure-rules", { body });
            notify(t("shell.saved"));
            await refresh("/pressure-rules");
            props.onClose();
        } catch (e) {
            if (!(e instanceof Problem)) throw e;
            setFaults(e.faults.length ? e.faults.map((f) => (has("fault." + f.code) ? t("fault." + f.code) : f.message)) : [e.message]);
        }
    };
    return (
        <form onSubmit={(e) => { e.preventDefault(); void save(); }}>
            <Stack gap="sm">
                <TextInput label={t("field.name")} required data-autofocus value={rule.name} onChange={(e) => set({ name: e.currentTarget.value })} />
                <Group gap="sm" align="end" wrap="wrap">
                    <TextInput w={110} label={t("pressure.most")} inputMode="numeric" value={String(rule.most)} onChange={(e) => set({ most: whole(e.currentTarget.value, 100000) })} />
                    <TextInput w={110} label={t("pressure.days")} inputMode="numeric" value={String(rule.days)} onChange={(e) => set({ days: whole(e.currentTarget.value, 3650) })} />
                    <NativeSelect label={t("field.channel")} value={rule.channel ?? ""} data={[{ value: "", label: t("pressure.anyChannel") }, ...outgoing(x)]} onChange={(e) => set({ channel: (e.currentTarget.value || undefined) as Rule["channel"] })} />
                    <NativeSelect label={t("pressure.level")} value={rule.level} data={["person", "household"].map((v) => ({ value: v, label: t("pressure.level." + v) }))} onChange={(e) => set({ level: e.currentTarget.value as "person" })} />
                </Group>
                <Weights value={rule.weights ?? []} onChange={(weights) => set({ weights })} />
                <Switch label={t("pressure.active")} checked={rule.active} onChange={(e) => set({ active: e.currentTarget.checked })} />
                {faults.length > 0 && <Text c="red" size="sm" role="alert">{faults.join(" ")}</Text>}
                <Group gap="xs">
                    <Button type="submit" size="xs">{t("shell.save")}</Button>
                    {rule.id && <ActButton label={t("shell.remove")} sure={t("pressure.removeSure")} act={async () => { await api.remove("/pressure-rules/{id}", { path: { id: rule.id! } }); await refresh("/pressure-rules"); props.onClose(); }} />}
                </Group>
            </Stack>
        </form>
    );
}

/** How much a person is sent at most: rules that bind when lists are frozen and when pieces are handed over. */
export default function PressureRules() {
    const { t, word } = useTexts();
    const may = useMe().may("dispatch.plan");
    const list = usePages("/pressure-rules");
    const [draft, setDraft] = useState<Draft>();
    return (
        <Screen title={t("pressure.title")} hint={t("pressure.hint")} tools={may && <Button size="xs" onClick={() => setDraft({ name: "", level: "person", days: 30, most: 1, weights: [], active: true })}>{t("pressure.new")}</Button>}>
            <Fault error={list.error} />
            <DataTable
                name="pressure-rules"
                label={t("pressure.title")}
                rows={list.rows}
                rowKey={(r) => r.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={may ? (r) => setDraft(r) : undefined}
                empty={<EmptyState title={t("pressure.empty")} hint={t("pressure.emptyHint")} />}
                columns={[
                    { key: "name", label: t("field.name"), value: (r) => r.name },
                    { key: "rule", label: t("pressure.rule"), width: 280, value: (r) => t("pressure.sentence", { most: r.most, days: r.days, channel: r.channel ? word("channel", r.channel) : t("pressure.anyChannel"), level: t("pressure.level." + r.level) }) },
                    { key: "weights", label: t("pressure.weights"), wide: true, value: (r) => (r.weights ?? []).length, right: true },
                    { key: "active", label: t("pressure.active"), value: (r) => t(r.active ? "shell.yes" : "shell.no") },
                ]}
            />
            <Dialog title={draft?.id ? t("pressure.one") : t("pressure.new")} opened={!!draft} onClose={() => setDraft(undefined)}>
                {draft && <Editor value={draft} onClose={() => setDraft(undefined)} />}
            </Dialog>
        </Screen>
    );
}
