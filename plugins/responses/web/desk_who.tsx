import { Alert, Button, Text } from "@mantine/core";
import { api, type Contact, Form, nameOf, refresh, useMe, useShortcuts, useTexts } from "@rejoinder/console";
import { useState } from "react";
import type { Caller } from "./desk_model";

const kFields = ["salutation", "givenName", "familyName", "companyName", "street", "houseNumber", "addressLine2", "postcode", "city", "phone", "email"];

/** Who calls, whether they may be contacted, and a way to correct the address while they speak. */
export function Who(props: { caller: Caller; onContact: (c: Contact) => void }) {
    const { t, word } = useTexts();
    const me = useMe();
    const [editing, setEditing] = useState(false);
    const { contact, sheet } = props.caller;
    const refused = sheet ? (["letter", "email", "phone"] as const).filter((c) => sheet.reach[c] !== "none" && sheet.reach[c] !== "noAddress") : [];
    useShortcuts([{ key: "Alt+A", label: t("desk.changeAddress"), act: () => setEditing(true), when: me.may("contacts.write") }]);
    if (editing)
        return (
            <Form
                key={contact.id}
                draft={"desk.address." + contact.id}
                initial={Object.fromEntries(kFields.map((f) => [f, contact[f as keyof Contact]]))}
                fields={kFields.filter((f) => f !== "salutation").map((name) => ({ name, autoFocus: name === "street" }))}
                submit={t("shell.save")}
                onCancel={() => setEditing(false)}
                version={contact.version}
                current={() => api.get("/contacts/{id}", { path: { id: contact.id } })}
                onSubmit={async (values, version) => {
                    const { salutation: _, ...body } = values;
                    const now = await api.patch("/contacts/{id}", { path: { id: contact.id }, body: body as never, version });
                    setEditing(false);
                    props.onContact(now);
                    void refresh("/contacts");
                    setTimeout(() => {
                        const box = document.querySelector(".desk-outcomes");
                        (box?.querySelector<HTMLElement>("input:checked") ?? box?.querySelector<HTMLElement>("input"))?.focus();
                    }, 0);
                }}
            />
        );
    return (
        <div>
            <Text fw={700} size="lg" className="desk-name">
                {contact.salutation !== "none" && <small>{word("salutation", contact.salutation)} </small>}
                {nameOf(contact)}
            </Text>
            <Text size="sm">
                {contact.street} {contact.houseNumber}
                {contact.addressLine2 && <>, {contact.addressLine2}</>}
                <br />
                {contact.postcode} {contact.city} {contact.country}
            </Text>
            <Text size="sm" mt={4}>
                {contact.phone} {contact.phone && contact.email && " · "} {contact.email}
            </Text>
            <Text size="xs" c="dimmed">
                {word("languageName", contact.language)}
                {contact.externalKey && " · " + t("field.externalKey") + " " + contact.externalKey}
            </Text>
            {contact.deceased && <Alert color="orange" p={6} mt={6}>⚠ {t("refusal.deceased")}</Alert>}
            {contact.addressUndeliverable && <Alert color="orange" p={6} mt={6}>⚠ {t("refusal.undeliverable")}</Alert>}
            {refused.length > 0 && (
                <Alert color="orange" variant="light" p={6} mt={6} role="note">
                    {refused.map((c) => (
                        <div key={c}>
                            ⚠ {word("channel", c)}: {word("refusal", sheet?.reach[c])}
                        </div>
                    ))}
                </Alert>
            )}
            {me.may("contacts.write") && (
                <Button size="compact-xs" variant="default" mt={6} onClick={() => setEditing(true)}>
                    {t("desk.changeAddress")}&nbsp;<kbd>Alt+A</kbd>
                </Button>
            )}
        </div>
    );
}
