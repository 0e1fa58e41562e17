import { Stack, Text } from "@mantine/core";
import { Door, useGet, useMe, useTexts } from "@rejoinder/console";

/** The files that a person's data came with, and on what ground it may be used. */
export default function OriginPanel(props: { contactId: string }) {
    const { t, word, moment } = useTexts();
    const me = useMe();
    const origins = useGet("/contacts/{id}/origins", { path: { id: props.contactId } });
    const items = origins.data?.items ?? [];
    if (items.length === 0) return <Text size="sm" c="dimmed">{t("contacts.noOrigins")}</Text>;
    return (
        <Stack gap="xs">
            {items.map((o) => (
                <div key={o.importId + o.did}>
                    <Text size="sm">
                        {me.may("contacts.import") ? <Door to={"/contact-imports/" + o.importId}>{o.fileName}</Door> : o.fileName} · {t("imports." + o.did)} · {moment(o.at)}
                    </Text>
                    <Text size="sm" c="dimmed">
                        {o.source} · {word("legalBasis", o.legalBasis)} {o.legalNote && `(${o.legalNote})`}
                    </Text>
                    {o.rental && o.rented && (
                        <Text size="sm">
                            ⚠ {t("imports.rentedFrom", { owner: o.rental.owner, until: o.rental.expiresOn ?? "–" })}
                            {o.usedAt && ` · ${t("imports.usedFor", { what: o.usedFor, at: moment(o.usedAt) })}`}
                        </Text>
                    )}
                </div>
            ))}
        </Stack>
    );
}
