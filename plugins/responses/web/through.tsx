import { Button, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { api, cleanCode, Fault, notifyUndo, notify, notifyRefusal, Panel, refresh, type Schemas, Slot, useGet, usePages, useService, useShortcuts, useTexts } from "@rejoinder/console";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { itemsOf } from "./cards_model";
import { inUsualOrder } from "./desk_model";
import { OwnField } from "./own_field";
import { useTypeName } from "./type_name";
import { Why } from "./why";
import "./desk.css";

type Entry = Schemas["ClearingEntry"];
interface Decision {
    state: "assigned" | "rejected";
    code?: string;
    contactId?: string;
    type?: string;
    items?: { sku: string; quantity: number }[];
    fields?: Record<string, string>;
}
interface Typed {
    code: string;
    type: string;
    items: string;
    fields: Record<string, string>;
}

/** What waits for a person, one after the other: the picture on one side, the fields on the other, hands on the keyboard. */
export function Through(props: { batchId: string; onAll: () => void }) {
    const { t, whole } = useTexts();
    const list = usePages("/clearing", props.batchId ? { state: "open", batchId: props.batchId } : { state: "open" });
    const [at, setAt] = useState(0);
    const [before, setBefore] = useState<Typed>();
    const rows = list.rows;
    const entry = rows[Math.min(at, rows.length - 1)];
    return (
        <Panel title={t("through.title", { count: whole(rows.length) + (list.more ? "+" : "") })} tools={<Text size="xs" c="dimmed">{t("through.keys")}</Text>}>
            <Fault error={list.error} />
            {props.batchId && <Button size="compact-xs" variant="subtle" onClick={props.onAll}>{t("through.all")}</Button>}
            {!entry && <Text size="sm">✓ {t("clearing.empty")}</Text>}
            {entry && (
                <One
                    key={entry.id}
                    entry={entry}
                    before={before}
                    onSkip={() => setAt((n) => (n + 1 < rows.length ? n + 1 : 0))}
                    onDone={(typed) => {
                        if (typed) setBefore(typed);
                        void refresh("/clearing", "/responses", "/control-figures", "/orders");
                    }}
                />
            )}
        </Panel>
    );
}

function One(props: { entry: Entry; before?: Typed; onSkip: () => void; onDone: (typed?: Typed) => void }) {
    const { t, word, moment } = useTexts();
    const { entry, before } = props;
    const typeName = useTypeName();
    const types = inUsualOrder(useGet("/response-types", { stale: 300_000 }).data?.items ?? []);
    const candidates = useGet("/clearing/{id}/candidates", { path: { id: entry.id } }).data?.items ?? [];
    const isWhole = useService<(text: string) => boolean>("code.whole");
    const [typed, setTyped] = useState<Typed>({ code: entry.reply.code ?? "", type: entry.reply.type ?? "", items: (entry.reply.items ?? []).map((i) => `${i.quantity ?? 1} ${i.sku}`).join(", "), fields: { ...entry.reply.fields } });
    const [fault, setFault] = useState<unknown>();
    const [busy, setBusy] = useState(false);
    const box = useRef<HTMLDivElement>(null);
    useEffect(() => box.current?.querySelector<HTMLElement>("input")?.focus(), []);
    const whole = !typed.code || !isWhole || isWhole(typed.code);

    const undo = (done: Entry) =>
        void api.patch("/clearing/{id}", { path: { id: done.id }, version: done.version, body: { state: "open" } }).then(() => (notify(t("shell.undone")), props.onDone()), notifyRefusal);
    const decide = async (body: Decision) => {
        if (busy) return;
        setBusy(true);
        try {
            const done = await api.patch("/clearing/{id}", { path: { id: entry.id }, version: entry.version, body: body as never });
            notifyUndo(t(body.state === "rejected" ? "clearing.rejected" : "clearing.done"), t("shell.undo"), () => undo(done));
            props.onDone(body.state === "assigned" ? typed : undefined);
        } catch (error) {
            setFault(error);
        } finally {
            setBusy(false);
        }
    };
    const assign = (to: { code?: string; contactId?: string }) => decide({ state: "assigned", ...to, type: typed.type || undefined, items: itemsOf(typed.items), fields: Object.fromEntries(Object.entries(typed.fields).filter(([, v]) => v)) });
    const take = () => {
        const best = candidates[0];
        if (typed.code) return void assign({ code: cleanCode(typed.code) });
        if (best) return void assign(best.code ? { code: best.code } : { contactId: best.contactId! });
        box.current?.querySelector<HTMLElement>("input")?.focus();
    };
    const asBefore = () => before && setTyped({ ...typed, type: before.type, items: before.items });
    const pick = (n: number) => candidates[n] && void assign(candidates[n].code ? { code: candidates[n].code } : { contactId: candidates[n].contactId! });
    useShortcuts([
        { key: "Ctrl+Enter", label: t("through.take"), act: take },
        { key: "F9", label: t("cards.asBefore"), act: asBefore },
        { key: "PageDown", label: t("through.skip"), act: props.onSkip },
        { key: "Ctrl+Delete", label: t("clearing.reject"), act: () => void decide({ state: "rejected" }) },
        ...candidates.slice(0, 9).map((_, n) => ({ key: "Alt+" + (n + 1), label: t("through.candidate", { number: n + 1 }), act: () => pick(n) })),
    ]);
    const onKey = (e: KeyboardEvent) => {
        if (e.key !== "Enter" || e.ctrlKey || (e.target as HTMLElement).tagName === "BUTTON") return;
        e.preventDefault();
        const fields = [...(box.current?.querySelectorAll<HTMLElement>("input, select") ?? [])];
        const next = fields[fields.indexOf(e.target as HTMLElement) + 1];
        if (next) next.focus();
        else take();
    };
    return (
        <div className="through">
            <div className="through-picture">
                <Slot name="clearing" context={{ clearingId: entry.id }} />
                {entry.reply.note && <Text size="sm" className="through-note" tabIndex={0}>{entry.reply.note}</Text>}
            </div>
            <div ref={box} onKeyDown={onKey}>
                <Text size="sm" c="dimmed">{word("reasonOf", entry.reason)} · {word("channel", entry.reply.channel)} · {moment(entry.capturedAt)}</Text>
                <Fault error={fault} />
                <div className="card-fields">
                    <TextInput label={t("field.code")} value={typed.code} error={whole ? undefined : t("cards.doubtful")} classNames={{ input: whole ? "code" : "code doubtful" }} autoComplete="off" spellCheck={false} onChange={(e) => setTyped({ ...typed, code: e.currentTarget.value })} />
                    <NativeSelect label={t("responses.type")} value={typed.type} data={[{ value: "", label: "–" }, ...types.map((x) => ({ value: x.key, label: typeName(x.key) }))]} onChange={(e) => setTyped({ ...typed, type: e.currentTarget.value })} />
                    <TextInput label={t("responses.items")} value={typed.items} autoComplete="off" onChange={(e) => setTyped({ ...typed, items: e.currentTarget.value })} />
                </div>
                {(types.find((x) => x.key === typed.type)?.fields ?? []).map((f) => (
                    <OwnField key={f.key} field={f} value={typed.fields[f.key] ?? ""} onChange={(v) => setTyped({ ...typed, fields: { ...typed.fields, [f.key]: v } })} />
                ))}
                {candidates.length > 0 && <Text fw={600} size="sm" mt="xs">{t("clearing.candidates")}</Text>}
                <Stack gap={4} mt={4}>
                    {candidates.slice(0, 9).map((c, n) => (
                        <Why key={(c.code ?? "") + c.contactId} candidate={c} number={n + 1} onChoose={() => pick(n)} />
                    ))}
                </Stack>
                <Group mt="xs" gap="xs">
                    <Button size="xs" loading={busy} onClick={take}>Ctrl+⏎ {t("through.take")}</Button>
                    <Button size="xs" variant="default" onClick={props.onSkip}>{t("through.skip")}</Button>
                    <Button size="xs" variant="default" onClick={() => void decide({ state: "rejected" })}>{t("clearing.reject")}</Button>
                </Group>
            </div>
        </div>
    );
}
