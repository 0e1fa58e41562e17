import { Button, FileInput, Select, Stack, Text } from "@mantine/core";
import { ActButton, api, DataTable, Dialog, EmptyState, Fault, refresh, Screen, StateBadge, StateSwitch, useEvents, useGet, useGo, useMe, usePages, useTexts, useView } from "@rejoinder/console";
import { useState } from "react";
import { type File, fileColours, outcomes, type Source, sources, typed } from "./partner_model";

/** Files of the bank, the shop and the post, and what became of their lines. */
export default function Files() {
    const { t, moment, word } = useTexts();
    const go = useGo();
    const me = useMe();
    const [source, setSource] = useView("source");
    const list = usePages("/partner-files", { source: source || undefined });
    const [open, setOpen] = useState(false);
    useEvents(["partners.file-read"], () => void refresh("/partner-files"));
    return (
        <Screen title={t("partners.title")} hint={t("partners.hint")} tools={me.may("partners.write") && <Button size="xs" onClick={() => setOpen(true)}>{t("partners.new")}</Button>}>
            <StateSwitch group="partnerSource" states={["", ...sources]} value={source} onChange={setSource} />
            <Fault error={list.error} />
            <DataTable<File>
                name="partner-files"
                label={t("partners.title")}
                rows={list.rows}
                rowKey={(f) => f.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={(f) => go("/partner-files/" + f.id)}
                empty={<EmptyState title={t("partners.empty")} hint={t("partners.emptyHint")} />}
                columns={[
                    { key: "name", label: t("field.name"), value: (f) => f.file.name },
                    { key: "source", label: t("partners.source"), value: (f) => word("partnerSource", f.file.source) },
                    { key: "state", label: t("field.state"), value: (f) => word("partnerFiles", f.balance.state), show: (f) => <StateBadge group="partnerFiles" value={f.balance.state} colours={fileColours} /> },
                    { key: "lines", label: t("partners.lines"), value: (f) => f.balance.lines, right: true },
                    ...outcomes.map((o) => ({ key: o, label: word("partnerEntries", o), wide: true, value: (f: File) => f.balance[o], right: true })),
                    { key: "at", label: t("field.createdAt"), wide: true, value: (f) => f.file.receivedAt, show: (f) => moment(f.file.receivedAt) },
                ]}
            />
            <Dialog title={t("partners.new")} opened={open} onClose={() => setOpen(false)}>
                {open && <HandIn first={(source || "payments") as Source} onDone={(id) => go("/partner-files/" + id)} />}
            </Dialog>
        </Screen>
    );
}

function HandIn(props: { first: Source; onDone: (id: string) => void }) {
    const { t, word } = useTexts();
    const [file, setFile] = useState<globalThis.File | null>(null);
    const [source, setSource] = useState<Source>(props.first);
    const [profileId, setProfile] = useState<string | null>(null);
    const profiles = useGet("/partner-profiles", { query: { source } });
    const [error, setError] = useState<unknown>();
    const [busy, setBusy] = useState(false);
    const send = async () => {
        setBusy(true);
        setError(undefined);
        try {
            const made = await api.post("/partner-files", { body: typed(file!), query: { source, profileId: profileId ?? undefined } as never });
            await refresh("/partner-files");
            props.onDone(made.id);
        } catch (refused) {
            setError(refused);
        } finally {
            setBusy(false);
        }
    };
    return (
        <Stack gap="sm">
            <Fault error={error} />
            <Select label={t("partners.source")} data={sources.map((s) => ({ value: s, label: word("partnerSource", s) }))} value={source} onChange={(s) => (s && setSource(s as Source), setProfile(null))} allowDeselect={false} data-autofocus />
            <FileInput label={t("partners.file")} description={t("partners.fileHint." + source)} value={file} onChange={setFile} required />
            <Select label={t("partners.profile")} description={t("partners.profileHint")} data={(profiles.data?.items ?? []).map((p) => ({ value: p.id, label: p.name }))} value={profileId} onChange={setProfile} clearable />
            {profileId && <ActButton label={t("partners.forgetProfile")} sure={t("partners.forgetProfileSure")} size="compact-xs" variant="subtle" act={async () => (await api.remove("/partner-profiles/{id}", { path: { id: profileId } }), setProfile(null), await refresh("/partner-profiles"))} />}
            <Text size="sm" c="dimmed">{busy ? t("partners.sending") : ""}</Text>
            <Button onClick={() => void send()} disabled={busy || !file}>{t("partners.handIn")}</Button>
        </Stack>
    );
}
