import { Button, Group, Stack, Switch, Text } from "@mantine/core";
import { useState } from "react";
import { EmptyState } from "../kit/empty";
import { Door, Facts, Panel, Screen } from "../kit/screen";
import { Slot } from "../kit/slot";
import { type Language, languages, useTexts } from "../i18n/text";
import { useRegistry } from "./contributions";
import { useMe } from "./session";

/** What needs me now: every plugin brings what it knows. */
export function Start() {
    const { t } = useTexts();
    const me = useMe();
    const { panels, pages } = useRegistry();
    const some = panels.some((p) => p.slot === "start" && (!p.permission || me.may(p.permission)));
    return (
        <Screen title={t("start.title")} hint={t("start.hello", { name: me.name })}>
            {some ? (
                <div className="grid">
                    <Slot name="start" />
                </div>
            ) : (
                <EmptyState title={t("start.empty")} hint={t(pages.length > 0 ? "start.emptyHint" : "start.noPages")} />
            )}
        </Screen>
    );
}

export function Profile(props: { onLanguage: (l: Language) => void; onSignOut: () => void }) {
    const { t, language } = useTexts();
    const me = useMe();
    const [single, setSingle] = useState(localStorage.getItem("rejoinder.single-keys") !== "off");
    return (
        <Screen title={t("profile.title")}>
            <Panel>
                <Stack gap="md">
                    <Facts
                        items={[
                            [t("field.userName"), me.name],
                            [t("profile.rights"), me.everything ? t("profile.everything") : t("profile.some", { count: me.permissions.length })],
                        ]}
                    />
                    <Group gap="xs">
                        {Object.entries(languages).map(([l, name]) => (
                            <Button key={l} lang={l} size="xs" variant={l === language ? "filled" : "default"} aria-pressed={l === language} onClick={() => props.onLanguage(l as Language)}>
                                {name}
                            </Button>
                        ))}
                    </Group>
                    <Switch
                        label={t("keys.single")}
                        checked={single}
                        onChange={(e) => {
                            localStorage.setItem("rejoinder.single-keys", e.currentTarget.checked ? "on" : "off");
                            setSingle(e.currentTarget.checked);
                        }}
                    />
                    <Group>
                        <Button variant="default" onClick={props.onSignOut}>
                            {t("shell.signOut")}
                        </Button>
                    </Group>
                </Stack>
            </Panel>
            {!me.everything && (
                <Panel title={t("profile.rights")}>
                    <Text size="sm" c="dimmed">
                        {me.permissions.join(" · ")}
                    </Text>
                </Panel>
            )}
        </Screen>
    );
}

export function NothingHere() {
    const { t } = useTexts();
    return (
        <EmptyState title={t("shell.nothingHere")} hint={t("shell.nothingHereHint")}>
            <Door to="/">{t("start.title")}</Door>
        </EmptyState>
    );
}
