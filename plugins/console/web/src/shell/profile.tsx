import { Badge, Button, Group, Stack, Switch, Text, useMantineColorScheme } from "@mantine/core";
import { useState } from "react";
import { api, type Schemas } from "../api/client";
import { queries, refresh, useGet } from "../api/queries";
import { type Language, languages, useTexts } from "../i18n/text";
import { Form } from "../kit/form";
import { notify } from "../kit/notify";
import { ActButton, Dialog, Facts, Fault, Panel, Screen } from "../kit/screen";
import { useMe } from "./session";
import { TotpPanel } from "./totp";

function Person(props: { profile: Schemas["Profile"]; onLanguage: (l: Language) => void }) {
    const { t } = useTexts();
    const me = useMe();
    const { setColorScheme } = useMantineColorScheme();
    const { profile } = props;
    return (
        <Panel title={t("profile.person")}>
            <Stack gap="md">
                <Facts
                    items={[
                        [t("field.userName"), profile.name],
                        [t("field.roles"), (profile.roles ?? []).join(", ")],
                        [t("profile.rights"), me.everything ? t("profile.everything") : t("profile.some", { count: me.permissions.length })],
                    ]}
                />
                <Form
                    key={profile.version}
                    initial={{ displayName: profile.displayName, language: profile.language, theme: profile.theme }}
                    fields={[
                        { name: "displayName", required: true, autoComplete: "name", width: 3 },
                        {
                            name: "language", label: t("profile.language"), kind: "select", hint: t("profile.languageHint"), width: 3, none: t("profile.browserLanguage"),
                            options: Object.entries(languages).map(([value, label]) => ({ value, label })),
                        },
                        {
                            name: "theme", label: t("profile.theme"), kind: "select", width: 3, none: t("profile.systemTheme"),
                            options: [{ value: "light", label: t("shell.light") }, { value: "dark", label: t("shell.dark") }],
                        },
                    ]}
                    submit={t("shell.save")}
                    version={profile.version}
                    current={() => api.get("/profile")}
                    onSubmit={async (v, version) => {
                        const body = { displayName: v.displayName as string, language: (v.language as string) ?? "", theme: (v.theme as string) ?? "" };
                        const kept = await api.patch("/profile", { version, body });
                        queries.setQueryData(["/profile", {}, {}], kept);
                        if (body.language) props.onLanguage(body.language as Language);
                        setColorScheme((body.theme || "auto") as "auto" | "light" | "dark");
                        notify(t("shell.saved"));
                    }}
                />
            </Stack>
        </Panel>
    );
}

function Password() {
    const { t } = useTexts();
    const [open, setOpen] = useState(false);
    const field = { kind: "password" as const, required: true, width: 3 as const };
    return (
        <Panel title={t("profile.password")}>
            <Button size="xs" variant="default" onClick={() => setOpen(true)}>{t("profile.passwordAct")}</Button>
            <Dialog title={t("profile.passwordAct")} opened={open} onClose={() => setOpen(false)} size="md">
                <Form
                    fields={[
                        { ...field, name: "oldPassword", label: t("profile.oldPassword"), autoFocus: true, autoComplete: "current-password" },
                        { ...field, name: "newPassword", label: t("profile.newPassword"), hint: t("setup.passwordHint"), autoComplete: "new-password" },
                    ]}
                    submit={t("profile.passwordAct")}
                    onSubmit={async (v) => {
                        await api.put("/profile/password", { body: { oldPassword: v.oldPassword as string, newPassword: v.newPassword as string } });
                        setOpen(false);
                        notify(t("profile.passwordDone"));
                        await refresh("/sessions", "/profile"); // the password is a version of the user, too
                    }}
                />
            </Dialog>
        </Panel>
    );
}

/** "Firefox 121 · Linux" of what browsers say of themselves. */
function deviceOf(agent: string): string {
    const program = /(Edg|OPR|Firefox|Chrome|Safari|curl)\/(\d+)/.exec(agent.replace(/HeadlessChrome/, "Chrome"));
    const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(agent);
    const names: Record<string, string> = { Edg: "Edge", OPR: "Opera" };
    return [program && `${names[program[1]] ?? program[1]} ${program[2]}`, system?.[1]].filter(Boolean).join(" · ") || agent;
}

function Sessions() {
    const { t, moment } = useTexts();
    const { data, error } = useGet("/sessions", { stale: 0 });
    const items = data?.items ?? [];
    return (
        <Panel
            title={t("profile.sessions")}
            tools={items.length > 1 && <ActButton size="compact-xs" label={t("profile.endOthers")} act={() => api.remove("/sessions").then(() => refresh("/sessions"))} done={t("profile.sessionEnded")} />}
        >
            <Fault error={error} />
            <ul className="plain">
                {items.map((s) => (
                    <li key={s.id}>
                        <Group justify="space-between" wrap="wrap" gap="xs" py={4}>
                            <div>
                                <Text size="sm" fw={600}>
                                    {s.device ? deviceOf(s.device) : t("profile.unknownDevice")} {s.current && <Badge size="sm" variant="light">{t("profile.thisSession")}</Badge>}
                                </Text>
                                <Text size="xs" c="dimmed" className="figures">
                                    {t("profile.sessionLine", { since: moment(s.createdAt), seen: moment(s.lastSeenAt), address: s.address })}
                                </Text>
                            </div>
                            {!s.current && (
                                <ActButton size="compact-xs" label={t("profile.endSession")} act={() => api.remove("/sessions/{id}", { path: { id: s.id } }).then(() => refresh("/sessions"))} done={t("profile.sessionEnded")} />
                            )}
                        </Group>
                    </li>
                ))}
            </ul>
        </Panel>
    );
}

export default function Profile(props: { onLanguage: (l: Language) => void; onSignOut: () => void }) {
    const { t } = useTexts();
    const me = useMe();
    const profile = useGet("/profile");
    const [single, setSingle] = useState(localStorage.getItem("rejoinder.single-keys") !== "off");
    return (
        <Screen title={t("profile.title")} tools={<Button size="xs" variant="default" onClick={props.onSignOut}>{t("shell.signOut")}</Button>}>
            <Fault error={profile.error} />
            <div className="grid">
                {profile.data && <Person profile={profile.data} onLanguage={props.onLanguage} />}
                <Stack gap="md">
                    <Password />
                    <TotpPanel />
                    <Panel title={t("profile.keyboard")}>
                        <Switch
                            label={t("keys.single")}
                            checked={single}
                            onChange={(e) => {
                                localStorage.setItem("rejoinder.single-keys", e.currentTarget.checked ? "on" : "off");
                                setSingle(e.currentTarget.checked);
                            }}
                        />
                    </Panel>
                </Stack>
            </div>
            <Sessions />
            {!me.everything && (
                <Panel title={t("profile.rights")}>
                    <Text size="sm" c="dimmed">{me.permissions.join(" · ")}</Text>
                </Panel>
            )}
        </Screen>
    );
}
