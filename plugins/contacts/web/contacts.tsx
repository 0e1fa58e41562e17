import { Button, TextInput } from "@mantine/core";
import { api, type Contact, DataTable, Dialog, EmptyState, Fault, Form, nameOf, refresh, Screen, useContactSearch, useGo, useMe, usePages, useTexts } from "@rejoinder/console";
import { useDeferredValue, useState } from "react";
import { contactFields } from "./contact_fields";
import { NewContactHelp } from "./new_contact";

const kNobody: Contact[] = [];

export default function Contacts() {
    const x = useTexts();
    const { t, word, moment } = x;
    const go = useGo();
    const me = useMe();
    const [text, setText] = useState("");
    const wish = useDeferredValue(text);
    const searching = wish.trim().length >= 2;
    const found = useContactSearch(wish, searching);
    const list = usePages("/contacts", {}, !searching);
    const [making, setMaking] = useState(false);
    return (
        <Screen
            title={t("contacts.title")}
            tools={
                <>
                    {me.may("contacts.merge") && <Button size="xs" variant="default" onClick={() => go("/duplicates")}>{t("dup.title")}</Button>}
                    {me.may("contacts.write") && <Button size="xs" onClick={() => setMaking(true)}>{t("contacts.new")}</Button>}
                </>
            }
        >
            <TextInput
                autoFocus
                maw={460}
                aria-label={t("contacts.find")}
                placeholder={t("contact.search")}
                value={text}
                onChange={(e) => setText(e.currentTarget.value)}
            />
            <Fault error={found.error ?? list.error} />
            <DataTable<Contact>
                name="contacts"
                label={t("contacts.title")}
                rows={searching ? (found.data ?? kNobody) : list.rows}
                rowKey={(c) => c.id}
                loading={searching ? found.isLoading : list.isLoading}
                more={searching ? undefined : list.more}
                onOpen={(c) => go("/contacts/" + c.id)}
                empty={
                    <EmptyState title={t(searching ? "contact.none" : "contacts.empty")} hint={searching ? undefined : t("contacts.emptyHint")}>
                        {!searching && me.may("contacts.import") && <Button onClick={() => go("/contact-imports")}>{t("imports.title")}</Button>}
                    </EmptyState>
                }
                columns={[
                    { key: "name", label: t("field.name"), value: nameOf },
                    { key: "kind", label: t("field.kind"), value: (c) => word("contactKind", c.kind), hidden: true },
                    { key: "street", label: t("field.street"), wide: true, value: (c) => [c.street, c.houseNumber].filter(Boolean).join(" ") },
                    { key: "postcode", label: t("field.postcode"), wide: true, value: (c) => c.postcode },
                    { key: "city", label: t("field.city"), value: (c) => c.city },
                    { key: "country", label: t("field.country"), wide: true, value: (c) => c.country },
                    { key: "phone", label: t("field.phone"), value: (c) => c.phone },
                    { key: "email", label: t("field.email"), wide: true, value: (c) => c.email },
                    { key: "language", label: t("field.language"), value: (c) => c.language, hidden: true },
                    { key: "externalKey", label: t("field.externalKey"), wide: true, value: (c) => c.externalKey },
                    { key: "updatedAt", label: t("field.updatedAt"), value: (c) => c.updatedAt, show: (c) => moment(c.updatedAt), hidden: true },
                ]}
            />
            <Dialog title={t("contacts.new")} opened={making} onClose={() => setMaking(false)} size="xl">
                <Form
                    draft="contact"
                    wide
                    initial={{ kind: "person", country: "CH", language: x.language }}
                    fields={contactFields(x)}
                    submit={t("shell.save")}
                    onCancel={() => setMaking(false)}
                    children={(values) => <NewContactHelp values={values} />}
                    onSubmit={async (values) => {
                        const made = await api.post("/contacts", { body: values as never });
                        await refresh("/contacts");
                        go("/contacts/" + made.id);
                    }}
                />
            </Dialog>
        </Screen>
    );
}
