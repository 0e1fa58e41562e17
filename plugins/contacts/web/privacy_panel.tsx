import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { ActButton, api, Dialog, Fault, Form, notify, OperationProgress, refresh, saveFile, StateBadge, useGet, useMe, useTexts } from "@rejoinder/console";
import { useState } from "react";

type Asked = "erasure" | "dossier" | "hold" | "restrict" | "unrestrict";

/** Erasure, dossier, holds and restriction of one person, and what was certified. */
export default function PrivacyPanel(props: { contactId: string }) {
    const { t, moment } = useTexts();
    const me = useMe();
    const id = props.contactId;
    const holds = useGet("/contacts/{id}/holds", { path: { id } });
    const certificates = useGet("/contacts/{id}/certificates", { path: { id }, enabled: me.may("contacts.erase") });
    const [asking, setAsking] = useState<Asked>();
    const [operation, setOperation] = useState("");
    const standing = (holds.data?.holds ?? []).filter((h) => !h.releasedAt);
    const wish = holds.data?.restricted ? "unrestrict" : "restrict";
    const done = async () => {
        setAsking(undefined);
        await refresh("/contacts");
    };
    return (
        <Stack gap="xs">
            <Fault error={holds.error ?? certificates.error} />
            {holds.data?.restricted && <Alert color="orange" p="xs" variant="light">⚠ {t("people.restricted")}</Alert>}
            {standing.map((h) => (
                <Group key={h.id} gap="xs" justify="space-between">
                    <Text size="sm"><StateBadge group="people" value="hold" colours={{ hold: "orange" }} /> {h.reason} · {h.madeBy} · {moment(h.madeAt)}</Text>
                    {me.may("contacts.retain") && (
                        <ActButton label={t("people.release")} sure={t("people.releaseSure")} act={() => api.post("/contacts/holds/{id}/release", { path: { id: h.id } } as never).then(done)} done={t("shell.saved")} />
                    )}
                </Group>
            ))}
            {(certificates.data?.certificates ?? []).map((c) => (
                <details key={c.id}>
                    <summary><Text size="sm" component="span">{t("certificate." + c.kind)} · {moment(c.madeAt)} · {c.askedBy}</Text></summary>
                    <Text size="xs" c="dimmed" component="ul" style={{ margin: 0 }}>
                        {(c.steps ?? []).map((s) => <li key={s.what}>{s.what}: {s.records}</li>)}
                        {c.documentHash && <li style={{ overflowWrap: "anywhere" }}>SHA-256 {c.documentHash}</li>}
                    </Text>
                </details>
            ))}
            {operation && <OperationProgress id={operation} onDone={() => void refresh("/contacts")} />}
            <Group gap="xs">
                {me.may("contacts.erase") && <Button size="xs" variant="default" onClick={() => setAsking("dossier")}>{t("people.dossier")}</Button>}
                {me.may("contacts.retain") && <Button size="xs" variant="default" onClick={() => setAsking("hold")}>{t("people.hold")}</Button>}
                {me.may("contacts.retain") && <Button size="xs" variant="default" onClick={() => setAsking(wish)}>{t("people." + wish)}</Button>}
                {me.may("contacts.erase") && <Button size="xs" variant="default" color="red" onClick={() => setAsking("erasure")}>{t("people.erase")}</Button>}
            </Group>
            <Dialog title={t("people.dossier")} opened={asking === "dossier"} onClose={() => setAsking(undefined)}>
                <Text size="sm" mb="sm">{t("people.dossierHint")}</Text>
                <Form
                    fields={[{ name: "askedBy", label: t("people.askedBy"), required: true, autoFocus: true, width: 3 }]}
                    submit={t("people.dossierMake")}
                    onSubmit={async (v) => {
                        const answer = await api.post("/contacts/{id}/dossiers", { path: { id }, body: v as never });
                        saveFile("dossier-" + id + ".json", JSON.stringify(answer, null, 2), "application/json");
                        await done();
                    }}
                />
            </Dialog>
            <Dialog title={t("people.hold")} opened={asking === "hold"} onClose={() => setAsking(undefined)}>
                <Text size="sm" mb="sm">{t("people.holdHint")}</Text>
                <Form
                    fields={[{ name: "reason", required: true, autoFocus: true, width: 3 }]}
                    submit={t("shell.save")}
                    onSubmit={async (v) => {
                        await api.post("/contacts/{id}/holds", { path: { id }, body: v as never });
                        await done();
                    }}
                />
            </Dialog>
            <Dialog title={t(asking === "unrestrict" ? "people.unrestrict" : "people.restrict")} opened={asking === "restrict" || asking === "unrestrict"} onClose={() => setAsking(undefined)}>
                <Text size="sm" mb="sm">{t("people.restrictHint")}</Text>
                <Form
                    fields={[{ name: "reason", required: true, autoFocus: true, width: 3 }]}
                    submit={t("shell.save")}
                    onSubmit={async (v) => {
                        await api.put("/contacts/{id}/restriction", { path: { id }, body: { reason: v.reason, restricted: asking === "restrict" } as never });
                        await done();
                    }}
                />
            </Dialog>
            <Dialog title={t("people.erase")} opened={asking === "erasure"} onClose={() => setAsking(undefined)}>
                <Erasure
                    contactId={id}
                    onAsked={(started) => {
                        setOperation(started);
                        setAsking(undefined);
                        notify(t("people.eraseStarted"));
                    }}
                />
            </Dialog>
        </Stack>
    );
}

/** Says what would go before it goes. */
function Erasure(props: { contactId: string; onAsked: (operation: string) => void }) {
    const { t } = useTexts();
    const [askedBy, setAskedBy] = useState("");
    const [preview, setPreview] = useState<{ allIds?: string[]; consents: number; entries: number }>();
    const ask = (wish: string, only: boolean) => api.post("/contacts/{id}/erasure", { path: { id: props.contactId }, body: { askedBy: wish, preview: only } as never });
    if (!preview)
        return (
            <Form
                fields={[{ name: "askedBy", label: t("people.askedBy"), required: true, autoFocus: true, width: 3 }]}
                submit={t("people.erasePreview")}
                onSubmit={async (v) => {
                    setPreview(await ask(String(v.askedBy), true));
                    setAskedBy(String(v.askedBy));
                }}
            />
        );
    return (
        <Stack gap="sm">
            <Text>{t("people.eraseWhat", { records: preview.allIds?.length ?? 1, consents: preview.consents, entries: preview.entries })}</Text>
            <Text size="sm" c="dimmed">{t("people.eraseKeeps")}</Text>
            <Group>
                <ActButton size="sm" color="red.9" variant="filled" label={t("people.eraseNow")} act={async () => props.onAsked((await ask(askedBy, false)).operationId ?? "")} />
            </Group>
        </Stack>
    );
}
