import { Button } from "@mantine/core";
import { api, choices, DataTable, Dialog, EmptyState, Fault, Form, mainUnits, refresh, type Schemas, Screen, useGet, useMe, usePages, useTexts, type FieldSpec } from "@rejoinder/console";
import { type ReactNode, useState } from "react";
import { Enclosures } from "./enclosures";

type Item = Schemas["Item"];

/** The parts of a kit, which are read when its form opens. */
function WithParts(props: { item: Item; children: (parts: { sku: string; quantity: number }[]) => ReactNode }) {
    const { data, error } = useGet("/items/{id}/parts", { path: { id: props.item.id } });
    if (!props.item.kit) return props.children([]);
    return data ? props.children((data.items ?? []).map((p) => ({ sku: p.sku, quantity: p.quantity }))) : <Fault error={error} />;
}

export default function Items() {
    const x = useTexts();
    const { t, money, moneyOf, word } = x;
    const may = useMe().may("fulfilment.items");
    const list = usePages("/items");
    const [open, setOpen] = useState<Item | "new">();
    const singles = list.rows.filter((i) => !i.kit && i.active).map((i) => ({ value: i.sku, label: `${i.name} (${i.sku})` }));
    const now = open && open !== "new" ? open.substitute : "";
    const other = now && !singles.some((i) => i.value === now) ? [{ value: now, label: now }] : [];
    const parts: FieldSpec = {
        name: "parts",
        label: t("items.parts"),
        hint: t("items.partsHint"),
        kind: "rows",
        width: 3,
        fresh: { sku: "", quantity: 1 },
        columns: [
            { name: "sku", label: t("items.part"), kind: "select", options: [{ value: "", label: "–" }, ...singles] },
            { name: "quantity", label: t("orders.quantity"), kind: "number" },
        ],
    };
    const later: FieldSpec[] = [
        { name: "name", required: true },
        { name: "unitCost", label: t("items.unitCost"), kind: "decimal" },
        { name: "priceMinor", label: t("items.price"), kind: "money", currency: (v) => String(v.currency ?? "") },
        { name: "vatBasisPoints", label: t("items.vat"), kind: "money" },
        { name: "bin", label: t("items.bin") },
        { name: "weightGrams", label: t("items.weight"), kind: "number" },
        { name: "reorderLevel", label: t("items.reorderLevel"), kind: "number" },
        { name: "minPerOrder", label: t("items.minPerOrder"), kind: "number" },
        { name: "maxPerOrder", label: t("items.maxPerOrder"), hint: t("items.limitHint"), kind: "number" },
        { name: "substitute", label: t("items.substitute"), kind: "select", options: [{ value: "", label: "–" }, ...other, ...singles], when: (v) => !((v.parts as unknown[] | undefined) ?? []).length },
        { name: "variant", label: t("items.variant"), hint: t("items.variantHint") },
        { name: "needsApproval", label: t("items.needsApproval"), kind: "check" },
    ];
    const next: FieldSpec[] = [
        { name: "replacedBy", label: t("items.replacedBy"), hint: t("items.replacedByHint"), kind: "select", options: [{ value: "", label: "–" }, ...singles], width: 2 },
        { name: "replacedFrom", label: t("enclosures.from"), kind: "date", when: (v) => !!v.replacedBy },
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
                    { key: "name", label: t("field.name"), value: (i) => i.name + (i.variant ? " · " + i.variant : "") + (i.hasVariants ? " · " + t("items.hasVariants") : "") },
                    { key: "kind", label: t("field.kind"), wide: true, value: (i) => (i.kit ? t("items.kit") : word("itemKind", i.kind)) },
                    { key: "price", label: t("items.price"), value: (i) => mainUnits(i.priceMinor, i.currency), show: (i) => money(i.priceMinor, i.currency), right: true },
                    { key: "vat", label: t("items.vat"), wide: true, value: (i) => i.vatBasisPoints / 100, right: true },
                    { key: "cost", label: t("items.unitCost"), wide: true, value: (i) => Number(i.unitCost), show: (i) => moneyOf(Number(i.unitCost), i.currency, 4), right: true },
                    { key: "bin", label: t("items.bin"), wide: true, value: (i) => i.bin },
                    { key: "level", label: t("items.reorderLevel"), wide: true, value: (i) => i.reorderLevel, right: true },
                    { key: "active", label: t("field.active"), wide: true, value: (i) => t(i.active ? "shell.yes" : "shell.no") },
                ]}
            />
            <Enclosures items={singles} />
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
                            { name: "lots", label: t("items.lots"), kind: "check" },
                            { name: "base", label: t("items.base"), hint: t("items.baseHint"), kind: "select", options: [{ value: "", label: "–" }, ...singles.filter((i) => !list.rows.find((r) => r.sku === i.value)?.base)], width: 2 },
                            parts,
                        ]}
                        submit={t("shell.save")}
                        onSubmit={async (v) => {
                            await api.post("/items", { body: v as never });
                            await done();
                        }}
                    />
                ) : (
                    open && (
                        <WithParts item={open}>
                            {(made) => (
                                <Form
                                    initial={{
                                        name: open.name, unitCost: open.unitCost, priceMinor: open.priceMinor, currency: open.currency, vatBasisPoints: open.vatBasisPoints, bin: open.bin, weightGrams: open.weightGrams,
                                        reorderLevel: open.reorderLevel, minPerOrder: open.minPerOrder, maxPerOrder: open.maxPerOrder, substitute: open.substitute, variant: open.variant, replacedBy: open.replacedBy, replacedFrom: open.replacedFrom,
                                        needsApproval: open.needsApproval, active: open.active, ...(open.kit ? { parts: made } : {}),
                                    }}
                                    fields={[...later, ...next, ...(open.kit ? [parts] : []), { name: "active", kind: "check" }]}
                                    submit={t("shell.save")}
                                    version={open.version}
                                    current={() => api.get("/items/{id}", { path: { id: open.id } })}
                                    onSubmit={async (v, version) => {
                                        const { currency: _never, replacedFrom, ...rest } = v;
                                        const changed = { ...rest, ...(replacedFrom ? { replacedFrom } : {}) };
                                        await api.patch("/items/{id}", { path: { id: open.id }, version, body: changed as never });
                                        await done();
                                    }}
                                />
                            )}
                        </WithParts>
                    )
                )}
            </Dialog>
        </Screen>
    );
}
