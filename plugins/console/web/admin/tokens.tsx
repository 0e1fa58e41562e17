import { Alert, Button, Code, Stack } from "@mantine/core";
import { ActButton, api, DataTable, Dialog, EmptyState, Fault, Form, refresh, Screen, useGet, useMe, usePages, useTexts } from "@rejoinder/console";
import { useState } from "react";

export default function Tokens() {
    const { t, day } = useTexts();
    const me = useMe();
    const list = usePages("/tokens");
    const permissions = useGet("/permissions", { enabled: me.may("users.read") });
    const [making, setMaking] = useState(false);
    const [secret, setSecret] = useState("");
    return (
        <Screen title={t("tokens.title")} tools={<Button size="xs" onClick={() => setMaking(true)}>{t("tokens.new")}</Button>}>
            <Fault error={list.error} />
            <DataTable
                name="tokens"
                label={t("tokens.title")}
                rows={list.rows}
                rowKey={(x) => x.id}
                loading={list.isLoading}
                more={list.more}
                empty={<EmptyState title={t("tokens.empty")} hint={t("tokens.emptyHint")} />}
                columns={[
                    { key: "name", label: t("tokens.purpose"), value: (x) => x.name },
                    { key: "rights", label: t("field.permissions"), value: (x) => (x.permissions as string[] | null)?.join(", ") ?? t("tokens.all") },
                    { key: "created", label: t("field.createdAt"), value: (x) => x.createdAt, show: (x) => day(x.createdAt) },
                    { key: "expires", label: t("field.expiresAt"), value: (x) => x.expiresAt, show: (x) => day(x.expiresAt) },
                    {
                        key: "act", label: t("shell.remove"), value: () => "",
                        show: (x) => <ActButton size="compact-xs" label={t("tokens.revoke")} sure={t("tokens.revokeSure")} act={() => api.remove("/tokens/{id}", { path: { id: x.id } }).then(() => refresh("/tokens"))} done={t("tokens.revoked")} />,
                    },
                ]}
            />
            <Dialog title={t("tokens.new")} opened={making} onClose={() => setMaking(false)}>
                <Form
                    initial={{ userName: me.name }}
                    fields={[
                        { name: "name", label: t("tokens.purpose"), required: true, autoFocus: true },
                        { name: "userName", required: true },
                        { name: "expiresAt", kind: "date" },
                        { name: "permissions", kind: "many", width: 3, hint: t("tokens.rightsHint"), options: (permissions.data?.items ?? []).map((p) => ({ value: p.name, label: p.name })) },
                    ]}
                    submit={t("shell.save")}
                    onSubmit={async (v) => {
                        const wanted = v.permissions as string[] | undefined;
                        const made = await api.post("/tokens", {
                            body: { ...v, permissions: wanted?.length ? wanted : undefined, expiresAt: v.expiresAt ? `${v.expiresAt as string}T23:59:59Z` : undefined } as never,
                        });
                        setMaking(false);
                        setSecret(made.secret);
                        await refresh("/tokens");
                    }}
                />
            </Dialog>
            <Dialog title={t("tokens.secret")} opened={!!secret} onClose={() => setSecret("")}>
                <Stack>
                    <Alert variant="light">{t("tokens.secretHint")}</Alert>
                    <Code block tabIndex={0} aria-label={t("tokens.secret")}>{secret}</Code>
                </Stack>
            </Dialog>
        </Screen>
    );
}
