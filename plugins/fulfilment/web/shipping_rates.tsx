import { Button } from "@mantine/core";
import { api, choices, countries, DataTable, Dialog, EmptyState, Fault, Form, mainUnits, refresh, type Schemas, Screen, useMe, usePages, useTexts, type Values } from "@rejoinder/console";
import { useState } from "react";
import { LastDay } from "./last_day";
import { said } from "./said";

type Rate = Schemas["ShippingRate"];

const isWeight = (v: Values) => v.measure === "weight";

/** What buyers pay for having goods sent: by way, countries, and steps of value or weight. */
export default function ShippingRates() {
    const x = useTexts();
    const { t, money, day, number, whole } = x;
    const may = useMe().may("fulfilment.items");
    const list = usePages("/shipping-rates");
    const [open, setOpen] = useState<Rate | "new">();
    const currency = (v: Values) => String(v.currency ?? "");
    const names = new Map(countries(x.language).map((c) => [c.value, c.label]));
    const from = (r: Rate) => (r.measure === "weight" ? t("rates.grams", { n: whole(r.fromAmount) }) : money(r.fromAmount, r.currency));
    const done = async () => {
        setOpen(undefined);
        await refresh("/shipping-rates");
    };
    return (
        <Screen title={t("rates.title")} hint={t("rates.hint")} tools={may && <Button size="xs" onClick={() => setOpen("new")}>{t("rates.new")}</Button>}>
            <Fault error={list.error} retry={() => void list.refetch()} />
            <DataTable<Rate>
                name="shipping-rates"
                label={t("rates.title")}
                rows={list.rows}
                rowKey={(r) => r.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={may ? setOpen : undefined}
                empty={<EmptyState title={t("rates.empty")} hint={t("rates.emptyHint")} />}
                columns={[
                    { key: "name", label: t("field.name"), value: (r) => r.name },
                    { key: "way", label: t("rates.way"), wide: true, value: (r) => r.way || t("rates.usual") },
                    { key: "countries", label: t("rates.countries"), value: (r) => (r.countries ?? []).map((c) => names.get(c) ?? c).join(", ") || t("rates.others") },
                    { key: "from", label: t("rates.from"), value: (r) => (r.measure === "weight" ? r.fromAmount : mainUnits(r.fromAmount, r.currency)), show: from, right: true },
                    { key: "price", label: t("items.price"), value: (r) => mainUnits(r.priceMinor, r.currency), show: (r) => money(r.priceMinor, r.currency), right: true },
                    { key: "free", label: t("rates.free"), wide: true, value: (r) => (r.freeFromMinor == null ? null : mainUnits(r.freeFromMinor, r.currency)), show: (r) => (r.freeFromMinor == null ? "–" : money(r.freeFromMinor, r.currency)), right: true },
                    { key: "vat", label: t("items.vat"), wide: true, value: (r) => r.vatBasisPoints / 100, show: (r) => number(r.vatBasisPoints / 100), right: true },
                    { key: "begin", label: t("enclosures.from"), wide: true, value: (r) => r.fromDay ?? "", show: (r) => day(r.fromDay) },
                    { key: "until", label: t("enclosures.until"), wide: true, value: (r) => r.untilDay ?? "", show: (r) => day(r.untilDay) },
                ]}
            />
            <Dialog title={open === "new" ? t("rates.new") : t("rates.end")} opened={!!open} onClose={() => setOpen(undefined)}>
                {open === "new" ? (
                    <Form
                        initial={{ currency: "CHF", measure: "value", fromAmount: 0 }}
                        fields={[
                            { name: "name", label: t("rates.name"), required: true, autoFocus: true, width: 2 },
                            { name: "way", label: t("rates.way"), hint: t("rates.wayHint") },
                            { name: "countries", label: t("rates.countries"), hint: t("rates.countriesHint"), kind: "many", options: countries(x.language), width: 3 },
                            { name: "currency", required: true },
                            { name: "measure", label: t("rates.measure"), kind: "select", required: true, options: choices("rateMeasure", ["value", "weight"])(x) },
                            { name: "fromAmount", label: t("rates.fromValue"), kind: "money", currency, when: (v) => !isWeight(v) },
                            { name: "fromAmount", label: t("rates.fromGrams"), kind: "number", when: isWeight },
                            { name: "priceMinor", label: t("items.price"), kind: "money", currency, required: true },
                            { name: "freeFromMinor", label: t("rates.free"), hint: t("rates.freeHint"), kind: "money", currency },
                            { name: "vatBasisPoints", label: t("items.vat"), kind: "money" },
                            { name: "fromDay", label: t("enclosures.from"), kind: "date" },
                            { name: "untilDay", label: t("enclosures.until"), kind: "date" },
                        ]}
                        submit={t("shell.save")}
                        onCancel={() => setOpen(undefined)}
                        onSubmit={async (v) => {
                            await api.post("/shipping-rates", { body: said(v) as never });
                            await done();
                        }}
                    />
                ) : (
                    open && (
                        <LastDay
                            row={open}
                            onCancel={() => setOpen(undefined)}
                            save={async (untilDay, version) => {
                                await api.patch("/shipping-rates/{id}", { path: { id: open.id }, version, body: { untilDay } });
                                await done();
                            }}
                        />
                    )
                )}
            </Dialog>
        </Screen>
    );
}
