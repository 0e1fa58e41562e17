import { Alert, Button } from "@mantine/core";
import { ActButton, api, ContactName, DataTable, Dialog, Door, Facts, Fault, Form, mainUnits, newKey, Panel, refresh, type Schemas, Screen, StateBadge, urlOf, useGet, useId, useMe, useTexts } from "@rejoinder/console";
import { useState } from "react";
import { collectionColours } from "./invoice_model";
import { said } from "./said";

type Item = Schemas["Collected"];

const colours = { collecting: "blue", paid: "teal", returned: "red", undone: "gray" };
const changed = () => refresh("/direct-debit-collections", "/invoices");

/** A file for the bank: its invoices, whether the bank has it, and what it gave back. */
export default function CollectionPage() {
    const { t, word, money, moment } = useTexts();
    const id = useId();
    const me = useMe();
    const { data, error } = useGet("/direct-debit-collections/{id}", { path: { id } });
    const [returned, setReturned] = useState<Item>();
    const c = data?.collection;
    const may = me.may("fulfilment.invoices");
    const live = (i: Item) => c?.state === "handedOver" && ["collecting", "paid"].includes(i.state);
    const outdated = (data?.items ?? []).some((i) => i.outdated);
    const move = (state: "handedOver" | "undone") => api.patch("/direct-debit-collections/{id}", { path: { id }, version: data!.version, body: { state, anyway: outdated } }).then(changed);
    return (
        <Screen
            title={t("collections.one")}
            hint={c && <StateBadge group="collection" value={c.state} colours={collectionColours} />}
            back={{ to: "/direct-debit-collections", label: t("collections.title") }}
            tools={
                c && (
                    <>
                        {me.may("fulfilment.accounts") && c.state !== "undone" && !outdated && <Button size="xs" variant="default" component="a" href={urlOf("/direct-debit-collections/{id}/file", { path: { id } })}>{t("collections.file")}</Button>}
                        {may && c.state === "made" && <ActButton label={t("collections.handedOver")} act={() => move("handedOver")} sure={t(outdated ? "collections.outdatedSure" : "collections.handedOverSure")} done={t("shell.saved")} />}
                        {may && c.state === "made" && <ActButton label={t("collections.undo")} act={() => move("undone")} sure={t("collections.undoSure")} done={t("shell.saved")} />}
                    </>
                )
            }
        >
            <Fault error={error} />
            {outdated && <Alert color="orange">{t("collections.outdated", { numbers: data!.items!.filter((i) => i.outdated).map((i) => i.number).join(", ") })}</Alert>}
            {c && (
                <>
                    <Panel>
                        <Facts
                            items={[
                                [t("field.at"), moment(c.madeAt) + " · " + c.madeBy],
                                [t("invoices.total"), money(c.totalMinor, "EUR")],
                                [t("debit.creditor"), c.creditorId],
                                [t("debit.account"), c.iban],
                                [t("collections.handedOver"), c.handedOverAt ? moment(c.handedOverAt) + " · " + c.handedOverBy : "–"],
                            ]}
                        />
                    </Panel>
                    <DataTable<Item>
                        name="collection"
                        label={t("invoices.title")}
                        compact
                        rows={data.items ?? []}
                        rowKey={(i) => i.id}
                        columns={[
                            { key: "number", label: t("invoices.one"), value: (i) => i.number, show: (i) => <Door to={"/invoices/" + i.invoiceId}>{i.number}</Door> },
                            { key: "contact", label: t("field.contactId"), value: (i) => i.contactId, show: (i) => <ContactName id={i.contactId} /> },
                            { key: "amount", label: t("invoices.amount"), value: (i) => mainUnits(i.amountMinor, "EUR"), show: (i) => money(i.amountMinor, "EUR"), right: true },
                            { key: "state", label: t("field.state"), value: (i) => word("collected", i.state), show: (i) => <StateBadge group="collected" value={i.state} colours={colours} /> },
                            { key: "reason", label: t("field.reason"), value: (i) => i.reason },
                            { key: "account", label: t("debit.account"), value: (i) => i.iban },
                            { key: "mandate", label: t("mandates.reference"), wide: true, value: (i) => i.mandateReference },
                            { key: "sequence", label: t("collections.sequence"), wide: true, value: (i) => i.sequence.toUpperCase() },
                            { key: "day", label: t("debit.collectOn"), value: (i) => i.collectOn },
                            ...(may && (data.items ?? []).some(live)
                                ? [{ key: "act", label: t("collections.return"), value: () => "", show: (i: Item) => (live(i) ? <Button size="compact-xs" variant="default" onClick={() => setReturned(i)}>{t("collections.return")}</Button> : null) }]
                                : []),
                        ]}
                    />
                </>
            )}
            <Dialog title={t("collections.return")} opened={!!returned} onClose={() => setReturned(undefined)}>
                {returned && (
                    <Form
                        fields={[
                            { name: "reason", label: t("field.reason"), hint: t("collections.reasonHint"), required: true, autoFocus: true, width: 3 },
                            { name: "returnedOn", label: t("collections.returnedOn"), kind: "date" },
                        ]}
                        submit={t("collections.return")}
                        onCancel={() => setReturned(undefined)}
                        onSubmit={async (v) => {
                            await api.post("/direct-debit-collections/{id}/returns", { path: { id }, key: newKey(), body: { ...said(v), invoiceId: returned.invoiceId } as never });
                            setReturned(undefined);
                            await changed();
                        }}
                    />
                )}
            </Dialog>
        </Screen>
    );
}
