import { Group } from "@mantine/core";
import { DataTable, EmptyState, Fault, Screen, StateBadge, StateSwitch, useMe, usePages, useTexts, useView } from "@rejoinder/console";
import { useState } from "react";
import { EntryDialog, useDecide } from "./entry";
import { type Entry, entryColours, sources, useReason } from "./partner_model";

/** Payments, orders and returns of which nobody knows yet whose they are; and what was decided. */
export default function Clearing() {
    const { t, moment, word, money } = useTexts();
    const me = useMe();
    const reason = useReason();
    const [state, setState] = useView("state", "clearing");
    const [source, setSource] = useView("source");
    const [shown, setShown] = useState<string>();
    const list = usePages("/partner-entries", { state, source: source || undefined });
    const decide = useDecide();
    const keys: Record<string, (e: Entry) => void> = !me.may("partners.write") ? {} : state === "clearing" ? { r: (e) => void decide(e, { state: "rejected" }) } : state === "withdrawn" ? {} : { u: (e) => void decide(e, { state: "clearing" }) };
    return (
        <Screen title={t("partners.clearing")} hint={t("partners.clearingHint")}>
            <Group>
                <StateSwitch group="partnerEntries" states={["clearing", "captured", "duplicate", "rejected", "withdrawn"]} value={state} onChange={setState} />
                <StateSwitch group="partnerSource" states={["", ...sources]} value={source} onChange={setSource} />
            </Group>
            <Fault error={list.error} />
            <DataTable<Entry>
                name="partner-entries"
                label={t("partners.clearing")}
                rows={list.rows}
                rowKey={(e) => e.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={(e) => setShown(e.id)}
                rowKeys={keys}
                empty={<EmptyState title={t("partners.noEntries")} hint={t("partners.noEntriesHint")} />}
                columns={[
                    { key: "at", label: t("partners.when"), wide: true, value: (e) => e.happenedAt, show: (e) => moment(e.happenedAt) },
                    { key: "source", label: t("partners.source"), wide: true, value: (e) => word("partnerSource", e.source) },
                    { key: "title", label: t("partners.what"), value: (e) => e.title },
                    { key: "amount", label: t("partners.amount"), value: (e) => e.amountMinor ?? "", show: (e) => (e.amountMinor == null ? "" : money(e.amountMinor, e.currency)), right: true },
                    { key: "reason", label: t("partners.reason"), value: (e) => (e.reason ? reason(e.reason) : "") },
                    { key: "state", label: t("field.state"), wide: true, value: (e) => word("partnerEntries", e.state), show: (e) => <StateBadge group="partnerEntries" value={e.state} colours={entryColours} /> },
                ]}
            />
            <EntryDialog id={shown} onClose={() => setShown(undefined)} />
        </Screen>
    );
}
