import { Alert, Button, FileInput, Stack, Text } from "@mantine/core";
import {
    ActButton, api, channels, choices, countries, DataTable, Dialog, EmptyState, Fault, Form, notify, OperationProgress, refresh, type Schemas, Screen, StateBadge, useGet, useMe, usePages, useTexts,
} from "@rejoinder/console";
import { useState } from "react";

type List = Schemas["SuppressionList"];

/** Robinson lists and lists of others, and single addresses that must not be contacted. */
export default function SuppressionLists() {
    const x = useTexts();
    const { t, word, whole, day } = x;
    const me = useMe();
    const may = me.may("contacts.suppress-lists");
    const list = usePages("/suppression-lists");
    const single = useGet("/suppressions", { query: { limit: 1 } as never });
    const [open, setOpen] = useState<"list" | "one">();
    const [file, setFile] = useState<File | null>(null);
    const [operation, setOperation] = useState("");
    const done = async () => {
        setOpen(undefined);
        await refresh("/suppression-lists", "/suppressions");
    };
    return (
        <Screen
            title={t("suppress.title")}
            hint={t("suppress.hint")}
            back={{ to: "/contacts", label: t("contacts.title") }}
            tools={
                <>
                    {me.may("contacts.suppress") && <Button size="xs" variant="default" onClick={() => setOpen("one")}>{t("suppress.one")}</Button>}
                    {may && <Button size="xs" onClick={() => setOpen("list")}>{t("suppress.load")}</Button>}
                </>
            }
        >
            {operation && <Alert variant="light"><OperationProgress id={operation} onDone={() => void done()} /></Alert>}
            <Fault error={list.error ?? single.error} />
            <DataTable<List>
                name="suppression-lists"
                label={t("suppress.title")}
                rows={list.rows as List[]}
                rowKey={(r) => r.id}
                loading={list.isLoading}
                more={list.more}
                empty={<EmptyState title={t("suppress.empty")} hint={t("suppress.emptyHint")} />}
                columns={[
                    { key: "name", label: t("field.name"), value: (r) => r.name },
                    { key: "kind", label: t("suppress.kind"), value: (r) => word("suppressionKind", r.kind) },
                    { key: "channel", label: t("field.channel"), wide: true, value: (r) => (r.channel ? word("channel", r.channel) : t("contacts.allChannels")) },
                    { key: "scope", label: t("suppress.scope"), wide: true, value: (r) => word("suppressionScope", r.scope) },
                    { key: "dated", label: t("suppress.dated"), value: (r) => r.dated, show: (r) => day(r.dated) },
                    { key: "entries", label: t("suppress.entries"), value: (r) => r.entries, show: (r) => whole(r.entries), right: true },
                    { key: "wrong", label: t("suppress.wrong"), wide: true, value: (r) => r.wrong, show: (r) => whole(r.wrong), right: true },
                    { key: "state", label: t("field.state"), value: (r) => word("suppressionState", r.state), show: (r) => <StateBadge group="suppressionState" value={r.state} colours={{ active: "teal", loading: "blue", replaced: "gray" }} /> },
                    {
                        key: "end", label: t("suppress.end"), value: () => "",
                        show: (r) => may && r.state === "active" && (
                            <ActButton size="compact-xs" label={t("suppress.end")} sure={t("suppress.endSure", { name: r.name })} act={() => api.remove("/suppression-lists/{id}", { path: { id: r.id } }).then(done)} done={t("shell.saved")} />
                        ),
                    },
                ]}
            />
            <Dialog title={t("suppress.load")} opened={open === "list"} onClose={() => setOpen(undefined)}>
                <Stack gap="sm">
                    <Text size="sm" c="dimmed">{t("suppress.fileHint")}</Text>
                    <FileInput label={t("imports.file")} accept=".csv,.txt,text/csv,text/plain" value={file} onChange={setFile} clearable clearButtonProps={{ "aria-label": t("shell.remove") }} data-autofocus />
                    <Form
                        initial={{ kind: "email", scope: "prospects", digest: "plain", country: "CH" }}
                        fields={[
                            { name: "name", required: true },
                            { name: "source", required: true },
                            { name: "kind", label: t("suppress.kind"), kind: "select", required: true, options: choices("suppressionKind", ["email", "phone", "address"])(x) },
                            { name: "channel", kind: "select", options: channels(x), none: t("contacts.allChannels") },
                            { name: "scope", label: t("suppress.scope"), kind: "select", required: true, options: choices("suppressionScope", ["everybody", "prospects"])(x) },
                            { name: "digest", label: t("suppress.digest"), kind: "select", required: true, options: choices("suppressionDigest", ["plain", "sha256"])(x) },
                            { name: "dated", label: t("suppress.dated"), kind: "date" },
                            { name: "country", kind: "select", options: countries(x.language) },
                        ]}
                        submit={t("suppress.load")}
                        onSubmit={async (v) => {
                            if (!file) {
                                notify(t("suppress.noFile"), { bad: true });
                                return;
                            }
                            const started = await api.post("/suppression-lists", { body: new File([file], file.name, { type: "text/csv" }), query: v as never });
                            setOperation(started.id);
                            setOpen(undefined);
                        }}
                    />
                </Stack>
            </Dialog>
            <Dialog title={t("suppress.one")} opened={open === "one"} onClose={() => setOpen(undefined)}>
                <Form
                    initial={{ by: "email" }}
                    fields={[
                        { name: "by", label: t("suppress.kind"), kind: "select", required: true, autoFocus: true, options: choices("suppressionKind", ["email", "phone"])(x) },
                        { name: "email", kind: "email", when: (v) => v.by === "email" },
                        { name: "phone", when: (v) => v.by === "phone" },
                        { name: "channel", kind: "select", options: channels(x), none: t("contacts.allChannels") },
                        { name: "source", required: true },
                    ]}
                    submit={t("shell.save")}
                    onSubmit={async (v) => {
                        await api.post("/suppressions", { body: { [String(v.by)]: v[String(v.by)] ?? "", channel: v.channel, source: v.source } as never });
                        notify(t("contacts.blockedNow"));
                        await done();
                    }}
                />
            </Dialog>
        </Screen>
    );
}
