import { Stack, Switch, Text } from "@mantine/core";
import { api, DataTable, Dialog, Facts, Fault, type FieldSpec, Form, notify, refresh, type Schemas, Screen, useGet, useMe, useTexts, useView } from "@rejoinder/console";
import { useState } from "react";

type Setting = Schemas["SettingView"];

/** "file /etc/…" stays as it is; the other origins have words. */
function useOrigin() {
    const { t, has } = useTexts();
    return (s: Setting) => (has("settings.from." + s.origin) ? t("settings.from." + s.origin) : s.origin);
}

function Change(props: { setting: Setting; onDone: () => void }) {
    const { t, has, moment } = useTexts();
    const s = props.setting;
    const origin = useOrigin();
    const unit = has("settings.unit." + s.unit) ? t("settings.unit." + s.unit) : s.unit;
    const value: FieldSpec =
        s.type === "yesNo"
            ? { name: "value", label: t("settings.value"), kind: "select", required: true, autoFocus: true, options: [{ value: "true", label: t("shell.yes") }, { value: "false", label: t("shell.no") }], width: 3 }
            : { name: "value", label: unit ? `${t("settings.value")} (${unit})` : t("settings.value"), autoFocus: true, width: 3, when: (v) => !v.back };
    const initial = { value: s.value, back: false };
    return (
        <Stack gap="sm">
            <Text size="sm">{s.description}</Text>
            <Facts items={[[t("settings.type"), t("settings.type." + s.type)], [t("settings.default"), s.fallback], [t("settings.origin"), origin(s)]]} />
            {s.version > 0 && <Text size="sm" c="dimmed">{t("settings.by", { at: moment(s.changedAt), name: s.changedBy })}</Text>}
            <Form
                initial={initial}
                fields={[value, ...(s.origin === "database" ? [{ name: "back", label: t("settings.back"), kind: "check" as const, width: 3 as const }] : [])]}
                submit={t("shell.save")}
                version={s.version}
                current={async () => {
                    const now = await api.get("/settings/{key}", { path: { key: s.key } });
                    return { ...initial, value: now.value, version: now.version };
                }}
                onSubmit={async (v, version) => {
                    const text = String(v.value ?? "").trim();
                    await api.patch("/settings/{key}", { path: { key: s.key }, version, body: v.back ? {} : { value: text } });
                    notify(t("shell.saved"));
                    await refresh("/settings");
                    props.onDone();
                }}
            />
        </Stack>
    );
}

export default function Settings() {
    const { t, has } = useTexts();
    const may = useMe().may("settings.write");
    const { data, error, isLoading } = useGet("/settings");
    const [only, setOnly] = useState(new URLSearchParams(location.search).get("only") === "changeable");
    const [key, setKey] = useView("key");
    const open = (data?.items ?? []).find((s) => s.key === key && s.changeable);
    const setOpen = (s?: Setting) => setKey(s?.key ?? "");
    const origin = useOrigin();
    const how = (s: Setting) => (s.changeable ? t("settings.changeable") : t("settings.fixed." + s.fixedBy));
    const unit = (s: Setting) => (has("settings.unit." + s.unit) ? t("settings.unit." + s.unit) : s.unit);
    return (
        <Screen title={t("settings.title")} hint={t("settings.hint")} tools={<Switch label={t("settings.only")} checked={only} onChange={(e) => setOnly(e.currentTarget.checked)} />}>
            <Fault error={error} />
            <DataTable<Setting>
                name="settings"
                label={t("settings.title")}
                rows={(data?.items ?? []).filter((s) => !only || s.changeable)}
                rowKey={(s) => s.key}
                loading={isLoading}
                onOpen={may ? (s) => s.changeable && setOpen(s) : undefined}
                columns={[
                    { key: "key", label: t("settings.key"), value: (s) => s.key },
                    { key: "value", label: t("settings.value"), value: (s) => s.value },
                    { key: "unit", label: t("settings.unit"), value: unit },
                    { key: "fallback", label: t("settings.default"), value: (s) => s.fallback },
                    { key: "origin", label: t("settings.origin"), value: origin },
                    { key: "description", label: t("field.description"), value: (s) => s.description },
                    { key: "how", label: t("settings.how"), value: how, hidden: only },
                    { key: "type", label: t("settings.type"), value: (s) => t("settings.type." + s.type), hidden: true },
                    { key: "owner", label: t("settings.owner"), value: (s) => s.owner, hidden: true },
                ]}
            />
            <Dialog title={open?.key ?? ""} opened={!!open && may} onClose={() => setOpen(undefined)} size="md">
                {open && <Change setting={open} onDone={() => setOpen(undefined)} />}
            </Dialog>
        </Screen>
    );
}
