import { Button } from "@mantine/core";
import { ActButton, api, ContactName, DataTable, Dialog, Door, Facts, Fault, Form, mainUnits, newKey, Panel, refresh, saveAnswer, type Schemas, Screen, StateBadge, urlOf, useGet, useGo, useId, useMe, useTexts } from "@rejoinder/console";
import { type ReactNode, useState } from "react";
import { DebitOfInvoice } from "./invoice_debit";
import { invoiceColours, percentOf, printedReference } from "./invoice_model";

type Line = Schemas["InvoiceLine"];

/** An invoice: what it says, what was paid and credited of it, its papers. */
export default function InvoicePage() {
    const { t, money, moment, number, word } = useTexts();
    const id = useId();
    const go = useGo();
    const me = useMe();
    const { data, error } = useGet("/invoices/{id}", { path: { id } });
    const [dialog, setDialog] = useState<"pay" | "credit">();
    const v = data?.invoice;
    const may = v?.kind === "invoice" && me.may("fulfilment.invoices");
    const paper = (reminder?: number) => urlOf("/invoices/{id}/document", { path: { id }, query: { reminder } });
    const close = () => setDialog(undefined);
    return (
        <Screen
            title={v ? word("invoiceKind", v.kind) + " " + v.number : t("invoices.one")}
            hint={v && <StateBadge group="invoice" value={v.state} colours={invoiceColours} />}
            back={{ to: "/invoices", label: t("invoices.title") }}
            tools={
                v && (
                    <>
                        <Button size="xs" variant="default" component="a" href={paper()} target="_blank" rel="noreferrer">PDF</Button>
                        <ActButton label={t("invoices.electronic")} act={() => saveAnswer("/invoices/{id}/ubl", { path: { id } })} />
                        {may && <Button size="xs" onClick={() => setDialog("pay")}>{t("invoices.pay")}</Button>}
                        {may && v.creditedMinor < v.totalMinor && <Button size="xs" variant="default" onClick={() => setDialog("credit")}>{t("invoices.credit")}</Button>}
                    </>
                )
            }
        >
            <Fault error={error} />
            {v && (
                <>
                    <Panel>
                        <Facts
                            items={[
                                [t("field.contactId"), <Door key="c" to={"/contacts/" + v.contactId}><ContactName id={v.contactId} /></Door>],
                                [t("orders.one"), <Door key="o" to={"/orders/" + v.orderId}>{v.orderId}</Door>],
                                ...(v.correctsId ? [[t("invoices.corrects"), <Door key="i" to={"/invoices/" + v.correctsId}>{data.correctedNumber}</Door>] as [string, ReactNode]] : []),
                                [t("invoices.issuedOn"), v.issuedOn],
                                [t("invoices.dueOn"), v.deadline],
                                [t("invoices.total"), money(v.totalMinor, v.currency)],
                                [t("invoices.due"), money(data.dueMinor, v.currency)],
                                [t("invoices.reference"), v.reference ? printedReference(v.reference) : "–"],
                                [t("field.note"), v.note],
                            ]}
                        />
                    </Panel>
                    <DebitOfInvoice view={data} />
                    <DataTable<Line>
                        name="invoice-lines"
                        label={t("orders.lines")}
                        compact
                        rows={data.lines ?? []}
                        rowKey={(l) => String(l.position)}
                        columns={[
                            { key: "sku", label: t("field.sku"), value: (l) => l.sku },
                            { key: "name", label: t("field.name"), value: (l) => l.name },
                            { key: "quantity", label: t("field.quantity"), value: (l) => l.quantity, right: true },
                            { key: "price", label: t("items.price"), value: (l) => mainUnits(l.unitPriceMinor, v.currency), show: (l) => money(l.unitPriceMinor, v.currency), right: true },
                            { key: "vat", label: t("items.vat"), value: (l) => percentOf(l.vatBasisPoints), show: (l) => number(percentOf(l.vatBasisPoints)), right: true },
                            { key: "sum", label: t("invoices.sum"), value: (l) => mainUnits(l.quantity * l.unitPriceMinor, v.currency), show: (l) => money(l.quantity * l.unitPriceMinor, v.currency), right: true },
                        ]}
                    />
                    {data.charge && (
                        <Panel title={data.charge.name || t("orders.shippingCharge")}>
                            {money(data.charge.amountMinor, v.currency)} · {number(percentOf(data.charge.vatBasisPoints))} %
                        </Panel>
                    )}
                    <Panel title={t("items.vat")}>
                        <Facts items={(v.vat ?? []).map((r) => [number(percentOf(r.vatBasisPoints)) + " %", t("invoices.netAndVat", { net: money(r.netMinor, v.currency), vat: money(r.vatMinor, v.currency) })])} />
                    </Panel>
                    {(data.payments ?? []).length > 0 && (
                        <Panel title={t("invoices.payments")}>
                            {data.payments!.map((p) => (
                                <div key={p.id}>{p.paidOn} · {money(p.amountMinor, v.currency)} · {p.recordedBy} {p.note}</div>
                            ))}
                        </Panel>
                    )}
                    {(data.creditNotes ?? []).length > 0 && (
                        <Panel title={t("invoices.creditNotes")}>
                            {data.creditNotes!.map((c) => (
                                <div key={c.id}><Door to={"/invoices/" + c.id}>{c.number}</Door> · {money(c.totalMinor, c.currency)} · {c.note} · {moment(c.createdAt)}</div>
                            ))}
                        </Panel>
                    )}
                    {(data.reminders ?? []).length > 0 && (
                        <Panel title={t("invoices.reminders")}>
                            {data.reminders!.map((r) => (
                                <div key={r.level}><a href={paper(r.level)} target="_blank" rel="noreferrer">{t("invoices.reminder", { level: r.level })}</a> · {r.madeOn} · {money(r.dueMinor, v.currency)}</div>
                            ))}
                        </Panel>
                    )}
                    <Dialog title={t("invoices.pay")} opened={dialog === "pay"} onClose={close}>
                        {dialog === "pay" && (
                            <Form
                                initial={{ amountMinor: data.dueMinor }}
                                fields={[
                                    { name: "amountMinor", label: t("invoices.amount"), kind: "money", currency: () => v.currency, required: true, autoFocus: true },
                                    { name: "paidOn", label: t("invoices.paidOn"), kind: "date" },
                                    { name: "note", width: 3 },
                                ]}
                                submit={t("invoices.record")}
                                onSubmit={async (w) => {
                                    await api.post("/invoices/{id}/payments", { path: { id }, key: newKey(), body: { ...w, paidOn: w.paidOn || undefined } as never });
                                    close();
                                    await refresh("/invoices");
                                }}
                            />
                        )}
                    </Dialog>
                    <Dialog title={t("invoices.credit")} opened={dialog === "credit"} onClose={close}>
                        {dialog === "credit" && (
                            <Form
                                fields={[
                                    { name: "reason", label: t("invoices.reason"), hint: t("invoices.creditHint"), required: true, autoFocus: true, width: 3 },
                                    ...(data.lines ?? []).map((l) => ({ name: "q" + l.position, label: t("invoices.creditOf", { name: l.name }), kind: "number" as const })),
                                    { name: "withdrawn", label: t("invoices.withdrawn"), hint: t("invoices.withdrawnHint"), kind: "check", width: 3 },
                                ]}
                                submit={t("invoices.credit")}
                                onSubmit={async (w) => {
                                    const lines = (data.lines ?? []).filter((l) => Number(w["q" + l.position] ?? 0) !== 0).map((l) => ({ position: l.position, quantity: w["q" + l.position] }));
                                    const made = await api.post("/invoices/{id}/credit-notes", { path: { id }, body: { reason: w.reason ?? "", lines, withdrawn: !!w.withdrawn } as never });
                                    await refresh("/invoices");
                                    close();
                                    go("/invoices/" + made.id);
                                }}
                            />
                        )}
                    </Dialog>
                </>
            )}
        </Screen>
    );
}
