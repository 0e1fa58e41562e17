import { Alert, Button, Group, Table, Text } from "@mantine/core";
import { ContactName, DataTable, Door, EmptyState, Facts, Fault, Panel, refresh, type Schemas, Screen, StateBadge, useEvents, useGet, useId, useMe, useTexts } from "@rejoinder/console";
import { useState } from "react";
import { EntryDialog } from "./entry";
import { Columns } from "./mapping";
import { entryColours, fileColours, outcomes, useReason } from "./partner_model";

type Line = Schemas["PartnerLine"];

/** A file: its control figures, its columns while they are to be named, and its lines. */
export default function File() {
    const id = useId();
    const { t, moment, word, whole, money } = useTexts();
    const me = useMe();
    const reason = useReason();
    const file = useGet("/partner-files/{id}", { path: { id } });
    const [shown, setShown] = useState<string>();
    useEvents(["partners.file-read"], () => void refresh("/partner-files"));
    const f = file.data;
    if (!f) return <Screen title={t("partners.one")}><Fault error={file.error} /></Screen>;
    const b = f.balance;
    return (
        <Screen title={f.file.name} back={{ to: "/partner-files", label: t("partners.title") }} tools={<StateBadge group="partnerFiles" value={b.state} colours={fileColours} />}>
            {f.file.fault && <Alert color="red" role="alert">{reason(f.file.fault)}</Alert>}
            <Facts
                items={[
                    [t("partners.source"), word("partnerSource", f.file.source)],
                    [t("partners.balance"), whole(b.lines) + " = " + outcomes.filter((o) => b[o] > 0 || o === "captured" || o === "clearing").map((o) => whole(b[o]) + " " + word("partnerEntries", o)).join(" + ")],
                    [t("field.createdAt"), moment(f.file.receivedAt) + " · " + f.file.receivedBy],
                ]}
            />
            {(f.file.controls ?? []).length > 0 && (
                <Panel title={t("partners.controls")}>
                    <Table.ScrollContainer minWidth={400}>
                        <Table aria-label={t("partners.controls")}>
                            <Table.Thead>
                                <Table.Tr>
                                    {["account", "statedEntries", "readEntries", "stated", "read", "state"].map((c) => <Table.Th key={c}>{t("partners.control." + c)}</Table.Th>)}
                                </Table.Tr>
                            </Table.Thead>
                            <Table.Tbody>
                                {f.file.controls!.map((c) => (
                                    <Table.Tr key={c.account + c.currency}>
                                        <Table.Td>{c.account}</Table.Td>
                                        <Table.Td>{whole(c.statedEntries)}</Table.Td>
                                        <Table.Td>{whole(c.readEntries)}</Table.Td>
                                        <Table.Td>{money(c.statedMinor, c.currency)}</Table.Td>
                                        <Table.Td>{money(c.readMinor, c.currency)}</Table.Td>
                                        <Table.Td><Text size="sm" c={c.balanced ? undefined : "red"}>{t(c.balanced ? "partners.balanced" : "partners.unbalanced")}</Text></Table.Td>
                                    </Table.Tr>
                                ))}
                            </Table.Tbody>
                        </Table>
                    </Table.ScrollContainer>
                </Panel>
            )}
            {f.look && me.may("partners.write") ? <Columns key={f.version} file={f} /> : <Lines id={id} onOpen={setShown} />}
            {b.clearing > 0 && <Group><Door to={"/partner-clearing?source=" + f.file.source}>{t("partners.toClearing")}</Door></Group>}
            <EntryDialog id={shown} onClose={() => setShown(undefined)} />
        </Screen>
    );
}

function Lines(props: { id: string; onOpen: (entry: string) => void }) {
    const { t, word, money } = useTexts();
    const reason = useReason();
    const [after, setAfter] = useState<(string | undefined)[]>([undefined]);
    const page = useGet("/partner-files/{id}/lines", { path: { id: props.id }, query: { limit: 1000, cursor: after.at(-1) }, keep: true });
    const rows = page.data?.items ?? [];
    return (
        <>
            <Fault error={page.error} />
            <DataTable<Line>
                name="partner-lines"
                label={t("partners.lines")}
                rows={rows}
                rowKey={(l) => String(l.number)}
                loading={page.isLoading}
                onOpen={(l) => l.entryId && props.onOpen(l.entryId)}
                empty={<EmptyState title={t("partners.noLines")} hint={t("partners.noLinesHint")} />}
                columns={[
                    { key: "number", label: t("partners.line"), value: (l) => l.number, right: true },
                    { key: "state", label: t("field.state"), value: (l) => word("partnerEntries", outcomeOf(l)), show: (l) => <StateBadge group="partnerEntries" value={outcomeOf(l)} colours={entryColours} /> },
                    { key: "title", label: t("partners.what"), value: (l) => l.title ?? "" },
                    { key: "amount", label: t("partners.amount"), value: (l) => l.amountMinor ?? "", show: (l) => (l.amountMinor == null ? "" : money(l.amountMinor, l.currency ?? "")), right: true },
                    { key: "reason", label: t("partners.reason"), value: (l) => (l.reason || l.entryReason ? reason(l.reason || l.entryReason!) : "") },
                    { key: "contact", label: t("field.contactId"), wide: true, value: (l) => l.contactId ?? "", show: (l) => (l.contactId ? <ContactName id={l.contactId} /> : "") },
                ]}
            />
            {(after.length > 1 || page.data?.nextCursor) && (
                <Group>
                    <Button variant="default" size="xs" disabled={after.length === 1} onClick={() => setAfter(after.slice(0, -1))}>{t("partners.before")}</Button>
                    <Button variant="default" size="xs" disabled={!page.data?.nextCursor} onClick={() => setAfter([...after, page.data!.nextCursor!])}>{t("partners.next")}</Button>
                </Group>
            )}
        </>
    );
}

const outcomeOf = (l: Line) => (!l.entryId ? "refused" : l.known ? "known" : (l.state ?? "clearing"));
