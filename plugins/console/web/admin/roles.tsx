import { Button, Checkbox, Stack, Title } from "@mantine/core";
import { api, DataTable, Dialog, Fault, Form, notify, refresh, type Schemas, Screen, useGet, useMe, useTexts } from "@rejoinder/console";
import { useState } from "react";

type Role = Schemas["Role"];

function Permissions(props: { value: string[]; onChange: (v: string[]) => void }) {
    const { data } = useGet("/permissions");
    const plugins = [...new Set((data?.items ?? []).map((p) => p.plugin))];
    const toggle = (name: string) => props.onChange(props.value.includes(name) ? props.value.filter((v) => v !== name) : [...props.value, name]);
    return (
        <Stack gap="sm" mah={420} style={{ overflowY: "auto" }} tabIndex={0} role="group">
            {plugins.map((plugin) => (
                <fieldset key={plugin} style={{ border: 0, padding: 0, margin: 0 }}>
                    <Title order={3} size="h6" component="legend">{plugin}</Title>
                    {(data?.items ?? []).filter((p) => p.plugin === plugin).map((p) => (
                        <Checkbox key={p.name} size="sm" mt={4} label={p.name} description={p.description} checked={props.value.includes(p.name)} onChange={() => toggle(p.name)} />
                    ))}
                </fieldset>
            ))}
        </Stack>
    );
}

export default function Roles() {
    const { t } = useTexts();
    const may = useMe().may("users.write");
    const { data, error, isLoading } = useGet("/roles");
    const [open, setOpen] = useState<Role | "new">();
    const permissions = {
        name: "permissions",
        kind: "own" as const,
        width: 3 as const,
        render: (v: unknown, change: (v: unknown) => void) => <Permissions value={(v as string[]) ?? []} onChange={change} />,
    };
    const totp = { name: "totpRequired", label: t("roles.totp"), kind: "check" as const, width: 3 as const };
    const done = async () => {
        setOpen(undefined);
        notify(t("shell.saved"));
        await refresh("/roles");
    };
    return (
        <Screen title={t("roles.title")} tools={may && <Button size="xs" onClick={() => setOpen("new")}>{t("roles.new")}</Button>}>
            <Fault error={error} />
            <DataTable<Role>
                name="roles"
                label={t("roles.title")}
                rows={data?.items ?? []}
                rowKey={(r) => r.id}
                loading={isLoading}
                onOpen={may ? setOpen : undefined}
                columns={[
                    { key: "name", label: t("field.name"), value: (r) => r.name },
                    { key: "description", label: t("field.description"), value: (r) => r.description },
                    { key: "totp", label: t("roles.totp"), value: (r) => t(r.totpRequired ? "shell.yes" : "shell.no") },
                    { key: "count", label: t("field.permissions"), value: (r) => (r.permissions ?? []).length, right: true },
                ]}
            />
            <Dialog title={open === "new" ? t("roles.new") : (open?.name ?? "")} opened={!!open} onClose={() => setOpen(undefined)}>
                {open === "new" ? (
                    <Form
                        fields={[{ name: "name", required: true, autoFocus: true }, { name: "description" }, totp, permissions]}
                        submit={t("shell.save")}
                        onSubmit={async (v) => {
                            await api.post("/roles", { body: v as never });
                            await done();
                        }}
                    />
                ) : (
                    open && (
                        <Form
                            initial={{ description: open.description, totpRequired: open.totpRequired, permissions: open.permissions }}
                            fields={[{ name: "description", autoFocus: true, width: 3 }, totp, permissions]}
                            submit={t("shell.save")}
                            version={open.version}
                            current={() => api.get("/roles/{id}", { path: { id: open.id } })}
                            onSubmit={async (v, version) => {
                                await api.patch("/roles/{id}", { path: { id: open.id }, version, body: v as never });
                                await done();
                            }}
                        />
                    )
                )}
            </Dialog>
        </Screen>
    );
}
