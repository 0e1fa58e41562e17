import { Button } from "@mantine/core";
import { api, DataTable, Dialog, EmptyState, Fault, Form, refresh, type Schemas, Screen, useGet, useMe, usePages, useTexts } from "@rejoinder/console";
import { useState } from "react";
import { LastDay } from "./last_day";
import { said } from "./said";

type Price = Schemas["Price"];

/** The price list: what counts between which days, for everybody or for who answers an offer. */
export default function Prices() {
    const { t, money, day, percent } = useTexts();
    const me = useMe();
    const may = me.may("fulfilment.items");
    const list = usePages("/prices");
    const items = useGet("/items", { query: { limit: 1000 } as never });
    const offers = useGet("/offers", { query: { limit: 1000 } as never, enabled: me.may("campaigns.read") });
    const [open, setOpen] = useState<Price | "new">();
    const skus = (items.data?.items ?? []).filter((i) => i.active).map((i) => ({ value: i.sku, label: `${i.name} (${i.sku})` }));
    const known = (offers.data?.items ?? []).map((o) => ({ value: o.id, label: `${o.code} · ${o.name}` }));
    const currencyOf = (sku: unknown) => (items.data?.items ?? []).find((i) => i.sku === sku)?.currency ?? "";
    const offerName = (id: string | null | undefined) => (id ? (known.find((o) => o.value === id)?.label ?? id) : t("prices.everybody"));
    const done = async () => {
        setOpen(undefined);
        await refresh("/prices", "/items");
    };
    return (
        <Screen title={t("prices.title")} hint={t("prices.hint")} tools={may && <Button size="xs" onClick={() => setOpen("new")}>{t("prices.new")}</Button>}>
            <Fault error={list.error} retry={() => void list.refetch()} />
            <DataTable<Price>
                name="prices"
                label={t("prices.title")}
                rows={list.rows}
                rowKey={(p) => p.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={may ? setOpen : undefined}
                empty={<EmptyState title={t("prices.empty")} hint={t("prices.emptyHint")} />}
                columns={[
                    { key: "sku", label: t("field.sku"), value: (p) => p.sku || t("prices.all") },
                    { key: "name", label: t("field.name"), wide: true, value: (p) => p.name },
                    { key: "price", label: t("items.price"), value: (p) => p.priceMinor ?? -p.discountBasisPoints, show: (p) => (p.priceMinor == null ? "− " + percent(p.discountBasisPoints / 10_000) : money(p.priceMinor, p.currency)), right: true },
                    { key: "offer", label: t("prices.for"), value: (p) => offerName(p.offerId) },
                    { key: "from", label: t("enclosures.from"), value: (p) => p.fromDay ?? "", show: (p) => day(p.fromDay) },
                    { key: "until", label: t("enclosures.until"), value: (p) => p.untilDay ?? "", show: (p) => day(p.untilDay) },
                    { key: "by", label: t("stock.by"), wide: true, value: (p) => p.madeBy },
                ]}
            />
            <Dialog title={open === "new" ? t("prices.new") : t("prices.end")} opened={!!open} onClose={() => setOpen(undefined)}>
                {open === "new" ? (
                    <Form
                        fields={[
                            { name: "sku", label: t("orders.one.item"), kind: "select", autoFocus: true, options: [{ value: "", label: t("prices.all") }, ...skus], width: 3 },
                            { name: "offerId", label: t("prices.for"), kind: "select", options: [{ value: "", label: t("prices.everybody") }, ...known], width: 3 },
                            { name: "priceMinor", label: t("items.price"), kind: "money", currency: (v) => currencyOf(v.sku), when: (v) => !!v.sku },
                            { name: "discountBasisPoints", label: t("prices.discount"), kind: "money" },
                            { name: "fromDay", label: t("enclosures.from"), kind: "date" },
                            { name: "untilDay", label: t("enclosures.until"), kind: "date" },
                        ]}
                        submit={t("shell.save")}
                        onCancel={() => setOpen(undefined)}
                        onSubmit={async (v) => {
                            await api.post("/prices", { body: said(v) as never });
                            await done();
                        }}
                    />
                ) : (
                    open && (
                        <LastDay
                            row={open}
                            onCancel={() => setOpen(undefined)}
                            save={async (untilDay, version) => {
                                await api.patch("/prices/{id}", { path: { id: open.id }, version, body: { untilDay } });
                                await done();
                            }}
                        />
                    )
                )}
            </Dialog>
        </Screen>
    );
}
