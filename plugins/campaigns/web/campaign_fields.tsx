import { ActionIcon, Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { channels, type FieldSpec, type Schemas, useTexts } from "@rejoinder/console";

export const figures = ["pieces", "responses", "responseRate", "orders", "orderRate", "revenue", "costPerResponse", "costPerOrder"];

type Rows = Record<string, unknown>[];

/** A short list of rows inside a form: cells, goals, planned volumes. */
function RowList(props: {
    label: string;
    value: Rows;
    fresh: Record<string, unknown>;
    columns: { name: string; label: string; number?: boolean; options?: { value: string; label: string }[]; check?: boolean; width?: number }[];
    fault?: string;
    onChange: (rows: Rows) => void;
}) {
    const { t } = useTexts();
    const set = (i: number, name: string, v: unknown) => props.onChange(props.value.map((r, j) => (i === j ? { ...r, [name]: v } : r)));
    return (
        <fieldset style={{ border: 0, padding: 0, margin: 0 }} aria-invalid={!!props.fault}>
            <legend style={{ fontWeight: 600, fontSize: "0.86rem" }}>{props.label}</legend>
            {props.value.map((row, i) => (
                <Group key={i} gap={6} mb={4} wrap="wrap" align="end">
                    {props.columns.map((c) =>
                        c.options ? (
                            <NativeSelect key={c.name} size="xs" w={c.width ?? 130} label={i === 0 ? c.label : undefined} aria-label={`${c.label} ${i + 1}`} value={String(row[c.name] ?? "")} data={c.options} onChange={(e) => set(i, c.name, e.currentTarget.value || undefined)} />
                        ) : c.check ? (
                            <label key={c.name} style={{ fontSize: "0.8rem" }}>
                                <input type="checkbox" checked={!!row[c.name]} onChange={(e) => set(i, c.name, e.currentTarget.checked)} /> {c.label}
                            </label>
                        ) : (
                            <TextInput
                                key={c.name}
                                size="xs"
                                w={c.width ?? 110}
                                label={i === 0 ? c.label : undefined}
                                aria-label={`${c.label} ${i + 1}`}
                                value={String(row[c.name] ?? "")}
                                onChange={(e) => {
                                    const text = e.currentTarget.value.replace(",", ".");
                                    set(i, c.name, c.number && text !== "" && !Number.isNaN(Number(text)) && !text.endsWith(".") ? Number(text) : text);
                                }}
                            />
                        ),
                    )}
                    <ActionIcon variant="subtle" aria-label={t("shell.remove")} onClick={() => props.onChange(props.value.filter((_, j) => j !== i))}>×</ActionIcon>
                </Group>
            ))}
            {props.fault && <div style={{ color: "var(--mantine-color-error)", fontSize: "0.8rem" }}>{props.fault}</div>}
            <Button size="compact-xs" variant="default" onClick={() => props.onChange([...props.value, props.fresh])}>+ {props.label}</Button>
        </fieldset>
    );
}

/** The fields of a plan; the code is chosen once. */
export function useCampaignFields(isNew: boolean, offers: Schemas["Offer"][]): FieldSpec[] {
    const x = useTexts();
    const { t } = x;
    const rows = (name: string, label: string, fresh: Record<string, unknown>, columns: Parameters<typeof RowList>[0]["columns"]): FieldSpec => ({
        name,
        kind: "own",
        width: 3,
        render: (v, change, fault) => <RowList label={label} value={(v as Rows) ?? []} fresh={fresh} columns={columns} fault={fault} onChange={change} />,
    });
    return [
        ...(isNew ? [{ name: "code", required: true, autoFocus: true, hint: t("campaigns.codeHint") } as FieldSpec] : []),
        { name: "name", required: true, autoFocus: !isNew },
        { name: "description", kind: "area", rows: 2 },
        ...(isNew ? [{ name: "currency", required: true } as FieldSpec] : []),
        { name: "budgetMinor", kind: "money" },
        { name: "fixedCostMinor", kind: "money" },
        { name: "contributionPerOrder", kind: "decimal" },
        { name: "startsOn", kind: "date" },
        { name: "endsOn", kind: "date" },
        { name: "offerEndsOn", kind: "date" },
        rows("cells", t("field.cellIds"), { code: "", channel: "letter", holdOut: false, costPerPiece: "0" }, [
            { name: "code", label: t("field.code"), width: 60 },
            { name: "name", label: t("field.name"), width: 150 },
            { name: "channel", label: t("field.channel"), options: channels(x) },
            { name: "costPerPiece", label: t("campaigns.costPerPiece"), width: 90 },
            { name: "offerId", label: t("offers.one"), options: [{ value: "", label: "–" }, ...offers.map((o) => ({ value: o.id, label: o.name }))] },
            { name: "holdOut", label: t("campaigns.holdOut"), check: true },
        ]),
        rows("goals", t("campaigns.goals"), { figure: "responseRate", target: 0 }, [
            { name: "figure", label: t("campaigns.figure"), options: figures.map((f) => ({ value: f, label: t("goal." + f) })), width: 190 },
            { name: "target", label: t("campaigns.target"), number: true },
        ]),
        rows("volumes", t("campaigns.volumes"), { cellCode: "", pieces: 0 }, [
            { name: "cellCode", label: t("field.cellId"), width: 80 },
            { name: "segment", label: t("campaigns.segment"), width: 150 },
            { name: "pieces", label: t("field.pieces"), number: true },
        ]),
    ];
}
