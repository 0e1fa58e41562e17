import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { ActButton, api, channels, Dialog, Fault, Form, notify, refresh, type Schemas, StateBadge, useGet, useMe, useTexts } from "@rejoinder/console";
import { useState } from "react";

type Proof = Schemas["ConsentProof"];

/** May this person be contacted and why; consents with their wording and proof; who must not be contacted. */
export default function ConsentPanel(props: { contactId: string }) {
    const x = useTexts();
    const { t, word, moment, has } = x;
    const me = useMe();
    const id = props.contactId;
    const permissions = useGet("/contacts/{id}/permissions", { path: { id } });
    const blocks = useGet("/suppressions", { query: { contactId: id } as never });
    const [adding, setAdding] = useState(false);
    const [wording, setWording] = useState<Proof>();
    const consents = permissions.data?.consents ?? [];
    const changed = () => refresh("/suppressions", "/contacts/{id}/permissions", "/contacts/{id}/timeline", "/contacts/{id}/consents");
    const reason = (text: string) => (has("reason." + text) ? t("reason." + text) : text.startsWith("contacts.list ") ? t("reason.list", { name: text.slice(14) }) : text);
    return (
        <Stack gap="xs">
            <Fault error={permissions.error ?? blocks.error} />
            <table className="data" style={{ width: "100%" }}>
                <thead>
                    <tr><th scope="col">{t("field.channel")}</th><th scope="col">{t("people.allowed")}</th><th scope="col">{t("people.why")}</th></tr>
                </thead>
                <tbody>
                    {(permissions.data?.channels ?? []).map((c) => (
                        <tr key={c.channel}>
                            <th scope="row">{word("channel", c.channel)}</th>
                            <td><StateBadge group="shell" value={c.allowed ? "yes" : "no"} colours={{ yes: "teal", no: "orange" }} /></td>
                            <td>{reason(c.decision.reason)}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
            {(blocks.data?.items ?? []).map((b) => (
                <Group key={b.id} gap="xs" justify="space-between">
                    <Text size="sm">
                        ⚠ {t("contacts.blocked", { channel: b.channel ? word("channel", b.channel) : t("contacts.allChannels") })} · {b.source} · {moment(b.createdAt)}
                    </Text>
                    {me.may("contacts.unsuppress") && (
                        <ActButton
                            label={t("contacts.unblock")}
                            sure={t("contacts.unblockSure")}
                            act={() => api.remove("/suppressions/{id}", { path: { id: b.id } }).then(changed)}
                            done={t("shell.undone")}
                        />
                    )}
                </Group>
            ))}
            {permissions.data && consents.length === 0 && <Text size="sm" c="dimmed">{t("contacts.noConsents")}</Text>}
            {consents.slice(0, 20).map((c) => (
                <div key={c.event.id}>
                    <Text size="sm">
                        {word("channel", c.event.channel)}: <b>{word("consent", c.event.event)}</b> · {moment(c.event.at)} · {c.event.source}
                        {c.event.purpose !== "advertising" && <> · {word("purpose", c.event.purpose)}</>}
                    </Text>
                    <Group gap="xs">
                        {(c.event.textVersion || c.event.textHash) && (
                            <Button size="compact-xs" variant="subtle" disabled={!c.event.textHash} onClick={() => setWording(c)}>
                                {t("people.wordingOf", { version: c.event.textVersion || c.event.textHash.slice(0, 8) })}
                            </Button>
                        )}
                        {c.uses > 0 && <Text size="xs" c="dimmed">{t("people.uses", { count: c.uses, at: moment(c.lastUsedAt) })}</Text>}
                        {c.keepUntil && <Text size="xs" c="dimmed">{t("people.keepUntil", { at: moment(c.keepUntil) })}</Text>}
                    </Group>
                </div>
            ))}
            <Group gap="xs">
                {me.may("contacts.consent") && <Button size="xs" variant="default" onClick={() => setAdding(true)}>{t("contacts.addConsent")}</Button>}
                {me.may("contacts.suppress") && (
                    <ActButton
                        label={t("contacts.block")}
                        sure={t("contacts.blockSure")}
                        act={() => api.post("/suppressions", { body: { contactId: id, source: "console" } }).then(changed)}
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
                        { name: "textVersion", label: t("people.textVersion") },
                        { name: "text", label: t("contacts.wording"), kind: "area" },
                    ]}
                    submit={t("shell.save")}
                    onSubmit={async (v) => {
                        await api.post("/contacts/{id}/consents", { path: { id }, body: v as never });
                        setAdding(false);
                        await changed();
                        notify(t("shell.saved"));
                    }}
                />
            </Dialog>
            <Dialog title={t("contacts.wording")} opened={!!wording} onClose={() => setWording(undefined)}>
                {wording && <Wording hash={wording.event.textHash} />}
            </Dialog>
        </Stack>
    );
}

function Wording(props: { hash: string }) {
    const { t, moment } = useTexts();
    const { data, error } = useGet("/consent-texts/{textHash}", { path: { textHash: props.hash } });
    return (
        <Stack gap="xs">
            <Fault error={error} />
            {data && <Text style={{ whiteSpace: "pre-wrap" }}>{data.text}</Text>}
            {data && <Text size="xs" c="dimmed">{t("people.firstUsed", { at: moment(data.firstUsedAt) })}</Text>}
            <Alert variant="light" p="xs"><Text size="xs" style={{ overflowWrap: "anywhere" }}>SHA-256 {props.hash}</Text></Alert>
        </Stack>
    );
}
