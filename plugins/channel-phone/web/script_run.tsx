import { Button, Checkbox, Group, Text, TextInput } from "@mantine/core";
import { type Contact, post, type Schemas, useGet, useTexts } from "@rejoinder/console";
import { useEffect, useState } from "react";

type Script = Schemas["Script"];
type Step = Schemas["ScriptStep"];

/** What a screen is told of the conversation: what still stands in the way of its end, and how to keep it. */
export interface Conversation {
    missing?: string;
    responseType?: string;
    keep: (of: { responseId?: string; callId?: string }) => Promise<unknown>;
}

interface Run {
    path: { step: string; answer?: number }[];
    read: string[];
    values: Record<string, string>;
    again: Record<string, string>;
}
const noRun: Run = { path: [], read: [], values: {}, again: {} };

/** The script that a line names, else the campaign's. */
export function useScript(scriptId: string | undefined, campaignId: string | undefined): Script | undefined {
    const list = useGet("/call-scripts", { stale: 60_000 }).data?.items ?? [];
    const active = list.filter((s) => s.active);
    return active.find((s) => s.id === scriptId) ?? active.find((s) => s.campaignId && s.campaignId === campaignId);
}

const filled = (text: string, contact: Contact | undefined, salutation: string) =>
    text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => (name === "salutation" ? salutation : String(contact?.[name as keyof Contact] ?? "")));

/** One step at a time: what to say, what to ask, and where each answer leads. */
export function ScriptRun(props: { script: Script; language?: string; contact?: Contact; salutation?: string; campaignId?: string; onChange: (c: Conversation | undefined) => void }) {
    const { t, word } = useTexts();
    const { script, onChange } = props;
    const [run, setRun] = useState(noRun);
    const [chosen, setChosen] = useState<string>();
    const wanted = chosen ?? props.contact?.language ?? props.language;
    const text = script.texts?.find((x) => x.language === wanted) ?? script.texts?.find((x) => x.language === props.language) ?? script.texts?.[0];
    const steps = text?.steps ?? [];
    const stepOf = (key: string | undefined) => steps.find((s) => s.key === key);
    const after = (taken: Run["path"][number] | undefined) => (taken ? stepOf(stepOf(taken.step)?.answers?.[taken.answer ?? -1]?.to || undefined) : steps[0]);
    const step = after(run.path.at(-1));
    const walked = run.path.map((p) => stepOf(p.step)).filter((s): s is Step => !!s);
    const here = [...walked, ...(step ? [step] : [])];
    const lacks = (s: Step): string | undefined => {
        if (s.mustRead && !run.read.includes(s.key)) return t("scripts.unread");
        for (const f of s.fields ?? []) {
            if (f.required && !run.values[f.name]) return t("scripts.empty", { field: f.label });
            if (f.twice && run.values[f.name] && run.values[f.name] !== run.again[f.name]) return t("scripts.differs", { field: f.label });
        }
        return undefined;
    };
    const missing = here.map(lacks).find(Boolean);
    const answer = walked.at(-1)?.answers?.[run.path.at(-1)?.answer ?? -1];
    useEffect(() => {
        if (!text) return;
        const path = step ? [...run.path, { step: step.key }] : run.path;
        onChange({
            missing,
            responseType: answer?.responseType || undefined,
            keep: (of) =>
                post(
                    "/script-runs",
                    {
                        scriptId: script.id, number: script.version, language: text.language, path, sentences: run.read,
                        captured: Object.entries(run.values).filter(([, v]) => v).map(([name, value]) => ({ name, value, ...(run.again[name] ? { again: run.again[name] } : {}) })),
                        ...(props.contact ? { contactId: props.contact.id } : {}), ...(props.campaignId ? { campaignId: props.campaignId } : {}), ...of,
                    },
                    t("scripts.one"),
                ),
        });
    }, [run, text?.language, script.version, props.contact?.id]);
    useEffect(() => () => onChange(undefined), []);
    if (!text) return null;
    const choose = (index: number) => step && index < (step.answers ?? []).length && !lacks(step) && setRun({ ...run, path: [...run.path, { step: step.key, answer: index }] });
    const read = () => step?.mustRead && setRun({ ...run, read: run.read.includes(step.key) ? run.read.filter((k) => k !== step.key) : [...run.read, step.key] });
    const back = () => setRun({ ...run, path: run.path.slice(0, -1) });
    return (
        <div
            className="script"
            role="group"
            aria-label={t("scripts.one")}
            tabIndex={-1}
            onKeyDown={(e) => {
                if (e.ctrlKey || e.altKey || (e.target as HTMLElement).matches("input:not([type=checkbox])")) return;
                if (e.key >= "1" && e.key <= "9") choose(Number(e.key) - 1);
                else if (e.key === "0") read();
                else if (e.key === "Backspace") back();
                else return;
                e.preventDefault();
            }}
        >
            <Group justify="space-between" gap="xs">
                <Text size="xs" c="dimmed">{script.name} · {t("scripts.version", { number: script.version })}</Text>
                <Group gap={4}>
                    {(script.texts ?? []).length > 1 && (script.texts ?? []).map((x) => (
                        <Button key={x.language} size="compact-xs" variant={x === text ? "light" : "subtle"} aria-pressed={x === text} onClick={() => setChosen(x.language)}>{word("languageName", x.language)}</Button>
                    ))}
                </Group>
            </Group>
            {step ? (
                <>
                    <Text size="sm" fw={step.mustRead ? 600 : undefined} style={{ whiteSpace: "pre-wrap" }}>{step.mustRead && "⚠ "}{filled(step.text, props.contact, props.salutation ?? "")}</Text>
                    {step.mustRead && <Checkbox size="xs" label={t("scripts.read")} checked={run.read.includes(step.key)} onChange={read} />}
                    {(step.fields ?? []).map((f) => (
                        <Group key={f.name} gap="xs" grow>
                            <TextInput size="xs" label={f.label} withAsterisk={f.required} autoComplete="off" value={run.values[f.name] ?? ""} onChange={(e) => setRun({ ...run, values: { ...run.values, [f.name]: e.currentTarget.value } })} />
                            {f.twice && <TextInput size="xs" label={t("scripts.again", { field: f.label })} autoComplete="off" value={run.again[f.name] ?? ""} onPaste={(e) => e.preventDefault()} error={run.again[f.name] && run.again[f.name] !== run.values[f.name] ? t("scripts.differs", { field: f.label }) : undefined} onChange={(e) => setRun({ ...run, again: { ...run.again, [f.name]: e.currentTarget.value } })} />}
                        </Group>
                    ))}
                    {lacks(step) && <Text size="xs" role="status">{lacks(step)}</Text>}
                    <Group gap={6}>
                        {(step.answers ?? []).map((a, i) => (
                            <Button key={i} size="compact-sm" variant="default" disabled={!!lacks(step)} onClick={() => choose(i)}><kbd>{i + 1}</kbd>&nbsp;{a.label}</Button>
                        ))}
                    </Group>
                </>
            ) : (
                <Text size="sm">✓ {t("scripts.end")}</Text>
            )}
            {run.path.length > 0 && <Button size="compact-xs" variant="subtle" onClick={back}>← {t("scripts.back")}</Button>}
        </div>
    );
}
