import { Button, FileInput, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { api, DataTable, Dialog, EmptyState, Fault, notifyRefusal, refresh, type Schemas, Screen, StateBadge, useCampaigns, useEvents, useGo, useMe, usePages, useTexts } from "@rejoinder/console";
import { useState } from "react";
import { states, typed, useTypes } from "./scan_model";

type Batch = Schemas["ScanBatch"];

/** Scanned stacks: what came in, and what became of every page. */
export default function Batches() {
    const { t, moment, word } = useTexts();
    const go = useGo();
    const me = useMe();
    const types = useTypes();
    const list = usePages("/scan-batches");
    const [open, setOpen] = useState(false);
    useEvents(["channel-scan.file-read"], () => void refresh("/scan-batches"));
    const hand = me.may("channel-scan.write") && <Button size="xs" onClick={() => setOpen(true)}>{t("scans.new")}</Button>;
    return (
        <Screen title={t("scans.title")} hint={t("scans.hint")} tools={hand}>
            <Fault error={list.error} />
            <DataTable<Batch>
                name="scan-batches"
                label={t("scans.title")}
                rows={list.rows}
                rowKey={(b) => b.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={(b) => go("/scans/" + b.id)}
                empty={<EmptyState title={t("scans.empty")} hint={t("scans.emptyHint")} />}
                columns={[
                    { key: "name", label: t("field.name"), value: (b) => b.name },
                    { key: "state", label: t("field.state"), value: (b) => word("scans", b.balance.state), show: (b) => <StateBadge group="scans" value={b.balance.state} colours={{ unbalanced: "red", closed: "teal", clearing: "orange", reading: "blue" }} /> },
                    { key: "type", label: t("scans.type"), wide: true, value: (b) => types.name(b.type) },
                    { key: "expected", label: t("scans.expected"), wide: true, value: (b) => b.pagesExpected ?? "", right: true },
                    { key: "pages", label: t("scans.pages"), value: (b) => b.balance.pages, right: true },
                    ...states.map((s) => ({ key: s, label: t("scans." + s), wide: true, value: (b: Batch) => b.balance[s], right: true })),
                    { key: "at", label: t("field.createdAt"), wide: true, value: (b: Batch) => b.createdAt, show: (b: Batch) => moment(b.createdAt) },
                ]}
            />
            <Dialog title={t("scans.new")} opened={open} onClose={() => setOpen(false)}>
                {open && <HandIn onDone={(id) => go("/scans/" + id)} />}
            </Dialog>
        </Screen>
    );
}

/** One or more files of one stack; the first makes the batch, the others are added to it. */
function HandIn(props: { onDone: (id: string) => void }) {
    const { t } = useTexts();
    const types = useTypes();
    const campaigns = useCampaigns();
    const [files, setFiles] = useState<File[]>([]);
    const [type, setType] = useState<string | null>("information-request");
    const [campaignId, setCampaign] = useState<string | null>(null);
    const [expected, setExpected] = useState<number | string>("");
    const [name, setName] = useState("");
    const [error, setError] = useState<unknown>();
    const [busy, setBusy] = useState(false);
    const send = async () => {
        setBusy(true);
        setError(undefined);
        try {
            const [first, ...rest] = files;
            const query = { type: type ?? "", campaignId: campaignId ?? undefined, pagesExpected: expected === "" ? undefined : expected, name: name || undefined };
            const batch = await api.post("/scan-batches", { body: typed(first!), query: query as never });
            for (const file of rest)
                try {
                    await api.post("/scan-batches/{id}/files", { path: { id: batch.id }, body: typed(file) });
                } catch (refused) {
                    notifyRefusal(refused);
                }
            await refresh("/scan-batches");
            props.onDone(batch.id);
        } catch (refused) {
            setError(refused);
        } finally {
            setBusy(false);
        }
    };
    return (
        <Stack gap="sm">
            <Fault error={error} />
            <FileInput label={t("scans.files")} description={t("scans.filesHint")} multiple accept=".tif,.tiff,.jpg,.jpeg,.png,.pdf" value={files} onChange={setFiles} data-autofocus required />
            <Select label={t("scans.type")} data={types.choices} value={type} onChange={setType} required />
            <Select label={t("field.campaignId")} description={t("scans.campaignHint")} data={campaigns.options} value={campaignId} onChange={setCampaign} clearable searchable />
            <NumberInput label={t("scans.expected")} description={t("scans.expectedHint")} value={expected} onChange={setExpected} min={1} allowDecimal={false} />
            <TextInput label={t("field.name")} value={name} onChange={(e) => setName(e.currentTarget.value)} maxLength={200} />
            <Text size="sm" c="dimmed">{busy ? t("scans.sending") : ""}</Text>
            <Button onClick={() => void send()} disabled={busy || files.length === 0 || !type}>{t("scans.handIn")}</Button>
        </Stack>
    );
}
