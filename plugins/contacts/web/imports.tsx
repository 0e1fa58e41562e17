import { Button, FileInput, NativeSelect, Paper, Stack, Text } from "@mantine/core";
import { api, DataTable, Dialog, EmptyState, Fault, Problem, refresh, type Schemas, Screen, StateBadge, urlOf, useGo, useGet, usePages, useTexts } from "@rejoinder/console";
import { type DragEvent, useState } from "react";
import { ImportProfiles } from "./import_profiles";

type Import = Schemas["Import"];
const types: Record<string, string> = {
    csv: "text/csv", txt: "text/plain", tsv: "text/tab-separated-values", vcf: "text/vcard", gz: "application/gzip",
    xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ods: "application/vnd.oasis.opendocument.spreadsheet",
};

/** The file as the server takes it: browsers call the same kind by many names. */
function typed(file: File): File {
    return new File([file], file.name, { type: types[file.name.split(".").at(-1)?.toLowerCase() ?? ""] ?? "application/octet-stream" });
}

/** A file is chosen or dropped; the server looks at it. */
function NewImport() {
    const { t } = useTexts();
    const go = useGo();
    const profiles = useGet("/contacts/import-profiles", { query: { limit: 1000 } as never });
    const [profile, setProfile] = useState("");
    const [encoding, setEncoding] = useState("");
    const [file, setFile] = useState<File | null>(null);
    const [over, setOver] = useState(false);
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState<Problem>();
    const send = async (f: File | null, chosen = encoding) => {
        setFile(f);
        setError(undefined);
        if (!f) return;
        setBusy(true);
        try {
            const found = await api.post("/contacts/import-drafts", { body: typed(f), query: { profileId: profile || undefined, encoding: chosen || undefined } as never });
            await refresh("/contacts");
            go("/contact-imports/" + found.id);
        } catch (e) {
            if (!(e instanceof Problem)) throw e;
            setError(e);
        } finally {
            setBusy(false);
        }
    };
    const drop = (e: DragEvent) => {
        e.preventDefault();
        setOver(false);
        void send(e.dataTransfer.files[0] ?? null);
    };
    return (
        <Stack>
            <Text size="sm" c="dimmed">{t("imports.hint")}</Text>
            {(profiles.data?.items ?? []).length > 0 && (
                <NativeSelect
                    label={t("imports.profile")}
                    value={profile}
                    onChange={(e) => setProfile(e.currentTarget.value)}
                    data={[{ value: "", label: t("imports.noProfile") }, ...(profiles.data?.items ?? []).map((p) => ({ value: p.id, label: p.name }))]}
                />
            )}
            <Paper withBorder p="md" bg={over ? "var(--mantine-primary-color-light)" : undefined} onDragOver={(e) => (e.preventDefault(), setOver(true))} onDragLeave={() => setOver(false)} onDrop={drop}>
                <FileInput
                    label={t("imports.file")}
                    description={t("imports.fileHint")}
                    placeholder={t("imports.choose")}
                    accept=".csv,.txt,.tsv,.xlsx,.ods,.vcf,.gz"
                    value={file}
                    onChange={(f) => void send(f)}
                    disabled={busy}
                    data-autofocus
                />
                <Text size="sm" c="dimmed" mt="xs">{busy ? t("imports.looking") : t("imports.drop")}</Text>
            </Paper>
            {error && <Fault error={error} />}
            {error?.faults.some((f) => f.pointer === "/encoding") && (
                <NativeSelect
                    label={t("imports.encoding")}
                    value={encoding}
                    onChange={(e) => {
                        const chosen = e.currentTarget.value;
                        setEncoding(chosen);
                        if (chosen) void send(file, chosen);
                    }}
                    data={["", "UTF-8", "windows-1252", "windows-1250", "windows-1251", "Shift_JIS", "GB18030", "Big5", "EUC-KR", "UTF-16LE", "UTF-16BE"]}
                />
            )}
        </Stack>
    );
}

export default function Imports() {
    const { t, moment } = useTexts();
    const go = useGo();
    const list = usePages("/contacts/imports");
    const [open, setOpen] = useState(false);
    const [profiles, setProfiles] = useState(false);
    return (
        <Screen title={t("imports.title")} tools={<><Button size="xs" variant="default" onClick={() => setProfiles(true)}>{t("imports.profiles")}</Button><Button size="xs" onClick={() => setOpen(true)}>{t("imports.new")}</Button></>}>
            <Fault error={list.error} />
            <DataTable<Import>
                name="imports"
                label={t("imports.title")}
                rows={list.rows}
                rowKey={(i) => i.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={(i) => go("/contact-imports/" + i.id)}
                empty={<EmptyState title={t("imports.empty")} hint={t("imports.emptyHint")}><Button onClick={() => setOpen(true)}>{t("imports.new")}</Button></EmptyState>}
                columns={[
                    { key: "file", label: t("imports.file"), value: (i) => i.fileName },
                    { key: "state", label: t("field.state"), value: (i) => i.state, show: (i) => <StateBadge group="import" value={i.state} /> },
                    { key: "created", label: t("imports.created"), value: (i) => i.created, right: true },
                    { key: "updated", label: t("imports.updated"), value: (i) => i.updated, right: true },
                    { key: "unchanged", label: t("imports.unchanged"), value: (i) => i.unchanged, right: true },
                    {
                        key: "failed", label: t("imports.failed"), value: (i) => i.failed, right: true,
                        show: (i) => (i.failed > 0 ? <a href={urlOf("/contacts/imports/{id}/errors", { path: { id: i.id } })} download>{i.failed}</a> : i.failed),
                    },
                    { key: "source", label: t("field.source"), value: (i) => i.settings.source },
                    { key: "at", label: t("field.createdAt"), value: (i) => i.createdAt, show: (i) => moment(i.createdAt) },
                ]}
            />
            <Dialog title={t("imports.new")} opened={open} onClose={() => setOpen(false)}>
                <NewImport />
            </Dialog>
            <Dialog title={t("imports.profiles")} opened={profiles} onClose={() => setProfiles(false)}>
                <ImportProfiles />
            </Dialog>
        </Screen>
    );
}
