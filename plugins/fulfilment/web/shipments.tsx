import { ContactName, DataTable, Dialog, Door, EmptyState, Facts, Fault, refresh, Screen, useEvents, useGet, useMe, usePages, useTexts } from "@rejoinder/console";
import { type ReactNode, useState } from "react";
import { Papers } from "./pick_batch";

/** What went out, newest first: the parcel that somebody calls about, with its number. */
export default function Shipments() {
    const { t, moment } = useTexts();
    const list = usePages("/shipments", { newest: true });
    const [id, setId] = useState("");
    const { data: one, error } = useGet("/shipments/{id}", { path: { id }, enabled: !!id });
    const s = one?.shipment;
    const may = useMe().may("fulfilment.work");
    useEvents(["fulfilment.order-shipped"], () => void refresh("/shipments"));
    return (
        <Screen title={t("shipments.title")}>
            <Fault error={list.error} retry={() => void list.refetch()} />
            <DataTable
                name="shipments"
                label={t("shipments.title")}
                rows={list.rows}
                rowKey={(r) => r.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={(r) => setId(r.id)}
                empty={<EmptyState title={t("shipments.empty")} hint={t("shipments.emptyHint")} />}
                columns={[
                    { key: "at", label: t("shipments.at"), value: (r) => r.shippedAt, show: (r) => moment(r.shippedAt) },
                    { key: "contact", label: t("field.contactId"), width: 200, value: (r) => r.contactId, show: (r) => <ContactName id={r.contactId} /> },
                    { key: "carrier", label: t("orders.carrier"), wide: true, value: (r) => r.carrier },
                    { key: "tracking", label: t("orders.tracking"), value: (r) => r.trackingNumber },
                    { key: "by", label: t("stock.by"), wide: true, value: (r) => r.shippedBy },
                    { key: "order", label: t("orders.number"), value: (r) => r.orderId, hidden: true },
                ]}
            />
            <Dialog title={t("shipments.one")} opened={!!id} onClose={() => setId("")}>
                <Fault error={error} />
                {s && (
                    <>
                        <Facts
                            items={[
                                [t("field.contactId"), <ContactName key="c" id={s.contactId} />],
                                [t("shipments.at"), moment(s.shippedAt)],
                                [t("orders.carrier"), s.carrier],
                                [t("orders.tracking"), s.trackingNumber],
                                ...(may ? [[t("papers.title"), <Papers key="p" of={one} />] as [string, ReactNode]] : []),
                                [t("orders.one"), <Door key="o" to={"/orders/" + s.orderId}>{s.orderId}</Door>],
                            ]}
                        />
                        <DataTable
                            name="shipment-lines"
                            label={t("orders.lines")}
                            compact
                            rows={one.lines ?? []}
                            rowKey={(l) => l.lineId}
                            columns={[
                                { key: "sku", label: t("field.sku"), value: (l) => l.sku },
                                { key: "quantity", label: t("field.quantity"), value: (l) => l.quantity, right: true },
                            ]}
                        />
                    </>
                )}
            </Dialog>
        </Screen>
    );
}
