import { NativeSelect, TextInput } from "@mantine/core";
import { type Schemas, useTexts } from "@rejoinder/console";

/** A field that the response type asks for. */
export function OwnField(props: { field: Schemas["TypeField"]; value: string; onChange: (v: string) => void }) {
    const { t } = useTexts();
    const { field: f, value, onChange } = props;
    const common = { label: f.label, value, required: f.required, mb: 6 };
    if (f.kind === "choice") return <NativeSelect {...common} data={["", ...(f.choices ?? [])]} onChange={(e) => onChange(e.currentTarget.value)} />;
    if (f.kind === "yesNo")
        return <NativeSelect {...common} data={[{ value: "", label: "–" }, { value: "yes", label: t("shell.yes") }, { value: "no", label: t("shell.no") }]} onChange={(e) => onChange(e.currentTarget.value)} />;
    return <TextInput {...common} type={f.kind === "date" ? "date" : f.kind === "time" ? "time" : "text"} inputMode={f.kind === "number" ? "decimal" : undefined} autoComplete="off" onChange={(e) => onChange(e.currentTarget.value)} />;
}
