import { ActionIcon, Button, Indicator, Menu, Text } from "@mantine/core";
import { api, type Schemas } from "../api/client";
import { refresh, useGet, usePages } from "../api/queries";
import { useTexts } from "../i18n/text";
import { EmptyState } from "../kit/empty";
import { useEvents } from "../kit/events";
import { useShortcuts } from "../kit/keys";
import { Fault, Screen, useGo } from "../kit/screen";
import { DataTable } from "../kit/table";
import { StateSwitch, useView } from "../kit/view";
import { useMe } from "./session";
import { useState } from "react";

type Notification = Schemas["Notification"];

const kNewest = 8;

async function mark(n: Notification, read: boolean) {
    await api.patch("/notifications/{id}", { path: { id: n.id }, body: { read } });
    await refresh("/notifications");
}

/** What happened, in words; the server keeps only what kind it is and what it is about. */
function useSentence() {
    const { t, has } = useTexts();
    return (n: Notification) => (has("notice." + n.kind) ? t("notice." + n.kind, { subject: n.subject }) : `${n.kind}: ${n.subject}`);
}

function useOpen() {
    const go = useGo();
    return (n: Notification) => {
        if (!n.readAt) void mark(n, true);
        if (n.link.startsWith("/")) go(n.link);
    };
}

/** In the head of every screen: what I should hear about, also from before I came. */
export function Bell() {
    const { t, moment } = useTexts();
    const me = useMe();
    const go = useGo();
    const open = useOpen();
    const sentence = useSentence();
    const [shown, setShown] = useState(false);
    const { data } = useGet("/notifications", { query: { limit: kNewest } as never, every: 60_000 });
    useEvents(["kernel.notified"], (_, event) => void (event.userId === me.id && refresh("/notifications")));
    useShortcuts([{ key: "Alt+B", label: t("notifications.title"), act: () => setShown(!shown) }]);
    const unread = data?.unread ?? 0;
    const items = data?.items ?? [];
    const readAll = () => void api.post("/notifications/read", { body: { upTo: items[0].id } }).then(() => refresh("/notifications"));
    return (
        <Menu opened={shown} onChange={setShown} position="bottom-end" shadow="md" width={340}>
            <Indicator disabled={unread === 0} label={unread > 99 ? "99+" : unread} size={16} color="red.8" inline>
                <Menu.Target>
                    <ActionIcon variant="default" aria-label={t("notifications.bell", { count: unread })}>
                        <svg width="16" height="16" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden>
                            <path d="M18 9a6 6 0 0 0-12 0c0 6-2.5 7-2.5 7h17S18 15 18 9M10 20a2.2 2.2 0 0 0 4 0" />
                        </svg>
                    </ActionIcon>
                </Menu.Target>
            </Indicator>
            <Menu.Dropdown className="bell">
                {items.length === 0 && <Menu.Label>{t("notifications.empty")}</Menu.Label>}
                {items.map((n) => (
                    <Menu.Item key={n.id} onClick={() => open(n)}>
                        <Text size="sm" fw={n.readAt ? 400 : 700} component="span">
                            {!n.readAt && <span aria-hidden>● </span>}
                            {sentence(n)}
                        </Text>
                        <Text size="xs" c="dimmed">
                            {moment(n.createdAt)}
                            {!n.readAt && " · " + t("notifications.new")}
                        </Text>
                    </Menu.Item>
                ))}
                <Menu.Divider />
                {unread > 0 && <Menu.Item onClick={readAll}>{t("notifications.readAll")}</Menu.Item>}
                <Menu.Item onClick={() => go("/notifications")}>{t("notifications.all")}</Menu.Item>
            </Menu.Dropdown>
        </Menu>
    );
}

/** All that I was told, with what was read. */
export default function Notifications() {
    const { t, moment } = useTexts();
    const [state, setState] = useView("state");
    const open = useOpen();
    const sentence = useSentence();
    const list = usePages("/notifications", state === "unread" ? { unread: true } : {});
    const newest = list.rows[0];
    return (
        <Screen
            title={t("notifications.title")}
            hint={t("notifications.hint")}
            tools={
                <>
                    <StateSwitch group="notification" states={["", "unread"]} value={state} onChange={setState} />
                    {list.rows.some((n) => !n.readAt) && (
                        <Button size="xs" variant="default" onClick={() => void api.post("/notifications/read", { body: { upTo: newest.id } }).then(() => refresh("/notifications"))}>
                            {t("notifications.readAll")}
                        </Button>
                    )}
                </>
            }
        >
            <Fault error={list.error} />
            <DataTable<Notification>
                name="notifications"
                label={t("notifications.title")}
                rows={list.rows}
                rowKey={(n) => n.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={open}
                rowKeys={{ r: (n) => void mark(n, !n.readAt) }}
                empty={<EmptyState title={t("notifications.empty")} hint={t("notifications.emptyHint")} />}
                columns={[
                    { key: "text", label: t("notifications.what"), value: sentence, show: (n) => <span style={n.readAt ? undefined : { fontWeight: 700 }}>{sentence(n)}</span> },
                    { key: "state", label: t("field.state"), value: (n) => t(n.readAt ? "notifications.read" : "notifications.new") },
                    { key: "at", label: t("field.at"), value: (n) => n.createdAt, show: (n) => moment(n.createdAt) },
                ]}
            />
        </Screen>
    );
}
