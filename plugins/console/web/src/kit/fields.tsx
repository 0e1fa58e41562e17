import { Checkbox, MultiSelect, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { minorPerMain, useTexts } from "../i18n/text";
import { ContactPicker } from "./contact";
import type { Values } from "./form";
import { Rows } from "./rows";

export interface FieldSpec {
    name: string;
    kind?:
        | "text"
        | "area"
        | "number"
        | "money"
        | "percent"
        | "decimal"
        | "select"
        | "many"
        | "check"
        | "date"
        | "moment"
        | "contact"
        | "password"
        | "email"
        | "rows"
        | "own";
    label?: string;
    hint?: string;
    required?: boolean;
    options?: { value: string; label: string }[];
    /** what no choice means */
    none?: string;
    width?: 1 | 2 | 3;
    rows?: number;
    autoFocus?: boolean;
    autoComplete?: string;
    when?: (values: Values) => boolean;
    /** of money: the currency that says how many minor units there are; else a hundred */
    currency?: (values: Values) => string;
    /** of rows: what stands in one, and what a new one begins with */
    columns?: FieldSpec[];
    fresh?: Values;
    render?: (value: unknown, onChange: (v: unknown) => void, fault?: string) => ReactNode;
}

interface ViewProps {
    field: FieldSpec;
    value: unknown;
    /** all values of the form */
    values?: Values;
    fault?: string;
    /** of rows: the fault at "/0/code" */
    faultAt?: (at: string) => string | undefined;
    onChange: (value: unknown) => void;
}

/** A number that is typed as text: "12,5" is 12.5; what is no number stays as it is, so the server names the fault. */
function NumberField(props: ViewProps & { scale: number; label: string }) {
    const show = (v: unknown) => (typeof v === "number" ? String(Math.round((v / props.scale) * 1e6) / 1e6) : String(v ?? ""));
    const [text, setText] = useState(show(props.value));
    useEffect(() => {
        if (parse(text) !== props.value) setText(show(props.value));
    }, [props.value]);
    // What was typed is meant in the currency that stands there now.
    const scaled = useRef(props.scale);
    useEffect(() => {
        if (scaled.current !== props.scale) props.onChange(parse(text));
        scaled.current = props.scale;
    }, [props.scale]);
    function parse(input: string): unknown {
        const clean = input.trim().replace(/['\u2019\s]/g, "").replace(",", ".");
        if (clean === "") return undefined;
        const n = Number(clean);
        return Number.isNaN(n) ? input : Math.round(n * props.scale * 1e6) / 1e6;
    }
    return (
        <TextInput
            label={props.label}
            description={props.field.hint}
            inputMode="decimal"
            value={text}
            error={props.fault}
            withAsterisk={props.field.required}
            autoFocus={props.field.autoFocus}
            data-autofocus={props.field.autoFocus || undefined}
            onChange={(e) => {
                setText(e.currentTarget.value);
                props.onChange(parse(e.currentTarget.value));
            }}
        />
    );
}

export function FieldView(props: ViewProps) {
    const { field } = props;
    return (
        <div className={`field field-${field.width ?? (field.kind === "area" || field.kind === "rows" ? 3 : 1)}`}>
            <Inner {...props} />
        </div>
    );
}

function Inner({ field, value, values, fault, faultAt, onChange }: ViewProps) {
    const { t } = useTexts();
    const label = field.label ?? t("field." + field.name.split(".").at(-1)!);
    const common = { label, description: field.hint, error: fault, withAsterisk: field.required, autoFocus: field.autoFocus, "data-autofocus": field.autoFocus || undefined };
    const text = value === undefined || value === null ? "" : String(value);
    switch (field.kind ?? "text") {
        case "own":
            return <>{field.render?.(value, onChange, fault)}</>;
        case "rows":
            return <Rows field={field} value={(value as Values[]) ?? []} fault={fault} faultAt={faultAt ?? (() => undefined)} onChange={onChange} />;
        case "area":
            return <Textarea {...common} autosize minRows={field.rows ?? 3} maxRows={18} value={text} onChange={(e) => onChange(e.currentTarget.value)} />;
        case "number":
        case "money":
        case "percent":
            return (
                <NumberField
                    field={field}
                    value={value}
                    fault={fault}
                    onChange={onChange}
                    label={label}
                    scale={field.kind === "money" ? minorPerMain(field.currency?.(values ?? {}) ?? "") : field.kind === "percent" ? 0.01 : 1}
                />
            );
        case "select":
            return (
                <NativeSelect
                    {...common}
                    value={text}
                    data={[...(field.required && text !== "" ? [] : [{ value: "", label: field.none ?? "" }]), ...(field.options ?? [])]}
                    onChange={(e) => onChange(e.currentTarget.value || undefined)}
                />
            );
        case "many":
            return (
                <MultiSelect
                    {...common}
                    searchable
                    value={(value as string[]) ?? []}
                    data={field.options ?? []}
                    onChange={onChange}
                    comboboxProps={{ withinPortal: true }}
                    hidePickedOptions
                />
            );
        case "check":
            return <Checkbox label={label} description={field.hint} error={fault} checked={!!value} mt={24} onChange={(e) => onChange(e.currentTarget.checked)} />;
        case "date":
            return <TextInput {...common} type="date" value={text} onChange={(e) => onChange(e.currentTarget.value || undefined)} />;
        case "moment":
            return <TextInput {...common} type="datetime-local" value={text} onChange={(e) => onChange(e.currentTarget.value || undefined)} />;
        case "contact":
            return <ContactPicker label={label} value={text} fault={fault} required={field.required} autoFocus={field.autoFocus} onChange={onChange} />;
        case "password":
            return <TextInput {...common} type="password" autoComplete={field.autoComplete} value={text} onChange={(e) => onChange(e.currentTarget.value)} />;
        default:
            return (
                <TextInput
                    {...common}
                    type={field.kind === "email" ? "email" : "text"}
                    inputMode={field.kind === "decimal" ? "decimal" : undefined}
                    autoComplete={field.autoComplete ?? "off"}
                    value={text}
                    onChange={(e) => onChange(field.kind === "decimal" ? e.currentTarget.value.replace(",", ".") : e.currentTarget.value)}
                />
            );
    }
}
