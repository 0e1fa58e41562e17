import { Alert, Button, Stack } from "@mantine/core";
import { api, Facts, Fault, Form, nameOf, notify, Panel, Presence, placeOf, refresh, Screen, Slot, useGet, useGo, useId, useMe, useShortcuts, useTexts } from "@rejoinder/console";
import { useState } from "react";
import { ContactAddress } from "./address_view";
import { AttributesPanel } from "./attributes_panel";
import { contactFields } from "./contact_fields";
import { HouseholdPanel, IdentityPanel } from "./person_panels";
import { TimelinePanel } from "./timeline";

export default function ContactPage() {
    const x = useTexts();
    const { t, word, moment } = x;
    const id = useId();
    const me = useMe();
    const go = useGo();
    const { data: c, error } = useGet("/contacts/{id}", { path: { id } });
    const [editing, setEditing] = useState(false);
    const may = me.may("contacts.write");
    useShortcuts([{ key: "Alt+E", label: t("shell.edit"), act: () => setEditing(true), when: may }]);
    const fields = contactFields(x);
    const pick = (from: object) => Object.fromEntries(fields.map((f) => [f.name, (from as Record<string, unknown>)[f.name]]));
    return (
        <Screen
            title={c ? nameOf(c) : t("contacts.one")}
            hint={c && <>{placeOf(c)} <Presence record={"contacts/" + c.id} /></>}
            back={{ to: "/contacts", label: t("contacts.title") }}
            tools={
                <>
                    {me.may("responses.write") && <Button size="xs" variant="default" onClick={() => go("/desk?contact=" + id)}>{t("contacts.toDesk")}</Button>}
                    {may && !editing && <Button size="xs" onClick={() => setEditing(true)}>{t("shell.edit")}</Button>}
                </>
            }
        >
            <Fault error={error} />
            {c?.deceased && <Alert color="orange">⚠ {t("refusal.deceased")}</Alert>}
            {c?.restricted && <Alert color="orange">⚠ {t("people.restricted")}</Alert>}
            {c?.addressUndeliverable && <Alert color="orange">⚠ {t("refusal.undeliverable")}</Alert>}
            {c && (
                <div className="grid">
                    <Stack gap="sm">
                        <Panel title={t("contacts.data")}>
                            {editing ? (
                                <Form
                                    draft={"contact." + id}
                                    initial={pick(c)}
                                    fields={fields}
                                    submit={t("shell.save")}
                                    onCancel={() => setEditing(false)}
                                    version={c.version}
                                    current={async () => {
                                        const now = await api.get("/contacts/{id}", { path: { id } });
                                        return { ...pick(now), version: now.version };
                                    }}
                                    onSubmit={async (v, version) => {
                                        await api.patch("/contacts/{id}", { path: { id }, version, body: v as never });
                                        await refresh("/contacts");
                                        setEditing(false);
                                        notify(t("shell.saved"));
                                    }}
                                />
                            ) : (
                                <Facts
                                    items={[
                                        [t("field.kind"), word("contactKind", c.kind)],
                                        [t("field.salutation"), word("salutation", c.salutation)],
                                        [t("field.street"), [c.street, c.houseNumber].join(" ").trim()],
                                        [t("field.city"), [c.postcode, c.city].join(" ").trim()],
                                        [t("field.country"), c.country],
                                        [t("field.language"), word("languageName", c.language)],
                                        [t("field.phone"), c.phone && <a href={"tel:" + c.phone}>{c.phone}</a>],
                                        [t("field.email"), c.email && <>{c.email.split("@")[0]}<wbr />@{c.email.split("@")[1]}</>],
                                        [t("field.externalKey"), c.externalKey],
                                        [t("field.source"), c.source],
                                        [t("field.createdAt"), moment(c.createdAt)],
                                        [t("field.updatedAt"), moment(c.updatedAt)],
                                    ]}
                                />
                            )}
                        </Panel>
                        <Panel title={t("people.printed")}><ContactAddress contactId={id} /></Panel>
                        <AttributesPanel contactId={id} />
                        <TimelinePanel contactId={id} />
                    </Stack>
                    <Stack gap="sm">
                        <Panel title={t("people.household")}><HouseholdPanel contactId={id} /></Panel>
                        <Panel title={t("people.identity")}><IdentityPanel contactId={id} /></Panel>
                        <Slot name="contact" context={{ contactId: id }} />
                    </Stack>
                </div>
            )}
        </Screen>
    );
}
