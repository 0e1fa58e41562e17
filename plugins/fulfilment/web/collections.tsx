import { Button } from "@mantine/core";
import { api, DataTable, Dialog, EmptyState, Fault, Form, mainUnits, newKey, Panel, refresh, type Schemas, Screen, StateBadge, useGet, useGo, useMe, usePages, useTexts } from "@rejoinder/console";
import { useState } from "react";
import { collectionColours } from "./invoice_model";
import { said } from "./said";

/** Files of direct debits for the bank, newest first, and what waits for the next one. */
export default function Collections() {
    const { t, word, money, moment, number } = useTexts();
    const go = useGo();
    const may = useMe().may("fulfilment.invoices");
    const [making, setMaking] = useState(false);
    const due = useGet("/direct-debit-collections/due", {}).data;
    const list = usePages("/direct-debit-collections", {});
    return (
        <Screen
            title={t("collections.title")}
            back={{ to: "/invoices", label: t("invoices.title") }}
            tools={may && <Button size="xs" onClick={() => setMaking(true)}>{t("collections.make")}</Button>}
        >
            <Fault error={list.error} retry={() => void list.refetch()} />
            {due && <Panel title={t("collections.due")}>{t("collections.dueUntil", { count: number(due.invoices), amount: money(due.totalMinor, "EUR"), day: due.until })}</Panel>}
            <DataTable<Schemas["Collection"]>
                name="collections"
                label={t("collections.title")}
                rows={list.rows}
                rowKey={(c) => c.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={(c) => go("/direct-debit-collections/" + c.id)}
                empty={<EmptyState title={t("collections.empty")} hint={t("collections.emptyHint")} />}
                columns={[
                    { key: "made", label: t("field.at"), value: (c) => c.madeAt, show: (c) => moment(c.madeAt) },
                    { key: "state", label: t("field.state"), value: (c) => word("collection", c.state), show: (c) => <StateBadge group="collection" value={c.state} colours={collectionColours} /> },
                    { key: "invoices", label: t("invoices.title"), value: (c) => c.invoices, right: true },
                    { key: "total", label: t("invoices.total"), value: (c) => mainUnits(c.totalMinor, "EUR"), show: (c) => money(c.totalMinor, "EUR"), right: true },
                    { key: "by", label: t("stock.by"), wide: true, value: (c) => c.madeBy },
                ]}
            />
            <Dialog title={t("collections.make")} opened={making} onClose={() => setMaking(false)}>
                {making && (
                    <Form
                        fields={[{ name: "until", label: t("collections.until"), hint: t("collections.untilHint"), kind: "date", autoFocus: true, width: 3 }]}
                        submit={t("collections.make")}
                        onCancel={() => setMaking(false)}
                        onSubmit={async (v) => {
                            const made = await api.post("/direct-debit-collections", { key: newKey(), body: said(v) as never });
                            await refresh("/direct-debit-collections", "/invoices");
                            go("/direct-debit-collections/" + made.id);
                        }}
                    />
                )}
            </Dialog>
        </Screen>
    );
}
