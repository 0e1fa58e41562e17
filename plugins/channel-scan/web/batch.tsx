import { Button, Group, Stack, Text } from "@mantine/core";
import { ActButton, api, ContactName, DataTable, Dialog, Door, EmptyState, Facts, Fault, Form, refresh, type Schemas, Screen, StateBadge, StateSwitch, useCampaigns, useEvents, useGet, useId, useMe, usePages, useTexts, useView } from "@rejoinder/console";
import { useState } from "react";
import { Picture } from "./picture";
import { states, useTypes } from "./scan_model";

type Page = Schemas["ScanPage"];
const shown = ["all", "captured", "duplicate", "clearing", "rejected"] as const;

/** A scanned stack: its balance, its pages, their pictures. */
export default function Batch() {
    const id = useId();
    const { t, moment, word, whole } = useTexts();
    const types = useTypes();
    const campaigns = useCampaigns();
    const [state, setState] = useView("state", "all");
    const me = useMe();
    const [page, setPage] = useState<Page>();
    const [correcting, setCorrecting] = useState(false);
    const batch = useGet("/scan-batches/{id}", { path: { id } });
    const list = usePages("/scan-pages", { batchId: id, state: state === "all" ? undefined : state });
    useEvents(["channel-scan.file-read"], () => void refresh("/scan-batches", "/scan-pages"));
    const b = batch.data;
    if (!b) return <Screen title={t("scans.one")}><Fault error={batch.error} /></Screen>;
    return (
        <Screen
            title={b.name}
            tools={
                <Group gap="xs">
                    <StateBadge group="scans" value={b.balance.state} colours={{ unbalanced: "red", closed: "teal", clearing: "orange", reading: "blue" }} />
                    {me.may("channel-scan.write") && <Button size="xs" variant="default" onClick={() => setCorrecting(true)}>{t("scans.correct")}</Button>}
                </Group>
            }
        >
            <Facts
                items={[
                    [t("scans.type"), types.name(b.type)],
                    [t("field.campaignId"), b.campaignId ? campaigns.name(b.campaignId) : "–"],
                    [t("scans.expected"), b.pagesExpected ? whole(b.pagesExpected) : "–"],
                    [t("scans.balance"), whole(b.balance.pages) + " = " + states.filter((s) => s !== "waiting" || b.balance.waiting > 0).map((s) => whole(b.balance[s]) + " " + t("scans." + s)).join(" + ")],
                    [t("scans.files"), (b.files ?? []).map((f) => f.name).join(", ")],
                    [t("field.createdAt"), moment(b.createdAt) + " · " + b.createdBy],
                ]}
            />
            <StateSwitch group="scanPages" states={[...shown]} value={state} onChange={setState} />
            <Fault error={list.error} />
            <DataTable<Page>
                name="scan-pages"
                label={t("scans.pages")}
                rows={list.rows}
                rowKey={(p) => p.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={setPage}
                empty={<EmptyState title={t("scans.noPages")} hint={t("scans.noPagesHint")} />}
                columns={[
                    { key: "number", label: t("scans.page"), value: (p) => p.number, right: true },
                    { key: "state", label: t("field.state"), value: (p) => word("scanPages", p.state), show: (p) => <StateBadge group="scanPages" value={p.state} colours={{ captured: "teal", clearing: "orange", duplicate: "gray" }} /> },
                    { key: "code", label: t("field.code"), value: (p) => p.code },
                    { key: "reason", label: t("scans.reason"), value: (p) => (p.reason ? word("reasonOf", p.reason) : "") },
                    { key: "boxes", label: t("scans.boxes"), wide: true, value: (p) => ticked(p) },
                    { key: "contact", label: t("field.contactId"), wide: true, value: (p) => p.contactId ?? "", show: (p) => (p.contactId ? <ContactName id={p.contactId} /> : "") },
                ]}
            />
            <Dialog title={page ? t("scans.pageOf", { number: page.number }) : ""} opened={!!page} onClose={() => setPage(undefined)} size="xl">
                {page && (
                    <Stack gap="sm">
                        <Group>
                            <StateBadge group="scanPages" value={page.state} />
                            {page.reason && <Text size="sm">{word("reasonOf", page.reason)}</Text>}
                            {page.code && <Text size="sm">{page.code}</Text>}
                            {ticked(page) && <Text size="sm">{ticked(page)}</Text>}
                        </Group>
                        <Group>
                            {page.responseId && <Door to={"/responses/" + page.responseId}>{t("scans.response")}</Door>}
                            {page.state === "clearing" && <Door to="/clearing">{t("clearing.title")}</Door>}
                        </Group>
                        <Picture page={page} />
                        {page.contentType && me.may("channel-scan.write") && (
                            <Group>
                                <ActButton
                                    label={t("scans.forget")}
                                    sure={t("scans.forgetSure")}
                                    size="xs"
                                    variant="subtle"
                                    act={async () => {
                                        await api.remove("/scan-pages/{id}/picture", { path: { id: page.id } });
                                        setPage(undefined);
                                        await refresh("/scan-pages");
                                    }}
                                />
                            </Group>
                        )}
                    </Stack>
                )}
            </Dialog>
            <Dialog title={t("scans.correct")} opened={correcting} onClose={() => setCorrecting(false)}>
                {correcting && (
                    <Form
                        initial={{ name: b.name, pagesExpected: b.pagesExpected ?? undefined }}
                        fields={[{ name: "name", label: t("field.name"), required: true, autoFocus: true }, { name: "pagesExpected", kind: "number", label: t("scans.expected"), hint: t("scans.expectedHint") }]}
                        submit={t("shell.save")}
                        onSubmit={async (v) => {
                            await api.patch("/scan-batches/{id}", { path: { id }, version: b.version, body: v as never });
                            setCorrecting(false);
                            await refresh("/scan-batches");
                        }}
                    />
                )}
            </Dialog>
        </Screen>
    );
}

function ticked(page: Page): string {
    return (page.boxes ?? []).filter((b) => b.tick !== "no").map((b) => b.name + (b.tick === "unsure" ? "?" : "")).join(", ");
}
