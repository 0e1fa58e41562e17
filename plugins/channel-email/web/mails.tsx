import { Button, Stack, Text } from "@mantine/core";
import { api, ContactName, DataTable, Dialog, EmptyState, Fault, notify, notifyRefusal, refresh, type Schemas, Screen, StateSwitch, useGet, useMe, usePages, useTexts, useView } from "@rejoinder/console";
import { useState } from "react";

const views = ["reply", "bounce", "complaint", "autoReply", "delivered", "unreadable", "quarantine"] as const;
type Kinds = Exclude<(typeof views)[number], "quarantine">;

/** What came back by e-mail, and the addresses that are written to no more. */
export default function Mails() {
    const { t } = useTexts();
    const [view, setView] = useView("kind", "reply");
    return (
        <Screen title={t("mails.title")} hint={t("mails.hint")}>
            <StateSwitch group="mails" states={[...views]} value={view} onChange={setView} />
            {view === "quarantine" ? <Quarantine /> : <Kind key={view} kind={view as Kinds} />}
        </Screen>
    );
}

function Kind(props: { kind: Kinds }) {
    const { t, moment } = useTexts();
    const list = usePages("/incoming-mails", { kind: props.kind });
    const [open, setOpen] = useState<Schemas["IncomingRow"]>();
    return (
        <>
            <Fault error={list.error} />
            <DataTable
                name="incoming-mails"
                label={t("mails.title")}
                rows={list.rows}
                rowKey={(m) => m.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={setOpen}
                empty={<EmptyState title={t("mails.empty")} hint={t("mails.emptyHint")} />}
                columns={[
                    { key: "at", label: t("mails.at"), value: (m) => m.receivedAt, show: (m) => moment(m.receivedAt) },
                    { key: "from", label: t("mails.from"), value: (m) => m.fromAddress },
                    { key: "subject", label: t("mails.subject"), value: (m) => m.subject },
                    { key: "contact", label: t("field.contactId"), value: (m) => m.contactId ?? "", show: (m) => (m.contactId ? <ContactName id={m.contactId} /> : "") },
                ]}
            />
            <Dialog title={open?.subject || t("mails.title")} opened={!!open} onClose={() => setOpen(undefined)} size="lg">
                {open && <One id={open.id} />}
            </Dialog>
        </>
    );
}

function One(props: { id: string }) {
    const { t, moment } = useTexts();
    const { data, error } = useGet("/incoming-mails/{id}", { path: { id: props.id } });
    if (!data) return <Fault error={error} />;
    const { mail, bounces } = data;
    return (
        <Stack gap="sm">
            <Text size="sm" c="dimmed">
                {mail.fromAddress} · {moment(mail.receivedAt)}
                {mail.contactId && (
                    <>
                        {" · "}
                        <ContactName id={mail.contactId} />
                    </>
                )}
            </Text>
            {mail.unsubscribed && <Text fw={600}>{t("mails.unsubscribed")}</Text>}
            {(bounces ?? []).map((b) => (
                <div key={b.id}>
                    <Text fw={600} size="sm">
                        {b.address} · {t("bounce." + b.reason)} {b.status}
                    </Text>
                    <Text size="sm">{t(b.hard ? "mails.hard" : b.permanent ? "mails.soft" : "mails.trying")}</Text>
                    <Text size="xs" c="dimmed" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
                        {b.diagnostic}
                    </Text>
                </div>
            ))}
            <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
                {mail.content}
            </Text>
        </Stack>
    );
}

function Quarantine() {
    const { t, moment } = useTexts();
    const me = useMe();
    const list = usePages("/email-quarantine");
    const release = async (address: string) => {
        try {
            await api.remove("/email-quarantine/{address}", { path: { address } });
            notify(t("mails.released", { address }));
        } catch (error) {
            notifyRefusal(error);
        }
        await refresh("/email-quarantine");
    };
    const may = me.may("channel-email.quarantine");
    return (
        <>
            <Fault error={list.error} />
            <DataTable
                name="email-quarantine"
                label={t("mails.quarantine")}
                rows={list.rows}
                rowKey={(q) => q.address}
                loading={list.isLoading}
                more={list.more}
                empty={<EmptyState title={t("mails.noQuarantine")} hint={t("mails.quarantineHint")} />}
                columns={[
                    { key: "address", label: t("mails.address"), value: (q) => q.address },
                    { key: "reason", label: t("mails.reason"), value: (q) => t("bounce." + q.reason) },
                    { key: "since", label: t("mails.since"), value: (q) => q.since, show: (q) => moment(q.since) },
                    ...(may
                        ? [
                              {
                                  key: "release", label: t("mails.release"), value: () => "",
                                  show: (q: Schemas["QuarantineRow"]) => (
                                      <Button size="compact-xs" variant="default" onClick={() => void release(q.address)}>
                                          {t("mails.release")}
                                      </Button>
                                  ),
                              },
                          ]
                        : []),
                ]}
            />
        </>
    );
}
