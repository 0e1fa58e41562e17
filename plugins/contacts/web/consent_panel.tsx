import { Button, Group, Stack, Text } from "@mantine/core";
import { ActButton, api, channels, Dialog, Form, notify, refresh, useGet, useMe, useTexts } from "@rejoinder/console";
import { useState } from "react";

/** Consent given and withdrawn, and who must not be contacted. */
export default function ConsentPanel(props: { contactId: string }) {
    const x = useTexts();
    const { t, word, moment } = x;
    const me = useMe();
    const id = props.contactId;
    const consents = useGet("/contacts/{id}/consents", { path: { id } });
    const blocks = useGet("/suppressions", { query: { contactId: id } as never });
    const [adding, setAdding] = useState(false);
    return (
        <Stack gap="xs">
            {(blocks.data?.items ?? []).map((b) => (
                <Group key={b.id} gap="xs" justify="space-between">
                    <Text size="sm">
                        ⚠ {t("contacts.blocked", { channel: b.channel ? word("channel", b.channel) : t("contacts.allChannels") })} · {b.source} · {moment(b.createdAt)}
                    </Text>
                    {me.may("contacts.unsuppress") && (
                        <ActButton
                            label={t("contacts.unblock")}
                            sure={t("contacts.unblockSure")}
                            act={() => api.remove("/suppressions/{id}", { path: { id: b.id } }).then(() => refresh("/suppressions"))}
                            done={t("shell.undone")}
                        />
                    )}
                </Group>
            ))}
            {(consents.data?.items ?? []).length === 0 && <Text size="sm" c="dimmed">{t("contacts.noConsents")}</Text>}
            {[...(consents.data?.items ?? [])].reverse().slice(0, 8).map((c) => (
                <Text key={c.id} size="sm">
                    {word("channel", c.channel)}: {word("consent", c.event)} · {moment(c.at)} · {c.source}
                </Text>
            ))}
            <Group gap="xs">
                {me.may("contacts.consent") && <Button size="xs" variant="default" onClick={() => setAdding(true)}>{t("contacts.addConsent")}</Button>}
                {me.may("contacts.suppress") && (
                    <ActButton
                        label={t("contacts.block")}
                        sure={t("contacts.blockSure")}
                        act={() => api.post("/suppressions", { body: { contactId: id, source: "console" } }).then(() => refresh("/suppressions"))}
                        done={t("contacts.blockedNow")}
                    />
                )}
            </Group>
            <Dialog title={t("contacts.addConsent")} opened={adding} onClose={() => setAdding(false)}>
                <Form
                    initial={{ channel: "email", event: "given", source: "phone" }}
                    fields={[
                        { name: "channel", kind: "select", required: true, options: channels(x), autoFocus: true },
                        { name: "event", label: t("contacts.event"), kind: "select", required: true, options: ["given", "withdrawn"].map((v) => ({ value: v, label: t("consent." + v) })) },
                        { name: "source", required: true },
                        { name: "text", label: t("contacts.wording"), kind: "area" },
                    ]}
                    submit={t("shell.save")}
                    onSubmit={async (v) => {
                        await api.post("/contacts/{id}/consents", { path: { id }, body: v as never });
                        setAdding(false);
                        await refresh("/contacts/{id}/consents");
                        notify(t("shell.saved"));
                    }}
                />
            </Dialog>
        </Stack>
    );
}
