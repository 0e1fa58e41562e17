import { Group, Stack, Text } from "@mantine/core";
import { ActButton, api, ContactName, DataTable, Dialog, Door, EmptyState, Facts, Fault, refresh, type Schemas, StateBadge, StateSwitch, useEvents, useGet, useMe, usePages, useTexts, useView } from "@rejoinder/console";
import { useState } from "react";
import type { WebForm } from "./form_model";

type Answer = Schemas["WebSubmission"];
const states = ["all", "captured", "duplicate", "clearing", "optedOut", "suspected", "received", "rejected"] as const;
const colours = { captured: "teal", optedOut: "teal", clearing: "orange", suspected: "red", duplicate: "gray" };

/** What came in by a form, and what became of it. */
export default function Answers(props: { form: WebForm }) {
    const { t, moment, word, has } = useTexts();
    const [state, setState] = useView("state", "all");
    const [open, setOpen] = useState<Answer>();
    const list = usePages("/web-answers", { formId: props.form.id, state: state === "all" ? undefined : state });
    useEvents(["channel-web.form-settled"], () => void refresh("/web-answers"));
    return (
        <>
            <StateSwitch group="webAnswers" states={[...states]} value={state} onChange={setState} />
            <Fault error={list.error} />
            <DataTable<Answer>
                name="web-answers"
                label={t("webForms.answers")}
                rows={list.rows}
                rowKey={(a) => a.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={setOpen}
                empty={<EmptyState title={t("webForms.noAnswers")} hint={t("webForms.noAnswersHint")} />}
                columns={[
                    { key: "at", label: t("webForms.receivedAt"), value: (a) => a.receivedAt, show: (a) => moment(a.receivedAt) },
                    { key: "state", label: t("field.state"), value: (a) => word("webAnswers", a.state), show: (a) => <StateBadge group="webAnswers" value={a.state} colours={colours} /> },
                    { key: "reason", label: t("webForms.reason"), wide: true, value: (a) => (a.reason ? word("reasonOf", a.reason) : "") },
                    { key: "code", label: t("field.code"), wide: true, value: (a) => a.code },
                    { key: "contact", label: t("field.contactId"), value: (a) => a.contactId ?? "", show: (a) => (a.contactId ? <ContactName id={a.contactId} /> : [a.answers?.givenName, a.answers?.familyName].filter(Boolean).join(" ")) },
                ]}
            />
            <Dialog title={t("webForms.answer")} opened={!!open} onClose={() => setOpen(undefined)} size="xl">
                {open && <One id={open.id} nameOf={(key) => (has("webForms.known." + key) ? t("webForms.known." + key) : key)} onDone={() => setOpen(undefined)} />}
            </Dialog>
        </>
    );
}

function One(props: { id: string; nameOf: (key: string) => string; onDone: () => void }) {
    const { t, moment, word } = useTexts();
    const me = useMe();
    const { data, error } = useGet("/web-answers/{id}", { path: { id: props.id } });
    if (!data) return <Fault error={error} />;
    const a = data.submission;
    return (
        <Stack gap="sm">
            <Group>
                <StateBadge group="webAnswers" value={a.state} colours={colours} />
                {a.reason && <Text size="sm">{word("reasonOf", a.reason)}</Text>}
                {a.responseId && <Door to={"/responses/" + a.responseId}>{t("webForms.response")}</Door>}
                {a.state === "clearing" && <Door to="/clearing">{t("clearing.title")}</Door>}
                {a.contactId && <Door to={"/contacts/" + a.contactId}><ContactName id={a.contactId} /></Door>}
            </Group>
            <Facts
                items={[
                    [t("webForms.receivedAt"), moment(a.receivedAt)],
                    [t("webForms.from"), a.address],
                    [t("field.code"), a.code ? a.code + (a.proven ? " ✓" : "") : ""],
                    ...Object.entries(a.answers ?? {}).filter(([key]) => key !== "code").map(([key, value]): [string, string] => [props.nameOf(key), value]),
                    ...(a.channels ?? []).map((c): [string, string] => [t("webForms.channels"), word("channel", c)]),
                ]}
            />
            {(a.agreed ?? []).map((g) => (
                <Text size="sm" key={g.key}>☑ {word("channel", g.channel)}, {g.version}: {g.text}</Text>
            ))}
            {(data.confirmations ?? []).map((c) => (
                <Facts
                    key={c.id}
                    items={[
                        [t("field.email"), c.email],
                        [t("webForms.askedAt"), `${moment(c.askedAt)} · ${c.askedFrom}`],
                        [t("webForms.confirmedAt"), c.confirmedAt ? `${moment(c.confirmedAt)} · ${c.confirmedFrom}` : t("webForms.notConfirmed", { until: moment(c.expiresAt) })],
                    ]}
                />
            ))}
            {a.state === "suspected" && me.may("channel-web.release") && (
                <Group>
                    <ActButton
                        label={t("webForms.release")}
                        act={async () => {
                            await api.post("/web-answers/{id}/release", { path: { id: a.id } });
                            await refresh("/web-answers");
                            props.onDone();
                        }}
                    />
                </Group>
            )}
        </Stack>
    );
}
