import { Button } from "@mantine/core";
import { api, channels, choices, DataTable, Dialog, Fault, Form, refresh, type Schemas, Screen, StateBadge, useGet, useTexts, type Values } from "@rejoinder/console";
import { useState } from "react";
import { useTypeName } from "./type_name";

type Type = Schemas["ResponseType"];

/** Choices are typed with commas between. */
const fieldsOf = (rows: unknown) =>
    ((rows as Values[] | undefined) ?? []).map((f) => ({ ...f, choices: f.kind === "choice" ? String(f.choices ?? "").split(",").map((c) => c.trim()).filter(Boolean) : [] }));

export default function Types() {
    const x = useTexts();
    const { t, word } = x;
    const typeName = useTypeName();
    const { data, error, isLoading } = useGet("/response-types");
    const [open, setOpen] = useState<Type | "new">();
    const done = async () => {
        setOpen(undefined);
        await refresh("/response-types");
    };
    const more = [
        { name: "fulfil", kind: "check" as const, label: t("types.fulfil") },
        { name: "optOut", kind: "check" as const, label: t("types.optOut") },
        { name: "callBack", kind: "check" as const, label: t("types.callBack") },
        { name: "followUp", kind: "check" as const, label: t("types.followUp") },
        { name: "correctAddress", kind: "check" as const, label: t("types.correctAddress"), hint: t("types.correctAddressHint") },
        { name: "optOutChannel", kind: "select" as const, label: t("types.optOutChannel"), options: channels(x), when: (v: Record<string, unknown>) => !!v.optOut },
        {
            name: "fields", kind: "rows" as const, label: t("types.fields"), fresh: { key: "", label: "", kind: "text", required: false, choices: "" },
            columns: [
                { name: "key", label: t("types.key"), required: true, width: 2 as const },
                { name: "label", label: t("types.label"), required: true, width: 2 as const },
                { name: "kind", kind: "select" as const, label: t("types.kind"), required: true, options: choices("fieldKind", ["text", "number", "date", "time", "yesNo", "choice"])(x) },
                { name: "required", kind: "check" as const, label: t("types.required") },
                { name: "choices", label: t("types.choices"), width: 2 as const },
            ],
        },
    ];
    return (
        <Screen title={t("types.title")} tools={<Button size="xs" onClick={() => setOpen("new")}>{t("shell.new")}</Button>}>
            <Fault error={error} />
            <DataTable
                name="response-types"
                label={t("types.title")}
                rows={data?.items ?? []}
                rowKey={(r) => r.id}
                loading={isLoading}
                onOpen={setOpen}
                columns={[
                    { key: "key", label: t("types.key"), value: (r) => r.key },
                    { key: "name", label: t("field.name"), value: (r) => typeName(r.key) },
                    { key: "reaction", label: t("types.reaction"), value: (r) => word("reaction", r.reaction), show: (r) => <StateBadge group="reaction" value={r.reaction} /> },
                    { key: "fulfil", label: t("types.fulfil"), value: (r) => t(r.fulfil ? "shell.yes" : "shell.no") },
                    { key: "optOut", label: t("types.optOut"), value: (r) => t(r.optOut ? "shell.yes" : "shell.no") },
                    { key: "motion", label: t("types.motion"), wide: true, value: (r) => [r.callBack && t("types.callBack"), r.followUp && t("types.followUp"), r.correctAddress && t("types.correctAddress")].filter(Boolean).join(", ") },
                { key: "fields", label: t("types.fields"), wide: true, value: (r) => (r.fields ?? []).map((f) => f.label).join(", ") },
                { key: "active", label: t("field.active"), value: (r) => t(r.active ? "shell.yes" : "shell.no") },
                ]}
            />
            <Dialog title={open === "new" ? t("types.new") : (open?.name ?? "")} opened={!!open} onClose={() => setOpen(undefined)} size="xl">
                {open === "new" ? (
                    <Form
                        wide
                        draft="response-type"
                        initial={{ reaction: "positive", fields: [] }}
                        fields={[
                            { name: "key", label: t("types.key"), required: true, autoFocus: true },
                            { name: "name", required: true },
                            { name: "reaction", label: t("types.reaction"), kind: "select", required: true, options: choices("reaction", ["positive", "none", "negative"])(x) },
                            ...more,
                        ]}
                        submit={t("shell.save")}
                        onSubmit={async (v) => {
                            await api.post("/response-types", { body: { ...v, fields: fieldsOf(v.fields) } as never });
                            await done();
                        }}
                    />
                ) : (
                    open && (
                        <Form
                            wide
                            initial={{ ...open, fields: (open.fields ?? []).map((f) => ({ ...f, choices: (f.choices ?? []).join(", ") })) }}
                            fields={[{ name: "name", required: true, autoFocus: true }, ...more, { name: "active", kind: "check" }]}
                            submit={t("shell.save")}
                            version={open.version}
                            current={() => api.get("/response-types/{id}", { path: { id: open.id } })}
                            onSubmit={async (v, version) => {
                                const { name, fulfil, optOut, optOutChannel, active, callBack, followUp, correctAddress } = v as unknown as Type;
                                await api.patch("/response-types/{id}", { path: { id: open.id }, version, body: { name, fulfil, optOut, optOutChannel, active, callBack, followUp, correctAddress, fields: fieldsOf(v.fields) } as never });
                                await done();
                            }}
                        />
                    )
                )}
            </Dialog>
        </Screen>
    );
}
