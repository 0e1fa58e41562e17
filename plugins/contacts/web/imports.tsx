import { Alert, Button, FileInput, Stack, Text } from "@mantine/core";
import { api, channels, countries, DataTable, Dialog, EmptyState, Fault, Form, OperationProgress, refresh, type Schemas, Screen, StateBadge, urlOf, usePages, useTexts } from "@rejoinder/console";
import { useState } from "react";

type Import = Schemas["Import"];
const targets = [
    "externalKey", "salutation", "title", "givenName", "familyName", "companyName", "language", "street", "houseNumber", "addressLine2",
    "postcode", "city", "region", "country", "email", "phone", "source",
];

/** The head and first rows of a CSV file as the browser reads it; the server decides in the end. */
function preview(text: string): string[][] {
    const [first = ""] = text.split(/\r?\n/);
    const delimiter = [";", ",", "\t", "|"].sort((a, b) => first.split(b).length - first.split(a).length)[0];
    return text.split(/\r?\n/).filter(Boolean).slice(0, 6).map((l) => l.split(delimiter).map((c) => c.replace(/^"|"$/g, "").replace(/""/g, '"')));
}

function NewImport(props: { onStarted: (operation: string) => void }) {
    const x = useTexts();
    const { t } = x;
    const [file, setFile] = useState<File | null>(null);
    const [rows, setRows] = useState<string[][]>([]);
    const take = async (f: File | null) => {
        setFile(f);
        setRows(f ? preview(await f.slice(0, 64_000).text()) : []);
    };
    return (
        <Stack>
            <FileInput label={t("imports.file")} accept=".csv,text/csv" value={file} onChange={(f) => void take(f)} clearable data-autofocus />
            {rows.length > 0 && (
                <>
                    <div className="table-scroll" tabIndex={0} role="region" aria-label={t("imports.preview")}>
                        <table className="data">
                            <thead><tr>{rows[0].map((h, i) => <th key={i} scope="col">{h}</th>)}</tr></thead>
                            <tbody>{rows.slice(1).map((r, i) => <tr key={i}>{r.map((c, j) => <td key={j}>{c}</td>)}</tr>)}</tbody>
                        </table>
                    </div>
                    <Form
                        wide
                        initial={{ existing: "update", unmapped: "attribute", country: "CH", language: x.language, source: file?.name }}
                        fields={[
                            ...rows[0].map((header, i) => ({
                                name: "map" + i,
                                label: t("imports.columnGoesTo", { name: header }),
                                kind: "select" as const,
                                options: [{ value: "-", label: t("imports.byName") }, ...targets.map((v) => ({ value: v, label: t("field." + v) }))],
                            })),
                            { name: "existing", label: t("imports.existing"), kind: "select", required: true, options: ["update", "skip"].map((v) => ({ value: v, label: t("imports." + v) })) },
                            { name: "unmapped", label: t("imports.unmapped"), kind: "select", required: true, options: ["attribute", "ignore"].map((v) => ({ value: v, label: t("imports." + v) })) },
                            { name: "country", kind: "select", options: countries(x.language) },
                            { name: "source", required: true },
                            { name: "consent", label: t("imports.consent"), kind: "many", options: channels(x), width: 3 },
                            { name: "again", label: t("imports.again"), kind: "check" },
                        ]}
                        submit={t("imports.start")}
                        onSubmit={async (v) => {
                            const mapping = rows[0].map((h, i) => [h, v["map" + i]]).filter(([, to]) => to && to !== "-");
                            const operation = await api.post("/contacts/imports", {
                                body: new File([file!], file!.name, { type: "text/csv" }),
                                query: {
                                    existing: v.existing, unmapped: v.unmapped, country: v.country, source: v.source, again: v.again || undefined,
                                    consent: ((v.consent as string[]) ?? []).join(",") || undefined, mapping: mapping.length > 0 ? JSON.stringify(Object.fromEntries(mapping)) : undefined,
                                },
                            });
                            props.onStarted(operation.id);
                        }}
                    />
                </>
            )}
        </Stack>
    );
}

export default function Imports() {
    const { t, moment } = useTexts();
    const list = usePages("/contacts/imports");
    const [open, setOpen] = useState(false);
    const [operation, setOperation] = useState("");
    return (
        <Screen title={t("imports.title")} tools={<Button size="xs" onClick={() => setOpen(true)}>{t("imports.new")}</Button>}>
            {operation && (
                <Alert variant="light">
                    <OperationProgress id={operation} onDone={() => void refresh("/contacts")} />
                </Alert>
            )}
            <Fault error={list.error} />
            <DataTable<Import>
                name="imports"
                label={t("imports.title")}
                rows={list.rows}
                rowKey={(i) => i.id}
                loading={list.isLoading}
                more={list.more}
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
                    { key: "at", label: t("field.createdAt"), value: (i) => i.createdAt, show: (i) => moment(i.createdAt) },
                    { key: "reason", label: t("field.reason"), value: (i) => i.reason },
                ]}
            />
            <Dialog title={t("imports.new")} opened={open} onClose={() => setOpen(false)} size="xl">
                <Text size="sm" c="dimmed" mb="sm">{t("imports.hint")}</Text>
                <NewImport onStarted={(id) => (setOpen(false), setOperation(id))} />
            </Dialog>
        </Screen>
    );
}
