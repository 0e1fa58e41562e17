import { Button } from "@mantine/core";
import { api, choices, DataTable, Dialog, EmptyState, Fault, Form, mainUnits, refresh, type Schemas, Screen, useMe, usePages, useTexts, type FieldSpec } from "@rejoinder/console";
import { useState } from "react";

type Item = Schemas["Item"];

export default function Items() {
    const x = useTexts();
    const { t, money, moneyOf, word } = x;
    const may = useMe().may("fulfilment.items");
    const list = usePages("/items");
    const [open, setOpen] = useState<Item | "new">();
    const later: FieldSpec[] = [
        { name: "name", required: true },
        { name: "unitCost", label: t("items.unitCost"), kind: "decimal" },
        { name: "priceMinor", label: t("items.price"), kind: "money", currency: (v) => String(v.currency ?? "") },
        { name: "vatBasisPoints", label: t("items.vat"), kind: "money" },
        { name: "bin", label: t("items.bin") },
        { name: "reorderLevel", label: t("items.reorderLevel"), kind: "number" },
    ];
    const done = async () => {
        setOpen(undefined);
        await refresh("/items", "/stock");
    };
    return (
        <Screen title={t("items.title")} tools={may && <Button size="xs" onClick={() => setOpen("new")}>{t("items.new")}</Button>}>
            <Fault error={list.error} />
            <DataTable<Item>
                name="items"
                label={t("items.title")}
                rows={list.rows}
                rowKey={(i) => i.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={may ? setOpen : undefined}
                empty={<EmptyState title={t("items.empty")} hint={t("items.emptyHint")} />}
                columns={[
                    { key: "sku", label: t("field.sku"), value: (i) => i.sku },
                    { key: "name", label: t("field.name"), value: (i) => i.name },
                    { key: "kind", label: t("field.kind"), wide: true, value: (i) => word("itemKind", i.kind) },
                    { key: "price", label: t("items.price"), value: (i) => mainUnits(i.priceMinor, i.currency), show: (i) => money(i.priceMinor, i.currency), right: true },
                    { key: "vat", label: t("items.vat"), wide: true, value: (i) => i.vatBasisPoints / 100, right: true },
                    { key: "cost", label: t("items.unitCost"), wide: true, value: (i) => Number(i.unitCost), show: (i) => moneyOf(Number(i.unitCost), i.currency, 4), right: true },
                    { key: "bin", label: t("items.bin"), wide: true, value: (i) => i.bin },
                    { key: "level", label: t("items.reorderLevel"), wide: true, value: (i) => i.reorderLevel, right: true },
                    { key: "active", label: t("field.active"), wide: true, value: (i) => t(i.active ? "shell.yes" : "shell.no") },
                ]}
            />
            <Dialog title={open === "new" ? t("items.new") : (open?.name ?? "")} opened={!!open} onClose={() => setOpen(undefined)}>
                {open === "new" ? (
                    <Form
                        draft="item"
                        initial={{ kind: "goods", currency: "CHF", stocked: true }}
                        fields={[
                            { name: "sku", required: true, autoFocus: true },
                            { name: "kind", kind: "select", required: true, options: choices("itemKind", ["information", "goods"])(x) },
                            ...later,
                            { name: "currency", required: true },
                            { name: "stocked", label: t("items.stocked"), kind: "check" },
                        ]}
                        submit={t("shell.save")}
                        onSubmit={async (v) => {
                            await api.post("/items", { body: v as never });
                            await done();
                        }}
                    />
                ) : (
                    open && (
                        <Form
                            initial={{ name: open.name, unitCost: open.unitCost, priceMinor: open.priceMinor, vatBasisPoints: open.vatBasisPoints, bin: open.bin, reorderLevel: open.reorderLevel, active: open.active }}
                            fields={[...later, { name: "active", kind: "check" }]}
                            submit={t("shell.save")}
                            version={open.version}
                            current={() => api.get("/items/{id}", { path: { id: open.id } })}
                            onSubmit={async (v, version) => {
                                await api.patch("/items/{id}", { path: { id: open.id }, version, body: v as never });
                                await done();
                            }}
                        />
                    )
                )}
            </Dialog>
        </Screen>
    );
}
