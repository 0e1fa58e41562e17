import { Stack, Text } from "@mantine/core";
import { ActButton, api, Door, Fault, nameOf, refresh, useGet, useMe, useTexts } from "@rejoinder/console";

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

/** What was merged into this person, and taking that back. */
export function IdentityPanel(props: { contactId: string }) {
    const { t, moment } = useTexts();
    const me = useMe();
    const { data, error } = useGet("/contacts/{id}/identity", { path: { id: props.contactId } });
    const standing = (data?.merges ?? []).filter((m) => !m.undoneAt);
    if (!error && standing.length === 0) return <Text size="sm" c="dimmed">{t("people.neverMerged")}</Text>;
    return (
        <Stack gap="xs">
            <Fault error={error} />
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
        </Stack>
    );
}
