import { Button } from "@mantine/core";
import { api, channels, choices, DataTable, Dialog, Fault, Form, refresh, type Schemas, Screen, StateBadge, useGet, useTexts } from "@rejoinder/console";
import { useState } from "react";
import { useTypeName } from "./type_name";

type Type = Schemas["ResponseType"];

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
        { name: "optOutChannel", kind: "select" as const, label: t("types.optOutChannel"), options: channels(x), when: (v: Record<string, unknown>) => !!v.optOut },
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
                    { key: "active", label: t("field.active"), value: (r) => t(r.active ? "shell.yes" : "shell.no") },
                ]}
            />
            <Dialog title={open === "new" ? t("types.new") : (open?.name ?? "")} opened={!!open} onClose={() => setOpen(undefined)}>
                {open === "new" ? (
                    <Form
                        draft="response-type"
                        initial={{ reaction: "positive" }}
                        fields={[
                            { name: "key", label: t("types.key"), required: true, autoFocus: true },
                            { name: "name", required: true },
                            { name: "reaction", label: t("types.reaction"), kind: "select", required: true, options: choices("reaction", ["positive", "none", "negative"])(x) },
                            ...more,
                        ]}
                        submit={t("shell.save")}
                        onSubmit={async (v) => {
                            await api.post("/response-types", { body: v as never });
                            await done();
                        }}
                    />
                ) : (
                    open && (
                        <Form
                            initial={{ ...open }}
                            fields={[{ name: "name", required: true, autoFocus: true }, ...more, { name: "active", kind: "check" }]}
                            submit={t("shell.save")}
                            version={open.version}
                            current={() => api.get("/response-types/{id}", { path: { id: open.id } })}
                            onSubmit={async (v, version) => {
                                const { name, fulfil, optOut, optOutChannel, active } = v as unknown as Type;
                                await api.patch("/response-types/{id}", { path: { id: open.id }, version, body: { name, fulfil, optOut, optOutChannel, active } });
                                await done();
                            }}
                        />
                    )
                )}
            </Dialog>
        </Screen>
    );
}
