import { Alert, Button, Code, Group, Stack } from "@mantine/core";
import { ActButton, api, DataTable, Dialog, Fault, Form, notify, refresh, type Schemas, Screen, useGet, useMe, usePages, useTexts } from "@rejoinder/console";
import { useState } from "react";

type User = Schemas["User"];

export default function Users() {
    const { t, day } = useTexts();
    const may = useMe().may("users.write");
    const list = usePages("/users");
    const roles = useGet("/roles");
    const [open, setOpen] = useState<User | "new">();
    const [secret, setSecret] = useState("");
    const roleOptions = (roles.data?.items ?? []).map((r) => ({ value: r.name, label: r.name }));
    return (
        <Screen title={t("users.title")} tools={may && <Button size="xs" onClick={() => setOpen("new")}>{t("users.new")}</Button>}>
            <Fault error={list.error} />
            <DataTable<User>
                name="users"
                label={t("users.title")}
                rows={list.rows}
                rowKey={(u) => u.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={may ? setOpen : undefined}
                columns={[
                    { key: "name", label: t("field.userName"), value: (u) => u.name },
                    { key: "displayName", label: t("field.displayName"), value: (u) => u.displayName },
                    { key: "roles", label: t("field.roles"), value: (u) => (u.roles ?? []).join(", ") },
                    { key: "active", label: t("field.active"), value: (u) => t(u.active ? "shell.yes" : "shell.no") },
                    { key: "createdAt", label: t("field.createdAt"), value: (u) => u.createdAt, show: (u) => day(u.createdAt) },
                ]}
            />
            <Dialog title={open === "new" ? t("users.new") : (open?.name ?? "")} opened={!!open} onClose={() => setOpen(undefined)}>
                {open === "new" ? (
                    <Form
                        draft="user"
                        fields={[
                            { name: "name", label: t("field.userName"), required: true, autoFocus: true },
                            { name: "displayName" },
                            { name: "roles", kind: "many", options: roleOptions, width: 3 },
                        ]}
                        submit={t("shell.save")}
                        onSubmit={async (v) => {
                            const made = await api.post("/users", { body: v as never });
                            setOpen(undefined);
                            setSecret(`${location.origin}/password#${made.passwordSecret}`);
                            await refresh("/users");
                        }}
                    />
                ) : (
                    open && (
                        <>
                        <Form
                            initial={{ displayName: open.displayName, roles: open.roles, active: open.active }}
                            fields={[{ name: "displayName", required: true, autoFocus: true }, { name: "active", kind: "check" }, { name: "roles", kind: "many", options: roleOptions, width: 3 }]}
                            submit={t("shell.save")}
                            version={open.version}
                            current={() => api.get("/users/{id}", { path: { id: open.id } })}
                            onSubmit={async (v, version) => {
                                await api.patch("/users/{id}", { path: { id: open.id }, version, body: v as never });
                                setOpen(undefined);
                                notify(t("shell.saved"));
                                await refresh("/users");
                            }}
                        />
                        <Group mt="md">
                            <ActButton
                                label={t("users.totpReset")}
                                sure={t("users.totpSure", { name: open.displayName })}
                                act={() => api.remove("/users/{id}/totp", { path: { id: open.id } })}
                                done={t("users.totpGone")}
                            />
                        </Group>
                        </>
                    )
                )}
            </Dialog>
            <Dialog title={t("users.link")} opened={!!secret} onClose={() => setSecret("")}>
                <Stack>
                    <Alert variant="light">{t("users.linkHint")}</Alert>
                    <Code block tabIndex={0} aria-label={t("users.link")}>{secret}</Code>
                </Stack>
            </Dialog>
        </Screen>
    );
}
