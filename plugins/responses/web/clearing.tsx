import { Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import {
    api, ContactName, ContactPicker, DataTable, Dialog, Door, EmptyState, Fault, nameOf, notify, notifyRefusal, notifyUndo, placeOf, refresh, type Schemas, Screen, searchContacts, Slot, StateBadge, StateSwitch, useGet, useMe, usePages, useShortcuts, useTexts, useView,
} from "@rejoinder/console";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Alarm } from "./alarm";
import { useTypeName, useTypeNames } from "./type_name";
import { Why } from "./why";

type Entry = Schemas["ClearingEntry"];

export default function Clearing() {
    const { t, moment, word } = useTexts();
    const me = useMe();
    const typeName = useTypeName();
    const [state, setState] = useView("state", "open");
    const [entry, setEntry] = useState<Entry>();
    const list = usePages("/clearing", { state });
    const may = me.may("responses.write");
    const undo = useUndo();
    const reject = async (e: Entry) => {
        try {
            const done = await api.patch("/clearing/{id}", { path: { id: e.id }, version: e.version, body: { state: "rejected" } });
            notifyUndo(t("clearing.rejected"), t("shell.undo"), () => void undo(done));
        } catch (error) {
            notifyRefusal(error);
        }
        await refresh("/clearing");
    };
    return (
        <Screen
            title={t("clearing.title")}
            hint={t("clearing.hint")}
            tools={
                <StateSwitch group="clearing" states={["open", "assigned", "rejected"]} value={state} onChange={setState} />
            }
        >
            <Fault error={list.error} />
            <Alarm />
            <DataTable
                name="clearing"
                label={t("clearing.title")}
                rows={list.rows}
                rowKey={(e) => e.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={setEntry}
                rowKeys={!may ? {} : state === "open" ? { a: setEntry, r: (e) => void reject(e) } : { u: (e) => void undo(e) }}
                empty={<EmptyState title={t("clearing.empty")} hint={t("clearing.emptyHint")} />}
                columns={[
                    { key: "at", label: t("clearing.captured"), wide: true, value: (e) => e.capturedAt, show: (e) => moment(e.capturedAt) },
                    { key: "type", label: t("responses.type"), value: (e) => typeName(e.reply.type) },
                    { key: "channel", label: t("field.channel"), wide: true, value: (e) => word("channel", e.reply.channel) },
                    { key: "given", label: t("clearing.given"), value: (e) => given(e) },
                    { key: "note", label: t("field.note"), wide: true, value: (e) => e.reply.note ?? "" },
                    { key: "reason", label: t("clearing.reason"), value: (e) => word("reasonOf", e.reason) },
                    { key: "by", label: t("responses.by"), value: (e) => e.capturedBy, hidden: true },
                    { key: "state", label: t("field.state"), wide: true, value: (e) => word("clearing", e.state), show: (e) => <StateBadge group="clearing" value={e.state} /> },
                ]}
            />
            <Dialog title={entry && entry.state !== "open" ? word("clearing", entry.state) : t("clearing.assign")} opened={!!entry} onClose={() => setEntry(undefined)}>
                {entry?.state === "open" && <Decide entry={entry} may={may} onDone={() => setEntry(undefined)} onReject={() => (setEntry(undefined), void reject(entry))} />}
                {entry && entry.state !== "open" && <Decided entry={entry} may={may} onUndo={() => (setEntry(undefined), void undo(entry))} />}
            </Dialog>
        </Screen>
    );
}

/** Takes a decision back; what an assignment made goes with it. */
function useUndo() {
    const { t } = useTexts();
    return async (e: Entry) => {
        try {
            await api.patch("/clearing/{id}", { path: { id: e.id }, version: e.version, body: { state: "open" } });
            notify(t("shell.undone"));
        } catch (error) {
            notifyRefusal(error);
        }
        await refresh("/clearing", "/responses", "/orders");
    };
}

function Decided(props: { entry: Entry; may: boolean; onUndo: () => void }) {
    const { t } = useTexts();
    const { entry } = props;
    return (
        <Stack gap="sm">
            <Text size="sm">{given(entry)}</Text>
            {entry.reply.note && <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{entry.reply.note}</Text>}
            {entry.remark && <Text size="sm" c="dimmed">{entry.remark}</Text>}
            {entry.responseId && <Door to={"/responses/" + entry.responseId}>{t("clearing.response")}</Door>}
            {props.may && (
                <>
                    {entry.state === "assigned" && <Text size="sm">{t("clearing.undoHint")}</Text>}
                    <Group>
                        <Button data-autofocus onClick={props.onUndo}>U {t("clearing.undo")}</Button>
                    </Group>
                </>
            )}
        </Stack>
    );
}

function given(e: Entry): string {
    return [e.reply.code, e.reply.externalKey, e.reply.contactId, e.reply.reference].filter(Boolean).join(" · ");
}

function Decide(props: { entry: Entry; may: boolean; onDone: () => void; onReject: () => void }) {
    const { t } = useTexts();
    const { entry } = props;
    const undo = useUndo();
    const [contactId, setContact] = useState("");
    const [code, setCode] = useState("");
    // A letter in words, such as an e-mail, has no type until somebody has read it.
    const [type, setType] = useState<string | null>(null);
    const types = useTypeNames();
    const typed = !!entry.reply.type || !!type;
    const [fault, setFault] = useState<unknown>();
    const candidates = useGet("/clearing/{id}/candidates", { path: { id: entry.id } }).data?.items ?? [];
    // Those who have the name that was given, though nothing else speaks for them.
    const word = entry.reply.externalKey;
    const named = useQuery({
        queryKey: ["/clearing", "named", entry.id],
        queryFn: async () => (word && !/^\d/.test(word) ? await searchContacts(word) : []),
    });
    const people = (named.data ?? []).filter((c) => !candidates.some((x) => x.contactId === c.id)).slice(0, 8);
    const take = (c: Schemas["Candidate"]) => void assign(c.code ? { code: c.code } : { contactId: c.contactId! });
    useShortcuts(props.may ? candidates.slice(0, 9).map((c, n) => ({ key: "Alt+" + (n + 1), label: t("through.candidate", { number: n + 1 }), act: () => typed && take(c) })) : []);
    const assign = async (to: { code?: string; contactId?: string }) => {
        try {
            const done = await api.patch("/clearing/{id}", { path: { id: entry.id }, version: entry.version, body: { state: "assigned", ...to, ...(entry.reply.type ? {} : { type: type ?? undefined }) } });
            notifyUndo(t("clearing.done"), t("shell.undo"), () => void undo(done));
            props.onDone();
            await refresh("/clearing", "/responses");
        } catch (error) {
            setFault(error);
        }
    };
    return (
        <Stack gap="sm">
            <Fault error={fault} />
            <Text size="sm">{given(entry)}</Text>
            {entry.reply.note && <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{entry.reply.note}</Text>}
            <Slot name="clearing" context={{ clearingId: entry.id }} />
            {props.may && (
                <>
                    {!entry.reply.type && <Select label={t("responses.type")} data={types} value={type} onChange={setType} required />}
                    {entry.reply.contactId && (
                        <Button variant="light" justify="start" disabled={!typed} onClick={() => void assign({ contactId: entry.reply.contactId! })}>
                            <ContactName id={entry.reply.contactId} />
                        </Button>
                    )}
                    {(candidates.length > 0 || people.length > 0) && <Text fw={600} size="sm">{t("clearing.candidates")}</Text>}
                    {candidates.map((c, n) => (
                        <Why key={(c.code ?? "") + c.contactId} candidate={c} number={n + 1} disabled={!typed} onChoose={() => take(c)} />
                    ))}
                    {people.map((c) => (
                        <Button key={c.id} variant="light" justify="start" onClick={() => void assign({ contactId: c.id })}>
                            {nameOf(c)}, {placeOf(c)} · {t("clearing.why.name")}
                        </Button>
                    ))}
                    <ContactPicker label={t("field.contactId")} value={contactId} autoFocus onChange={(v) => setContact(v ?? "")} />
                    <TextInput label={t("clearing.byCode")} value={code} onChange={(e) => setCode(e.currentTarget.value)} />
                    <Group>
                        <Button disabled={(!contactId && !code) || !typed} onClick={() => void assign(code ? { code } : { contactId })}>
                            {t("clearing.assign")}
                        </Button>
                        <Button variant="default" onClick={props.onReject}>
                            {t("clearing.reject")}
                        </Button>
                    </Group>
                </>
            )}
        </Stack>
    );
}
