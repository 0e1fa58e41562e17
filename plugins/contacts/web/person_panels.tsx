import { Button, Stack, Text } from "@mantine/core";
import { ActButton, api, Dialog, Door, Fault, Form, nameOf, notify, refresh, useGet, useMe, useTexts } from "@rejoinder/console";
import { useState } from "react";

/** Who lives with a person. */
export function HouseholdPanel(props: { contactId: string }) {
    const { t } = useTexts();
    const { data, error } = useGet("/contacts/{id}/household", { path: { id: props.contactId } });
    const others = (data?.members ?? []).filter((m) => !m.self);
    return (
        <Stack gap="xs">
            <Fault error={error} />
            {data && !data.known && <Text size="sm" c="dimmed">{t("people.noHousehold")}</Text>}
            {data?.known && others.length === 0 && <Text size="sm" c="dimmed">{t("people.alone")}</Text>}
            {others.map((m) => (
                <Text size="sm" key={m.contact.id}><Door to={"/contacts/" + m.contact.id}>{nameOf(m.contact)}</Door></Text>
            ))}
        </Stack>
    );
}

/** What was merged into this person, taking that back, and merging what the search for duplicates did not find. */
export function IdentityPanel(props: { contactId: string }) {
    const { t, moment } = useTexts();
    const me = useMe();
    const { data, error } = useGet("/contacts/{id}/identity", { path: { id: props.contactId } });
    const standing = (data?.merges ?? []).filter((m) => !m.undoneAt);
    const [merging, setMerging] = useState(false);
    return (
        <Stack gap="xs">
            <Fault error={error} />
            {!error && standing.length === 0 && <Text size="sm" c="dimmed">{t("people.neverMerged")}</Text>}
            {standing.map((m) => (
                <div key={m.id}>
                    <Text size="sm">{t("people.mergedOn", { at: moment(m.mergedAt), by: m.mergedBy })}</Text>
                    <Text size="xs" c="dimmed">{t("people.mergedId", { id: m.mergedId })}</Text>
                    {me.may("contacts.merge") && (
                        <ActButton
                            label={t("people.unmerge")}
                            sure={t("people.unmergeSure")}
                            act={async () => {
                                await api.post("/contacts/merges/{id}/undo", { path: { id: m.id } } as never);
                                await refresh("/contacts");
                            }}
                            done={t("people.unmerged")}
                        />
                    )}
                </div>
            ))}
            {me.may("contacts.merge") && <Button size="compact-xs" variant="default" style={{ alignSelf: "start" }} onClick={() => setMerging(true)}>{t("people.merge")}</Button>}
            <Dialog title={t("people.merge")} opened={merging} onClose={() => setMerging(false)}>
                <Text size="sm" mb="sm">{t("people.mergeHint")}</Text>
                <Form
                    fields={[{ name: "mergedId", label: t("people.mergeWhom"), kind: "contact", required: true, autoFocus: true, width: 3 }]}
                    submit={t("people.merge")}
                    onCancel={() => setMerging(false)}
                    onSubmit={async (v) => {
                        await api.post("/contacts/{id}/merges", { path: { id: props.contactId }, body: v as never });
                        setMerging(false);
                        notify(t("people.mergeDone"));
                        await refresh("/contacts");
                    }}
                />
            </Dialog>
        </Stack>
    );
}
