import { Button, Code, CopyButton, Stack, Text } from "@mantine/core";
import { api, Dialog, type FieldSpec, Form, type Schemas, useGet, useTexts, type Values } from "@rejoinder/console";

export type Webhook = Schemas["Webhook"];
export type Made = Schemas["MadeWebhook"];

export const hookColours = { active: "teal", paused: "gray", gone: "red", failing: "red" };
export const messageColours = { delivered: "teal", waiting: "blue", failed: "red", held: "orange", dropped: "gray" };

/** A new webhook, or one that is changed. */
export function WebhookForm(props: { webhook?: Webhook; onMade: (made: Made) => void; onSaved: () => Promise<unknown> }) {
    const { t, word } = useTexts();
    const types = useGet("/webhook-types", { stale: 600_000 }).data?.items ?? [];
    const before = props.webhook;
    const fields: FieldSpec[] = [
        { name: "name", required: true, autoFocus: true, width: 3 },
        { name: "url", label: t("webhooks.url"), hint: t("webhooks.urlHint"), required: true, width: 3 },
        { name: "types", kind: "many", label: t("webhooks.types"), required: true, width: 3, options: types.map((e) => ({ value: e.type, label: word("webhookType", e.type) })) },
    ];
    const chosen = (values: Values) => types.filter((e) => ((values.types as string[]) ?? []).includes(e.type));
    return (
        <Form
            initial={before ? { name: before.name, url: before.url, types: before.types } : { name: "", url: "https://", types: [] }}
            fields={fields}
            submit={t(before ? "shell.save" : "webhooks.make")}
            version={before?.version}
            current={before && (async () => { const now = await api.get("/webhooks/{id}", { path: { id: before.id } }); return { name: now.name, url: now.url, types: now.types, version: now.version }; })}
            onSubmit={async (v, version) => {
                if (!before) return props.onMade(await api.post("/webhooks", { body: v as never }));
                await api.put("/webhooks/{id}", { path: { id: before.id }, version, body: { ...v, state: before.state } as never });
                await props.onSaved();
            }}
        >
            {(values) => chosen(values).length > 0 && <Goes types={chosen(values)} />}
        </Form>
    );
}

/** What leaves the house with these types. */
export function Goes(props: { types: Schemas["WebhookEventType"][] }) {
    const { t } = useTexts();
    const holds = [...new Set(props.types.flatMap((e) => e.holds))].sort();
    return (
        <Stack gap={2}>
            <Text size="sm">{t(props.types.some((e) => e.personal) ? "webhooks.personal" : "webhooks.notPersonal")}</Text>
            <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>{t("webhooks.holds", { fields: holds.join(", ") })}</Text>
        </Stack>
    );
}

/** The secret, shown this once. */
export function Secret(props: { made?: Made; onClose: () => void }) {
    const { t } = useTexts();
    return (
        <Dialog title={t("webhooks.secret")} opened={!!props.made} onClose={props.onClose} size="lg">
            {props.made && (
                <Stack gap="xs">
                    <Text size="sm">{t("webhooks.secretHint")}</Text>
                    <Code block tabIndex={0} aria-label={t("webhooks.secret")} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{props.made.secret}</Code>
                    <CopyButton value={props.made.secret}>
                        {({ copied, copy }) => <Button size="xs" variant="default" style={{ alignSelf: "start" }} onClick={copy}>{t(copied ? "webhooks.copied" : "webhooks.copy")}</Button>}
                    </CopyButton>
                </Stack>
            )}
        </Dialog>
    );
}
