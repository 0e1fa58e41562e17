import { Button } from "@mantine/core";
import { api, choices, DataTable, Dialog, Fault, type FieldSpec, Form, refresh, type Schemas, Screen, useGet, useTexts } from "@rejoinder/console";
import { useState } from "react";

type Outcome = Schemas["CallOutcome"];

export default function Outcomes() {
    const x = useTexts();
    const { t, word, has } = x;
    const { data, error, isLoading } = useGet("/call-outcomes");
    const types = useGet("/response-types");
    const [open, setOpen] = useState<Outcome | "new">();
    const fields: FieldSpec[] = [
        { name: "label", label: t("field.name"), required: true },
        { name: "category", label: t("outcomes.category"), kind: "select", required: true, options: choices("outcomeCategory", ["retry", "completed", "failed", "doNotCall", "callBack"])(x) },
        { name: "responseType", label: t("outcomes.responseType"), kind: "select", options: (types.data?.items ?? []).map((r) => ({ value: r.key, label: has("responseType." + r.key) ? t("responseType." + r.key) : r.name })) },
        { name: "retryMinutes", label: t("outcomes.retry"), kind: "number" },
    ];
    const done = async () => {
        setOpen(undefined);
        await refresh("/call-outcomes");
    };
    return (
        <Screen title={t("outcomes.title")} tools={<Button size="xs" onClick={() => setOpen("new")}>{t("shell.new")}</Button>}>
            <Fault error={error} />
            <DataTable<Outcome>
                name="call-outcomes"
                label={t("outcomes.title")}
                rows={data?.items ?? []}
                rowKey={(o) => o.id}
                loading={isLoading}
                onOpen={setOpen}
                columns={[
                    { key: "code", label: t("field.code"), value: (o) => o.code },
                    { key: "label", label: t("field.name"), value: (o) => (has("callOutcome." + o.code) ? t("callOutcome." + o.code) : o.label) },
                    { key: "category", label: t("outcomes.category"), value: (o) => word("outcomeCategory", o.category) },
                    { key: "type", label: t("outcomes.responseType"), value: (o) => o.responseType },
                    { key: "retry", label: t("outcomes.retry"), value: (o) => o.retryMinutes, right: true },
                    { key: "active", label: t("field.active"), value: (o) => t(o.active ? "shell.yes" : "shell.no") },
                ]}
            />
            <Dialog title={t("outcomes.title")} opened={!!open} onClose={() => setOpen(undefined)}>
                {open && (
                    <Form
                        initial={open === "new" ? { category: "completed" } : { ...open }}
                        fields={open === "new" ? [{ name: "code", required: true, autoFocus: true }, ...fields] : [...fields, { name: "active", kind: "check" }]}
                        submit={t("shell.save")}
                        version={open === "new" ? undefined : open.version}
                        current={open === "new" ? undefined : () => api.get("/call-outcomes/{id}", { path: { id: open.id } })}
                        onSubmit={async (v, version) => {
                            const { code, label, category, responseType, retryMinutes, active } = v;
                            if (open === "new") await api.post("/call-outcomes", { body: { code, label, category, responseType, retryMinutes } as never });
                            else await api.patch("/call-outcomes/{id}", { path: { id: open.id }, version, body: { label, category, responseType, retryMinutes, active } as never });
                            await done();
                        }}
                    />
                )}
            </Dialog>
        </Screen>
    );
}
