import { ActionIcon, Button, Checkbox, Fieldset, Group, NativeSelect, Stack, Textarea, TextInput } from "@mantine/core";
import { Fault, type Schemas, useCampaigns, useGet, useTexts } from "@rejoinder/console";
import { useState } from "react";

type Body = Schemas["NewScript"];
type Text = Schemas["ScriptText"];
type Step = Schemas["ScriptStep"];

const kLanguages = ["de", "en", "fr", "it", "zh"];
const noStep = (key: string): Step => ({ key, text: "", mustRead: false, fields: [], answers: [] });
const first: Text[] = [{ language: "de", steps: [noStep("start")] }];

/** The steps are the same in every language: what is changed of their shape in one is changed in all. */
export function ScriptEditor(props: { script?: Schemas["Script"]; onSave: (body: Body) => Promise<void> }) {
    const { t, word, has } = useTexts();
    const campaigns = useCampaigns();
    const types = useGet("/response-types", { stale: 300_000 }).data?.items ?? [];
    const [name, setName] = useState(props.script?.name ?? "");
    const [campaignId, setCampaign] = useState(props.script?.campaignId ?? "");
    const [active, setActive] = useState(props.script?.active ?? true);
    const [texts, setTexts] = useState<Text[]>(props.script?.texts ?? first);
    const [language, setLanguage] = useState(texts[0].language);
    const [error, setError] = useState<unknown>();
    const [busy, setBusy] = useState(false);
    const steps = texts.find((x) => x.language === language)?.steps ?? [];
    /** Words belong to the shown language, everything else to all. */
    const change = (index: number, own: (s: Step) => Step, shape = false) =>
        setTexts(texts.map((x) => (shape || x.language === language ? { ...x, steps: (x.steps ?? []).map((s, i) => (i === index ? own(s) : s)) } : x)));
    const all = (act: (list: Step[]) => Step[]) => setTexts(texts.map((x) => ({ ...x, steps: act(x.steps ?? []) })));
    const fresh = () => { for (let n = steps.length + 1; ; n++) if (!steps.some((s) => s.key === "step" + n)) return "step" + n; };
    const addLanguage = (to: string) => {
        setTexts([...texts, { language: to, steps: structuredClone(steps) }]);
        setLanguage(to);
    };
    const save = async () => {
        setBusy(true);
        setError(undefined);
        try {
            await props.onSave({ name, active, texts, ...(campaignId ? { campaignId } : {}) });
        } catch (refused) {
            setError(refused);
        } finally {
            setBusy(false);
        }
    };
    const typeName = (key: string, own: string) => (has("responseType." + key) ? t("responseType." + key) : own);
    return (
        <Stack gap="sm">
            <Fault error={error} />
            <Group grow align="end">
                <TextInput label={t("field.name")} required value={name} onChange={(e) => setName(e.currentTarget.value)} data-autofocus />
                <NativeSelect label={t("field.campaignId")} value={campaignId} data={[{ value: "", label: "–" }, ...campaigns.options]} onChange={(e) => setCampaign(e.currentTarget.value)} />
                <Checkbox label={t("field.active")} checked={active} onChange={(e) => setActive(e.currentTarget.checked)} />
            </Group>
            <Group gap={6}>
                {texts.map((x) => <Button key={x.language} size="compact-sm" variant={x.language === language ? "light" : "subtle"} aria-pressed={x.language === language} onClick={() => setLanguage(x.language)}>{word("languageName", x.language)}</Button>)}
                <NativeSelect size="xs" aria-label={t("scripts.addLanguage")} value="" data={[{ value: "", label: "+ " + t("scripts.addLanguage") }, ...kLanguages.filter((l) => !texts.some((x) => x.language === l)).map((value) => ({ value, label: word("languageName", value) }))]} onChange={(e) => e.currentTarget.value && addLanguage(e.currentTarget.value)} />
            </Group>
            {steps.map((step, i) => (
                <Fieldset key={i} legend={t("scripts.step", { number: i + 1 })} p="xs">
                    <Stack gap={6}>
                        <Group align="end" gap="xs">
                            <TextInput size="xs" label={t("scripts.key")} value={step.key} onChange={(e) => { const key = e.currentTarget.value; all((list) => list.map((s, j) => ({ ...s, key: i === j ? key : s.key, answers: (s.answers ?? []).map((a) => (a.to === step.key ? { ...a, to: key } : a)) }))); }} />
                            <Checkbox size="xs" label={t("scripts.mustRead")} checked={!!step.mustRead} onChange={(e) => { const mustRead = e.currentTarget.checked; change(i, (s) => ({ ...s, mustRead }), true); }} />
                            {i > 0 && <ActionIcon variant="subtle" aria-label={t("shell.remove")} onClick={() => all((list) => list.filter((_, j) => j !== i))}>×</ActionIcon>}
                        </Group>
                        <Textarea size="xs" label={t("scripts.say")} autosize minRows={2} value={step.text} onChange={(e) => { const text = e.currentTarget.value; change(i, (s) => ({ ...s, text })); }} />
                        {(step.fields ?? []).map((field, f) => {
                            const set = (own: Partial<typeof field>, shape = false) => change(i, (s) => ({ ...s, fields: (s.fields ?? []).map((x, j) => (j === f ? { ...x, ...own } : x)) }), shape);
                            return (
                                <Group key={f} gap="xs" align="end" role="group" aria-label={t("scripts.field")}>
                                    <TextInput size="xs" label={t("scripts.fieldName")} value={field.name} onChange={(e) => set({ name: e.currentTarget.value }, true)} />
                                    <TextInput size="xs" label={t("scripts.field")} value={field.label} onChange={(e) => set({ label: e.currentTarget.value })} />
                                    <Checkbox size="xs" label={t("scripts.required")} checked={!!field.required} onChange={(e) => set({ required: e.currentTarget.checked }, true)} />
                                    <Checkbox size="xs" label={t("scripts.twice")} checked={!!field.twice} onChange={(e) => set({ twice: e.currentTarget.checked }, true)} />
                                    <ActionIcon variant="subtle" aria-label={t("shell.remove")} onClick={() => change(i, (s) => ({ ...s, fields: (s.fields ?? []).filter((_, j) => j !== f) }), true)}>×</ActionIcon>
                                </Group>
                            );
                        })}
                        {(step.answers ?? []).map((answer, a) => {
                            const set = (own: Partial<typeof answer>, shape = false) => change(i, (s) => ({ ...s, answers: (s.answers ?? []).map((x, j) => (j === a ? { ...x, ...own } : x)) }), shape);
                            return (
                                <Group key={a} gap="xs" align="end" role="group" aria-label={t("scripts.answer")}>
                                    <TextInput size="xs" label={`${a + 1} ${t("scripts.answer")}`} value={answer.label} onChange={(e) => set({ label: e.currentTarget.value })} />
                                    <NativeSelect size="xs" label={t("scripts.leadsTo")} value={answer.to} data={[{ value: "", label: t("scripts.end") }, ...steps.map((s) => s.key)]} onChange={(e) => set({ to: e.currentTarget.value }, true)} />
                                    <NativeSelect size="xs" label={t("scripts.means")} value={answer.responseType} data={[{ value: "", label: "–" }, ...types.map((x) => ({ value: x.key, label: typeName(x.key, x.name) }))]} onChange={(e) => set({ responseType: e.currentTarget.value }, true)} />
                                    <ActionIcon variant="subtle" aria-label={t("shell.remove")} onClick={() => change(i, (s) => ({ ...s, answers: (s.answers ?? []).filter((_, j) => j !== a) }), true)}>×</ActionIcon>
                                </Group>
                            );
                        })}
                        <Group gap={6}>
                            <Button size="compact-xs" variant="default" onClick={() => change(i, (s) => ({ ...s, answers: [...(s.answers ?? []), { label: "", to: "", responseType: "" }] }), true)}>+ {t("scripts.answer")}</Button>
                            <Button size="compact-xs" variant="default" onClick={() => change(i, (s) => ({ ...s, fields: [...(s.fields ?? []), { name: "", label: "", required: false, twice: false }] }), true)}>+ {t("scripts.field")}</Button>
                        </Group>
                    </Stack>
                </Fieldset>
            ))}
            <Group>
                <Button size="xs" variant="default" onClick={() => { const key = fresh(); all((list) => [...list, noStep(key)]); }}>+ {t("scripts.addStep")}</Button>
                <Button size="xs" loading={busy} onClick={() => void save()}>{t("shell.save")}</Button>
            </Group>
        </Stack>
    );
}
