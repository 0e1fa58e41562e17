import { Button } from "@mantine/core";
import { api, DataTable, Dialog, EmptyState, Fault, type FieldSpec, Form, refresh, type Schemas, Screen, type Texts, useGet, useGo, useMe, useTexts } from "@rejoinder/console";
import { useState } from "react";

const columns = ["order", "line", "sku", "quantity", "outcome", "trackingNumber", "carrier", "shippedAt", "lot", "reason"] as const;
const words = ["shipped", "missing", "refused"] as const;

/** What is asked of an outside house, new or changed. */
export function houseFields({ t }: Texts): FieldSpec[] {
    return [
        { name: "name", required: true, autoFocus: true, width: 3 },
        { name: "folder", label: t("houses.folder"), hint: t("houses.folderHint") },
        { name: "sendAt", label: t("houses.sendAt"), hint: t("houses.sendAtHint") },
        { name: "answerHours", label: t("houses.answerHours"), kind: "number", required: true },
        { name: "parcelCost", label: t("houses.parcelCost"), kind: "decimal" },
        { name: "pieceCost", label: t("houses.pieceCost"), kind: "decimal" },
        ...columns.map((c): FieldSpec => ({ name: "mapping." + c, label: t("houses.column", { name: t("houses.column." + c) }) })),
        ...words.map((w): FieldSpec => ({ name: "mapping." + w, label: t("houses.word", { name: t("houses.word." + w) }) })),
    ];
}

export const houseFresh = {
    answerHours: 48,
    parcelCost: "0",
    pieceCost: "0",
    mapping: { ...Object.fromEntries(columns.map((c) => [c, c])), shipped: "shipped", missing: "short", refused: "refused" },
};

/** Who outside keeps and sends goods. */
export default function Houses() {
    const x = useTexts();
    const { t } = x;
    const go = useGo();
    const may = useMe().may("fulfilment.items");
    const [open, setOpen] = useState(false);
    const { data, error, isLoading } = useGet("/houses", { every: 60_000 });
    return (
        <Screen title={t("houses.title")} hint={t("houses.hint")} tools={may && <Button size="xs" onClick={() => setOpen(true)}>{t("houses.new")}</Button>}>
            <Fault error={error} />
            <DataTable<Schemas["HouseView"]>
                name="houses"
                label={t("houses.title")}
                rows={data?.items ?? []}
                rowKey={(h) => h.id}
                loading={isLoading}
                onOpen={(h) => go("/houses/" + h.id)}
                empty={<EmptyState title={t("houses.empty")} hint={t("houses.emptyHint")} />}
                columns={[
                    { key: "name", label: t("field.name"), value: (h) => h.house.name },
                    { key: "items", label: t("items.title"), value: (h) => (h.items ?? []).length, right: true },
                    { key: "away", label: t("houses.away"), value: (h) => h.away, right: true },
                    { key: "late", label: t("houses.late"), value: (h) => h.late, show: (h) => (h.late > 0 ? "⚠ " + h.late : "0"), right: true },
                    { key: "sendAt", label: t("houses.sendAt"), wide: true, value: (h) => h.house.sendAt || t("houses.atPress") },
                    { key: "active", label: t("field.active"), wide: true, value: (h) => t(h.house.active ? "shell.yes" : "shell.no") },
                ]}
            />
            <Dialog title={t("houses.new")} opened={open} onClose={() => setOpen(false)} size="lg">
                <Form
                    draft="house"
                    initial={houseFresh}
                    fields={houseFields(x)}
                    submit={t("shell.save")}
                    onCancel={() => setOpen(false)}
                    onSubmit={async (v) => {
                        const made = await api.post("/houses", { body: v as never });
                        await refresh("/houses");
                        go("/houses/" + made.id);
                    }}
                />
            </Dialog>
        </Screen>
    );
}
