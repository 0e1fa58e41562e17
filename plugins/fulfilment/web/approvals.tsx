import { SegmentedControl } from "@mantine/core";
import { api, choices, ContactName, DataTable, Dialog, Door, EmptyState, Fault, Form, refresh, type Schemas, Screen, StateBadge, useMe, usePages, useTexts, useView } from "@rejoinder/console";
import { useState } from "react";

/** What waits for somebody's word, and what was decided. */
export default function Approvals() {
    const x = useTexts();
    const { t, word, moment } = x;
    const me = useMe();
    const [view, setView] = useView("show");
    const decided = view === "decided";
    const list = usePages("/approvals", decided ? { decided: true } : {});
    const [open, setOpen] = useState<Schemas["Approval"]>();
    const mine = (a: Schemas["Approval"]) => (a.approvers ?? []).length === 0 || (a.approvers ?? []).includes(me.name);
    return (
        <Screen title={t("approvals.title")} hint={t("approvals.hint")}>
            <Fault error={list.error} />
            <DataTable
                name="approvals"
                label={t("approvals.title")}
                rows={list.rows}
                rowKey={(a) => a.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={decided ? undefined : (a) => mine(a) && setOpen(a)}
                tools={<SegmentedControl size="xs" aria-label={t("approvals.show")} value={decided ? "decided" : "waiting"} onChange={(v) => setView(v === "decided" ? v : "")} data={[{ value: "waiting", label: t("approvals.waiting") }, { value: "decided", label: t("approvals.history") }]} />}
                empty={<EmptyState title={t("approvals.empty")} hint={t("approvals.emptyHint")} />}
                columns={[
                    { key: "at", label: t("approvals.asked"), value: (a) => a.askedAt, show: (a) => moment(a.askedAt) },
                    { key: "route", label: t("routes.one"), value: (a) => a.route },
                    { key: "contact", label: t("field.contactId"), value: (a) => a.contactId, show: (a) => <ContactName id={a.contactId} /> },
                    { key: "what", label: t("approvals.what"), value: (a) => a.orderId ?? a.appointmentId ?? "", show: (a) => (a.orderId ? <Door to={"/orders/" + a.orderId}>{a.orderId}</Door> : t("appointments.one")) },
                    { key: "state", label: t("field.state"), value: (a) => word("approval", a.state), show: (a) => <StateBadge group="approval" value={a.state} /> },
                    { key: "who", label: t("routes.approvers"), wide: true, value: (a) => (a.approvers ?? []).join(", ") || t("routes.anybody") },
                    { key: "by", label: t("approvals.decided"), wide: true, value: (a) => a.decidedBy, show: (a) => (a.decidedAt ? `${a.decidedBy} · ${moment(a.decidedAt)}` : "–") },
                    { key: "reason", label: t("field.reason"), wide: true, value: (a) => a.reason },
                ]}
            />
            <Dialog title={open?.route ?? ""} opened={!!open} onClose={() => setOpen(undefined)}>
                {open && (
                    <Form
                        initial={{ state: "approved", reason: "" }}
                        fields={[
                            { name: "state", label: t("approvals.word"), kind: "select", required: true, autoFocus: true, options: choices("approvalWord", ["approved", "refused"])(x), width: 3 },
                            { name: "reason", hint: t("approvals.reasonHint"), width: 3 },
                        ]}
                        submit={t("approvals.decide")}
                        onCancel={() => setOpen(undefined)}
                        onSubmit={async (v) => {
                            await api.patch("/approvals/{id}", { path: { id: open.id }, version: open.version, body: v as never });
                            setOpen(undefined);
                            await refresh("/approvals", "/orders", "/holds", "/appointments");
                        }}
                    />
                )}
            </Dialog>
        </Screen>
    );
}
