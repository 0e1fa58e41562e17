import { NativeSelect } from "@mantine/core";
import { api, choices, ContactName, DataTable, Dialog, EmptyState, Fault, Form, refresh, type Schemas, Screen, StateBadge, useGet, useTexts, useView } from "@rejoinder/console";
import { useState } from "react";

const states = ["open", "waiting", "done", "cancelled"] as const;

/** Who is to be called, the first day first. */
export default function Appointments() {
    const x = useTexts();
    const { t, word, day } = x;
    const [state, setState] = useView("state");
    const list = useGet("/appointments", { query: { state: (state || "open") as never, limit: 500 }, every: 60_000 });
    const [open, setOpen] = useState<Schemas["Appointment"]>();
    return (
        <Screen title={t("appointments.title")} hint={t("appointments.hint")}>
            <Fault error={list.error} />
            <DataTable
                name="appointments"
                label={t("appointments.title")}
                rows={list.data?.items ?? []}
                rowKey={(a) => a.id}
                loading={list.isLoading}
                onOpen={(a) => a.state === "open" && setOpen(a)}
                tools={<NativeSelect size="xs" aria-label={t("field.state")} value={state || "open"} onChange={(e) => setState(e.currentTarget.value === "open" ? "" : e.currentTarget.value)} data={choices("appointment", [...states])(x)} />}
                empty={<EmptyState title={t("appointments.empty")} hint={t("appointments.emptyHint")} />}
                columns={[
                    { key: "day", label: t("appointments.day"), value: (a) => a.dueOn, show: (a) => day(a.dueOn) },
                    { key: "contact", label: t("field.contactId"), value: (a) => a.contactId, show: (a) => <ContactName id={a.contactId} /> },
                    { key: "route", label: t("routes.one"), value: (a) => a.route },
                    { key: "state", label: t("field.state"), value: (a) => word("appointment", a.state), show: (a) => <StateBadge group="appointment" value={a.state} /> },
                    { key: "who", label: t("appointments.assignee"), wide: true, value: (a) => a.assignee || t("routes.anybody") },
                    { key: "note", label: t("field.note"), wide: true, value: (a) => a.note },
                ]}
            />
            <Dialog title={open?.route ?? ""} opened={!!open} onClose={() => setOpen(undefined)}>
                {open && (
                    <Form
                        initial={{ state: "done", dueOn: open.dueOn, assignee: open.assignee, note: open.note }}
                        fields={[
                            { name: "state", kind: "select", required: true, autoFocus: true, options: choices("appointment", ["done", "open", "cancelled"])(x) },
                            { name: "dueOn", label: t("appointments.day"), kind: "date", required: true },
                            { name: "assignee", label: t("appointments.assignee") },
                            { name: "note", kind: "area", width: 3 },
                        ]}
                        submit={t("shell.save")}
                        onCancel={() => setOpen(undefined)}
                        onSubmit={async (v) => {
                            await api.patch("/appointments/{id}", { path: { id: open.id }, version: open.version, body: v as never });
                            setOpen(undefined);
                            await refresh("/appointments");
                        }}
                    />
                )}
            </Dialog>
        </Screen>
    );
}
