import { Button } from "@mantine/core";
import { api, ContactName, DataTable, Dialog, EmptyState, Fault, Form, refresh, type Schemas, Screen, StateSwitch, useMe, usePages, useTexts, useView } from "@rejoinder/console";
import { useState } from "react";

type Slip = Schemas["PaymentReference"];

/** In groups, as it stands on a slip. */
const printed = (reference: string) =>
    reference.startsWith("RF") ? reference.replace(/(.{4})(?=.)/g, "$1 ") : reference.slice(0, 2) + " " + reference.slice(2).replace(/(.{5})(?=.)/g, "$1 ");

/** References of payment slips, and what was paid with them. */
export default function Slips() {
    const { t, moment, money } = useTexts();
    const me = useMe();
    const [view, setView] = useView("view");
    const list = usePages("/payment-references", { open: view === "open" || undefined });
    const [making, setMaking] = useState(false);
    const state = (s: Slip) => (s.amountMinor == null ? "gift" : s.paidMinor === 0 ? "open" : s.paidMinor < s.amountMinor ? "part" : s.paidMinor > s.amountMinor ? "over" : "paid");
    return (
        <Screen title={t("slips.title")} hint={t("slips.hint")} tools={me.may("partners.write") && <Button size="xs" onClick={() => setMaking(true)}>{t("slips.new")}</Button>}>
            <StateSwitch group="slipsView" states={["", "open"]} value={view} onChange={setView} />
            <Fault error={list.error} />
            <DataTable<Slip>
                name="payment-references"
                label={t("slips.title")}
                rows={list.rows}
                rowKey={(s) => s.id}
                loading={list.isLoading}
                more={list.more}
                empty={<EmptyState title={t("slips.empty")} hint={t("slips.emptyHint")} />}
                columns={[
                    { key: "reference", label: t("partnerField.reference"), value: (s) => printed(s.reference), width: 260 },
                    { key: "contact", label: t("field.contactId"), value: (s) => s.contactId, show: (s) => <ContactName id={s.contactId} /> },
                    { key: "amount", label: t("slips.asked"), value: (s) => s.amountMinor ?? "", show: (s) => (s.amountMinor == null ? "" : money(s.amountMinor, s.currency)), right: true },
                    { key: "paid", label: t("slips.paid"), value: (s) => s.paidMinor, show: (s) => money(s.paidMinor, s.currency), right: true },
                    { key: "state", label: t("field.state"), value: (s) => t("slips.state." + state(s)) },
                    { key: "payments", label: t("slips.payments"), wide: true, value: (s) => s.payments, right: true },
                    { key: "at", label: t("field.createdAt"), wide: true, value: (s) => s.issuedAt, show: (s) => moment(s.issuedAt) },
                ]}
            />
            <Dialog title={t("slips.new")} opened={making} onClose={() => setMaking(false)}>
                {making && (
                    <Form
                        initial={{ kind: "qr" }}
                        fields={[
                            { name: "code", label: t("partners.byCode"), required: true, autoFocus: true },
                            { name: "kind", kind: "select", label: t("slips.kind"), options: ["qr", "rf"].map((k) => ({ value: k, label: t("slips.kind." + k) })) },
                        ]}
                        submit={t("slips.issue")}
                        onSubmit={async (v) => {
                            await api.post("/payment-references", { body: v as never });
                            setMaking(false);
                            await refresh("/payment-references");
                        }}
                    />
                )}
            </Dialog>
        </Screen>
    );
}
