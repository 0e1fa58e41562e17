import { ActionIcon, Button } from "@mantine/core";
import { useId } from "react";
import { useTexts } from "../i18n/text";
import { type FieldSpec, FieldView } from "./fields";
import type { Values } from "./form";

/** A short list inside a form: cells, goals, planned volumes. Faults stand in their row at their field. */
export function Rows(props: { field: FieldSpec; value: Values[]; fault?: string; faultAt: (at: string) => string | undefined; onChange: (rows: Values[]) => void }) {
    const { t } = useTexts();
    const { field, value } = props;
    const columns = field.columns ?? [];
    const label = field.label ?? t("field." + field.name);
    const own = value.some((_, i) => columns.some((c) => props.faultAt(`/${i}/${c.name}`))) ? undefined : props.fault;
    const told = useId();
    return (
        <fieldset className="rows-field" data-invalid={own ? true : undefined}>
            <legend>{label}</legend>
            {value.map((row, i) => (
                <div key={i} role="group" aria-label={`${label} ${i + 1}`} className="rows-row" style={{ gridTemplateColumns: columns.map((c) => `minmax(0, ${c.width ?? 1}fr)`).join(" ") + " auto" }}>
                    {columns.map((c) => (
                        <FieldView
                            key={c.name}
                            field={c}
                            value={row[c.name]}
                            fault={props.faultAt(`/${i}/${c.name}`)}
                            onChange={(v) => props.onChange(value.map((r, j) => (i === j ? { ...r, [c.name]: v } : r)))}
                        />
                    ))}
                    <ActionIcon variant="subtle" aria-label={t("shell.remove")} onClick={() => props.onChange(value.filter((_, j) => j !== i))}>
                        ×
                    </ActionIcon>
                </div>
            ))}
            {own && (
                <div id={told} className="rows-fault">
                    {own}
                </div>
            )}
            <Button size="compact-xs" variant="default" aria-describedby={own && told} onClick={() => props.onChange([...value, field.fresh ?? {}])}>
                + {label}
            </Button>
        </fieldset>
    );
}
