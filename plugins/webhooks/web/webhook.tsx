import { Alert, Button, Stack } from "@mantine/core";
import { ActButton, api, DataTable, Dialog, EmptyState, Facts, Fault, Form, notify, OperationProgress, Panel, refresh, type Schemas, Screen, StateBadge, StateSwitch, useGet, useGo, useId, useMe, usePages, useTexts, useView } from "@rejoinder/console";
import { useEffect, useState } from "react";
import { MessageDialog } from "./message";
import { Goes, hookColours, type Made, messageColours, Secret, type Webhook, WebhookForm } from "./webhook_form";

type Message = Schemas["WebhookMessage"];

/** One webhook: what it tells, how its messages fare, and everything that can be done about it. */
export default function WebhookPage() {
    const id = useId();
    const { t } = useTexts();
    const { data: w, error } = useGet("/webhooks/{id}", { path: { id }, every: 5_000 });
    const types = useGet("/webhook-types", { stale: 600_000 }).data?.items ?? [];
    return (
        <Screen title={w?.name ?? t("webhooks.one")} back={{ to: "/webhooks", label: t("webhooks.title") }} hint={w && <StateBadge group="webhookState" value={w.state} colours={hookColours} />} tools={w && <Tools webhook={w} />}>
            <Fault error={error} />
            {w && (
                <>
                    <Standing webhook={w} />
                    <Panel title={t("webhooks.tells")}>
                        <Stack gap="sm">
                            <About webhook={w} />
                            <Goes types={types.filter((e) => w.types?.includes(e.type))} />
                        </Stack>
                    </Panel>
                    <Messages id={id} />
                </>
            )}
        </Screen>
    );
}

function About({ webhook: w }: { webhook: Webhook }) {
    const { t, moment, word } = useTexts();
    return (
        <Facts
            items={[
                [t("webhooks.url"), <span key="u" style={{ overflowWrap: "anywhere" }}>{w.url}{w.inner && " · " + t("webhooks.inner")}</span>],
                [t("webhooks.types"), (w.types ?? []).map((e) => word("webhookType", e)).join(", ")],
                [t("field.createdAt"), moment(w.createdAt)],
                ...(w.oldSecretUntil ? [[t("webhooks.oldSecretUntil"), moment(w.oldSecretUntil)] as [string, string]] : []),
            ]}
        />
    );
}

/** Why nothing or not everything arrives, in words. */
function Standing({ webhook: w }: { webhook: Webhook }) {
    const { t, moment } = useTexts();
    if (w.state === "gone" || w.state === "failing") return <Alert color="red" role="alert">{t("webhooks.stopped." + w.state, { at: moment(w.stoppedAt) })}</Alert>;
    if (w.state === "paused") return <Alert color="gray">{t("webhooks.stopped.paused", { at: moment(w.stoppedAt) })}</Alert>;
    if (w.failingSince) return <Alert color="orange" role="alert">{t("webhooks.failingSince", { at: moment(w.failingSince) })}{w.quietUntil && Date.parse(w.quietUntil) > Date.now() && " " + t("webhooks.quietUntil", { at: moment(w.quietUntil) })}</Alert>;
    return null;
}

function Tools({ webhook: w }: { webhook: Webhook }) {
    const { t } = useTexts();
    const me = useMe();
    const go = useGo();
    const [open, setOpen] = useState<"edit" | "rotate" | "replay">();
    const [made, setMade] = useState<Made>();
    const [operation, setOperation] = useState<string>();
    if (!me.may("webhooks.write")) return null;
    const path = { id: w.id };
    const renew = () => refresh("/webhook");
    const close = async () => {
        setOpen(undefined);
        await renew();
    };
    const become = (state: "active" | "paused") => async () => {
        await api.put("/webhooks/{id}", { path, version: w.version, body: { name: w.name, url: w.url, types: w.types ?? [], state } });
        await renew();
    };
    return (
        <>
            <ActButton label={t("webhooks.test")} done={t("webhooks.tested")} act={async () => { await api.post("/webhooks/{id}/tests", { path }); await renew(); }} />
            {w.state === "active" ? <ActButton label={t("webhooks.pause")} act={become("paused")} /> : <ActButton label={t("webhooks.start")} variant="filled" act={become("active")} />}
            <Button size="xs" variant="default" onClick={() => setOpen("edit")}>{t("shell.edit")}</Button>
            <Button size="xs" variant="default" onClick={() => setOpen("replay")}>{t("webhooks.replayAll")}</Button>
            <Button size="xs" variant="default" onClick={() => setOpen("rotate")}>{t("webhooks.rotate")}</Button>
            <ActButton label={t("shell.remove")} sure={t("webhooks.removeSure")} color="red" act={async () => { await api.remove("/webhooks/{id}", { path }); await renew(); go("/webhooks"); }} />
            <Dialog title={t("webhooks.one")} opened={open === "edit"} onClose={() => setOpen(undefined)}>
                <WebhookForm webhook={w} onMade={() => undefined} onSaved={close} />
            </Dialog>
            <Dialog title={t("webhooks.rotate")} opened={open === "rotate"} onClose={() => setOpen(undefined)} size="md">
                <Form
                    initial={{ overlapHours: 24 }}
                    fields={[{ name: "overlapHours", kind: "number", label: t("webhooks.overlap"), hint: t("webhooks.overlapHint"), width: 3, autoFocus: true }]}
                    submit={t("webhooks.rotate")}
                    onSubmit={async (v) => {
                        const told = await api.post("/webhooks/{id}/secret", { path, body: v as never });
                        await close();
                        setMade(told);
                    }}
                />
            </Dialog>
            <Dialog title={t("webhooks.replayAll")} opened={open === "replay"} onClose={() => { setOpen(undefined); setOperation(undefined); }} size="md">
                {operation ? (
                    <OperationProgress id={operation} onDone={() => void renew()} />
                ) : (
                    <Form
                        initial={{ since: "" }}
                        fields={[{ name: "since", kind: "moment", label: t("webhooks.since"), hint: t("webhooks.sinceHint"), required: true, width: 3, autoFocus: true }]}
                        submit={t("webhooks.replay")}
                        onSubmit={async (v) => setOperation((await api.post("/webhooks/{id}/replays", { path, body: { since: new Date(v.since as string).toISOString() } })).id)}
                    />
                )}
            </Dialog>
            <Secret made={made} onClose={() => setMade(undefined)} />
        </>
    );
}

function Messages(props: { id: string }) {
    const { t, moment, word, whole } = useTexts();
    const [state, setState] = useView("state");
    const [shown, setShown] = useState<string>();
    const list = usePages("/webhook-messages", { webhookId: props.id, state: state || undefined });
    const ask = list.refetch;
    useEffect(() => {
        const again = setInterval(() => void ask(), 5_000);
        return () => clearInterval(again);
    }, [ask]);
    return (
        <>
            <StateSwitch group="webhookMessage" states={["", "delivered", "waiting", "failed", "held", "dropped"]} value={state} onChange={setState} />
            <Fault error={list.error} />
            <DataTable<Message>
                name="webhook-messages"
                label={t("webhooks.messages")}
                rows={list.rows}
                rowKey={(m) => m.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={(m) => setShown(m.id)}
                empty={<EmptyState title={t("webhooks.noMessages")} hint={t("webhooks.noMessagesHint")} />}
                columns={[
                    { key: "at", label: t("field.at"), value: (m) => m.happenedAt, show: (m) => moment(m.happenedAt) },
                    { key: "type", label: t("webhooks.type"), value: (m) => word("webhookType", m.type) },
                    { key: "subject", label: t("webhooks.subject"), wide: true, value: (m) => m.subject },
                    { key: "state", label: t("field.state"), value: (m) => word("webhookMessage", m.state), show: (m) => <StateBadge group="webhookMessage" value={m.state} colours={messageColours} /> },
                    { key: "status", label: t("webhooks.status"), value: (m) => m.status ?? "", show: (m) => (m.status ? String(m.status) : m.attempts ? t("webhooks.noAnswer") : "–") },
                    { key: "attempts", label: t("webhooks.attempts"), value: (m) => m.attempts, show: (m) => whole(m.attempts), right: true },
                    { key: "next", label: t("webhooks.next"), wide: true, value: (m) => m.nextAt ?? "", show: (m) => moment(m.nextAt) },
                ]}
            />
            <MessageDialog id={shown} onClose={() => setShown(undefined)} onReplayed={() => { notify(t("webhooks.replayed")); void refresh("/webhook"); }} />
        </>
    );
}
