import { Button } from "@mantine/core";
import { ContactName, DataTable, Dialog, EmptyState, Fault, Form, mainUnits, refresh, type Schemas, Screen, StateBadge, StateSwitch, urlOf, useEvents, useGo, usePages, useTexts, useView } from "@rejoinder/console";
import { useState } from "react";
import { invoiceColours, printedReference } from "./invoice_model";

type Invoice = Schemas["Invoice"];

const views = ["", "open", "overdue", "overpaid", "paid", "note"];

/** Invoices and credit notes, newest first; what is still to be paid, oldest first. */
export default function Invoices() {
    const { t, word, money } = useTexts();
    const go = useGo();
    const [view, setView] = useView("view");
    const [exporting, setExporting] = useState(false);
    const list = usePages("/invoices", {
        open: view === "open" || undefined,
        overdue: view === "overdue" || undefined,
        state: ["overpaid", "paid", "note"].includes(view) ? view : undefined,
    });
    useEvents(["fulfilment.invoice-issued"], () => void refresh("/invoices"));
    const year = new Date().getFullYear();
    return (
        <Screen title={t("invoices.title")} tools={<Button size="xs" variant="default" onClick={() => setExporting(true)}>{t("invoices.export")}</Button>}>
            <StateSwitch group="invoiceView" states={views} value={view} onChange={setView} />
            <Fault error={list.error} retry={() => void list.refetch()} />
            <DataTable<Invoice>
                name="invoices"
                label={t("invoices.title")}
                rows={list.rows}
                rowKey={(v) => v.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={(v) => go("/invoices/" + v.id)}
                empty={<EmptyState title={t("invoices.empty")} hint={t("invoices.emptyHint")} />}
                columns={[
                    { key: "number", label: t("invoices.number"), value: (v) => v.number, right: true },
                    { key: "kind", label: t("field.kind"), wide: true, value: (v) => word("invoiceKind", v.kind) },
                    { key: "contact", label: t("field.contactId"), width: 200, value: (v) => v.contactId, show: (v) => <ContactName id={v.contactId} /> },
                    { key: "state", label: t("field.state"), value: (v) => word("invoice", v.state), show: (v) => <StateBadge group="invoice" value={v.state} colours={invoiceColours} /> },
                    { key: "total", label: t("invoices.total"), value: (v) => mainUnits(v.totalMinor, v.currency), show: (v) => money(v.totalMinor, v.currency), right: true },
                    { key: "paid", label: t("invoices.paid"), wide: true, value: (v) => mainUnits(v.paidMinor, v.currency), show: (v) => money(v.paidMinor, v.currency), right: true },
                    { key: "issued", label: t("invoices.issuedOn"), wide: true, value: (v) => v.issuedOn },
                    { key: "due", label: t("invoices.dueOn"), wide: true, value: (v) => v.deadline },
                    { key: "reminders", label: t("invoices.reminders"), wide: true, value: (v) => v.reminders, right: true },
                    { key: "reference", label: t("invoices.reference"), hidden: true, value: (v) => (v.reference ? printedReference(v.reference) : "") },
                ]}
            />
            <Dialog title={t("invoices.export")} opened={exporting} onClose={() => setExporting(false)}>
                {exporting && (
                    <Form
                        initial={{ from: `${year}-01-01`, to: `${year}-12-31` }}
                        fields={[{ name: "from", label: t("invoices.from"), kind: "date", required: true, autoFocus: true }, { name: "to", label: t("invoices.to"), kind: "date", required: true }]}
                        submit={t("invoices.save")}
                        onSubmit={async (v) => {
                            window.location.assign(urlOf("/invoices/csv", { query: { from: String(v.from), to: String(v.to) } }));
                            setExporting(false);
                        }}
                    />
                )}
            </Dialog>
        </Screen>
    );
}
