import { Button, Group, Stack, Text } from "@mantine/core";
import { ActButton, api, Fault, Form, refresh, type Schemas, useGet, useTexts } from "@rejoinder/console";
import { useState } from "react";

type Profile = Schemas["ImportProfile"];

/** Saved settings of imports: called otherwise, or thrown away. */
export function ImportProfiles() {
    const { t, day } = useTexts();
    const { data, error } = useGet("/contacts/import-profiles", { query: { limit: 1000 } as never });
    const [renaming, setRenaming] = useState<Profile>();
    const profiles = data?.items ?? [];
    if (renaming)
        return (
            <Form
                initial={{ name: renaming.name }}
                fields={[{ name: "name", required: true, autoFocus: true, width: 3 }]}
                submit={t("shell.save")}
                onCancel={() => setRenaming(undefined)}
                onSubmit={async (v) => {
                    await api.put("/contacts/import-profiles/{id}", { path: { id: renaming.id }, version: renaming.version, body: { name: v.name, settings: renaming.settings } as never });
                    setRenaming(undefined);
                    await refresh("/contacts/import-profiles");
                }}
            />
        );
    return (
        <Stack gap="xs">
            <Fault error={error} />
            {data && profiles.length === 0 && <Text size="sm" c="dimmed">{t("imports.profilesNone")}</Text>}
            {profiles.map((p) => (
                <Group key={p.id} justify="space-between" role="group" aria-label={p.name}>
                    <Text size="sm">{p.name} · {day(p.updatedAt)}</Text>
                    <Group gap="xs">
                        <Button size="xs" variant="default" onClick={() => setRenaming(p)}>{t("shell.edit")}</Button>
                        <ActButton
                            label={t("shell.remove")}
                            sure={t("imports.profileRemoveSure", { name: p.name })}
                            act={() => api.remove("/contacts/import-profiles/{id}", { path: { id: p.id }, version: p.version }).then(() => refresh("/contacts/import-profiles"))}
                        />
                    </Group>
                </Group>
            ))}
        </Stack>
    );
}
