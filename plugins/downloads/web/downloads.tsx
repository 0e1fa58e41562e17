import { Anchor, Button, FileInput, Select, Stack } from "@mantine/core";
import { ActButton, api, ContactName, DataTable, Dialog, Door, EmptyState, Fault, refresh, type Schemas, Screen, StateBadge, StateSwitch, urlOf, useGet, useMe, usePages, useTexts, useView } from "@rejoinder/console";
import { useState } from "react";

type ItemFile = Schemas["ItemFile"];
type Sent = Schemas["DigitalDelivery"];

/** The name of a language in the reader's own. */
function useLanguageName() {
    const { language } = useTexts();
    const names = new Intl.DisplayNames([language], { type: "language" });
    return (code: string) => names.of(code) ?? code;
}

const colours = { sent: "teal", noAddress: "orange", erased: "gray" };

/** Items that are sent as a link, and the files behind them. */
export default function Downloads() {
    const { t } = useTexts();
    const me = useMe();
    const [view, setView] = useView("view", "sent");
    const [adding, setAdding] = useState(false);
    return (
        <Screen title={t("downloads.title")} hint={t("downloads.hint")} tools={me.may("downloads.write") && <Button size="xs" onClick={() => setAdding(true)}>{t("downloads.add")}</Button>}>
            <StateSwitch group="downloadsView" states={["sent", "files"]} value={view} onChange={setView} />
            {view === "files" ? <Files /> : <Deliveries />}
            <Dialog title={t("downloads.add")} opened={adding} onClose={() => setAdding(false)}>
                {adding && <Add onDone={() => { setAdding(false); setView("files"); }} />}
            </Dialog>
        </Screen>
    );
}

function Files() {
    const { t, moment, whole } = useTexts();
    const nameOf = useLanguageName();
    const me = useMe();
    const { data, error, isLoading } = useGet("/item-files");
    return (
        <>
            <Fault error={error} />
            <DataTable<ItemFile>
                name="item-files"
                label={t("downloads.files")}
                rows={data?.items ?? []}
                rowKey={(f) => f.id}
                loading={isLoading}
                empty={<EmptyState title={t("downloads.noFiles")} hint={t("downloads.noFilesHint")} />}
                columns={[
                    { key: "sku", label: t("field.sku"), value: (f) => f.sku },
                    { key: "language", label: t("field.language"), value: (f) => (f.language ? nameOf(f.language) : t("downloads.everybody")) },
                    { key: "name", label: t("downloads.file"), value: (f) => f.fileName, show: (f) => <Anchor href={urlOf("/item-files/{id}/content", { path: { id: f.id } })} size="sm">{f.fileName}</Anchor> },
                    { key: "size", label: t("downloads.size"), value: (f) => f.bytes, show: (f) => whole(Math.ceil(f.bytes / 1024)) + " kB", right: true },
                    { key: "at", label: t("field.createdAt"), wide: true, value: (f) => f.createdAt, show: (f) => moment(f.createdAt) },
                    { key: "act", label: t("shell.remove"), value: () => "", show: (f) => me.may("downloads.write") && <ActButton label={t("shell.remove")} sure={t("downloads.removeSure")} size="compact-xs" act={async () => { await api.remove("/item-files/{id}", { path: { id: f.id } }); await refresh("/item-files"); }} /> },
                ]}
            />
        </>
    );
}

function Deliveries() {
    const { t, moment, whole, word } = useTexts();
    const me = useMe();
    const [state, setState] = useView("state");
    const list = usePages("/digital-deliveries", { state: state || undefined });
    return (
        <>
            <StateSwitch group="downloadState" states={["", "sent", "noAddress", "erased"]} value={state} onChange={setState} />
            <Fault error={list.error} />
            <DataTable<Sent>
                name="digital-deliveries"
                label={t("downloads.title")}
                rows={list.rows}
                rowKey={(d) => d.id}
                loading={list.isLoading}
                more={list.more}
                empty={<EmptyState title={t("downloads.none")} hint={t("downloads.noneHint")} />}
                columns={[
                    { key: "at", label: t("downloads.sentAt"), value: (d) => d.sentAt, show: (d) => moment(d.sentAt) },
                    { key: "person", label: t("field.contactId"), value: (d) => d.contactId, show: (d) => <ContactName id={d.contactId} /> },
                    { key: "name", label: t("downloads.what"), value: (d) => d.name },
                    { key: "order", label: t("downloads.order"), wide: true, value: (d) => d.orderId, show: (d) => <Door to={"/orders/" + d.orderId} size="sm">{d.orderId}</Door> },
                    { key: "state", label: t("field.state"), value: (d) => word("downloadState", d.state), show: (d) => <StateBadge group="downloadState" value={d.state} colours={colours} /> },
                    { key: "until", label: t("downloads.until"), wide: true, value: (d) => d.expiresAt, show: (d) => moment(d.expiresAt) },
                    { key: "opened", label: t("downloads.opened"), value: (d) => d.downloads, show: (d) => whole(d.downloads), right: true },
                    { key: "act", label: t("downloads.again"), value: () => "", show: (d) => me.may("downloads.write") && d.state !== "erased" && <ActButton label={t("downloads.again")} done={t("downloads.sentAgain")} size="compact-xs" act={async () => { await api.post("/digital-deliveries/{id}/mails", { path: { id: d.id } }); await refresh("/digital-deliveries"); }} /> },
                ]}
            />
        </>
    );
}

function Add(props: { onDone: () => void }) {
    const { t } = useTexts();
    const nameOf = useLanguageName();
    const items = (useGet("/items", { query: { limit: 1000 } as never }).data?.items ?? []).filter((i) => !i.stocked && i.active);
    const [sku, setSku] = useState<string | null>(null);
    const [language, setLanguage] = useState<string | null>(null);
    const [file, setFile] = useState<File | null>(null);
    const [error, setError] = useState<unknown>();
    const [busy, setBusy] = useState(false);
    const send = async () => {
        setBusy(true);
        setError(undefined);
        try {
            await api.post("/item-files", { body: file!, query: { sku, language: language ?? undefined, name: file!.name } as never });
            await refresh("/item-files");
            props.onDone();
        } catch (refused) {
            setError(refused);
        } finally {
            setBusy(false);
        }
    };
    return (
        <Stack gap="sm">
            <Fault error={error} />
            <Select label={t("downloads.item")} description={t("downloads.itemHint")} data={items.map((i) => ({ value: i.sku, label: i.sku + " · " + i.name }))} value={sku} onChange={setSku} searchable data-autofocus required />
            <Select label={t("field.language")} placeholder={t("downloads.everybody")} data={["de", "en", "fr", "it", "zh"].map((l) => ({ value: l, label: nameOf(l) }))} value={language} onChange={setLanguage} clearable />
            <FileInput label={t("downloads.file")} description={t("downloads.fileHint")} value={file} onChange={setFile} required />
            <Button onClick={() => void send()} loading={busy} disabled={!file || !sku}>{t("downloads.add")}</Button>
        </Stack>
    );
}
