import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import {
    ActButton, api, choices, ContactName, DataTable, Dialog, Door, EmptyState, Fault, type FieldSpec, Form, OperationProgress, Panel, refresh, type Schemas, Screen, StateBadge, useGet, useTexts,
} from "@rejoinder/console";
import { useState } from "react";

type Rule = Schemas["RetentionRule"];
type Run = Schemas["RetentionRun"];

const kCategories = ["everybody", "persons", "companies", "undeliverable", "deceased", "noConsent", "source"];
const kEvents = ["created", "lastChange", "lastActivity", "consentWithdrawn", "objection"];
const kActions = ["erase", "anonymise", "block"];

/** How long persons are kept: rules, what they would do today, what they did. */
export default function Retention() {
    const x = useTexts();
    const { t, word, whole } = x;
    const { data, error, isLoading } = useGet("/contacts/retention-rules");
    const [open, setOpen] = useState<Rule | "new">();
    const [runs, setRuns] = useState<string>();
    const rules = data?.rules ?? [];
    const shown = rules.find((r) => r.id === runs);
    const fields: FieldSpec[] = [
        { name: "name", required: true, autoFocus: true, width: 3 },
        { name: "category", label: t("retention.category"), kind: "select", required: true, options: choices("retentionCategory", kCategories)(x) },
        { name: "source", label: t("retention.source"), when: (v) => v.category === "source" },
        { name: "event", label: t("retention.event"), kind: "select", required: true, options: choices("retentionEvent", kEvents)(x) },
        { name: "termDays", label: t("retention.term"), kind: "number", required: true },
        { name: "action", label: t("retention.action"), kind: "select", required: true, options: choices("retentionAction", kActions)(x), hint: t("retention.actionHint") },
    ];
    return (
        <Screen title={t("retention.title")} hint={t("retention.hint")} tools={<Button size="xs" onClick={() => setOpen("new")}>{t("retention.new")}</Button>}>
            <Fault error={error} />
            <DataTable<Rule>
                name="retention-rules"
                label={t("retention.title")}
                rows={rules}
                rowKey={(r) => r.id}
                loading={isLoading}
                onOpen={(r) => setRuns(r.id)}
                empty={<EmptyState title={t("retention.empty")} hint={t("retention.emptyHint")}><Button onClick={() => setOpen("new")}>{t("retention.new")}</Button></EmptyState>}
                columns={[
                    { key: "name", label: t("field.name"), value: (r) => r.name },
                    { key: "category", label: t("retention.category"), value: (r) => word("retentionCategory", r.category) + (r.source ? ": " + r.source : "") },
                    { key: "event", label: t("retention.event"), wide: true, value: (r) => word("retentionEvent", r.event) },
                    { key: "term", label: t("retention.term"), value: (r) => r.termDays, show: (r) => t("retention.days", { count: whole(r.termDays) }), right: true },
                    { key: "action", label: t("retention.action"), value: (r) => word("retentionAction", r.action) },
                    { key: "active", label: t("field.active"), value: (r) => t(r.active ? "shell.yes" : "shell.no") },
                ]}
            />
            {shown && <RuleRuns key={shown.id} rule={shown} onEdit={() => setOpen(shown)} onGone={() => setRuns(undefined)} />}
            <Dialog title={t(open === "new" ? "retention.new" : "retention.edit")} opened={!!open} onClose={() => setOpen(undefined)}>
                {open && (
                    <Form
                        initial={open === "new" ? { category: "persons", event: "lastActivity", action: "erase", termDays: 1095 } : { ...open }}
                        fields={fields}
                        submit={t("shell.save")}
                        onCancel={() => setOpen(undefined)}
                        version={open === "new" ? undefined : open.version}
                        current={open === "new" ? undefined : () => api.get("/contacts/retention-rules/{id}", { path: { id: open.id } })}
                        onSubmit={async (v, version) => {
                            const { name, category, source, event, termDays, action } = v;
                            const body = { name, category, source: category === "source" ? source : "", event, termDays, action };
                            const rule = open === "new"
                                ? await api.post("/contacts/retention-rules", { body: body as never })
                                : await api.patch("/contacts/retention-rules/{id}", { path: { id: open.id }, version, body: body as never });
                            setOpen(undefined);
                            setRuns(rule.id);
                            await refresh("/contacts/retention-rules");
                        }}
                    />
                )}
            </Dialog>
        </Screen>
    );
}

/** What a rule would do today, what it did, and letting it act. */
function RuleRuns(props: { rule: Rule; onEdit: () => void; onGone: () => void }) {
    const { t, moment, whole, word } = useTexts();
    const { rule } = props;
    const path = { id: rule.id };
    const { data, error } = useGet("/contacts/retention-rules/{id}/runs", { path });
    const [operation, setOperation] = useState("");
    const runs = (data?.items ?? []) as Run[];
    const tried = runs.some((r) => r.dry && r.state === "done" && r.ruleVersion === rule.version);
    const last = runs.find((r) => r.dry && r.state === "done");
    const switchTo = async (active: boolean) => {
        await api.patch("/contacts/retention-rules/{id}", { path, version: rule.version, body: { active } as never });
        await refresh("/contacts/retention-rules", "/contacts/retention-rules/{id}/runs");
    };
    return (
        <Panel
            title={rule.name}
            tools={
                <>
                    <Button size="xs" variant="default" onClick={props.onEdit}>{t("shell.edit")}</Button>
                    <ActButton label={t("retention.dryRun")} act={async () => setOperation((await api.post("/contacts/retention-rules/{id}/dry-runs", { path } as never)).id)} />
                    {rule.active ? (
                        <ActButton label={t("retention.stop")} act={() => switchTo(false)} done={t("shell.saved")} />
                    ) : (
                        <ActButton
                            label={t("retention.activate")}
                            disabled={!tried}
                            sure={t("retention.activateSure", { count: whole((last?.report.due ?? 0) - (last?.report.held ?? 0)), action: word("retentionAction", rule.action) })}
                            act={() => switchTo(true)}
                            done={t("retention.activated")}
                        />
                    )}
                    <ActButton
                        label={t("retention.remove")}
                        sure={t("retention.removeSure")}
                        act={async () => {
                            await api.remove("/contacts/retention-rules/{id}", { path });
                            props.onGone();
                            await refresh("/contacts/retention-rules");
                        }}
                    />
                </>
            }
        >
            <Stack gap="sm">
                <Fault error={error} />
                {!rule.active && !tried && <Alert variant="light" p="xs">{t("retention.dryFirst")}</Alert>}
                {operation && <OperationProgress id={operation} onDone={() => void refresh("/contacts/retention-rules/{id}/runs")} />}
                {runs.length > 0 && (
                    <DataTable<Run>
                        compact
                        name="retention-runs"
                        label={t("retention.runs")}
                        rows={runs}
                        rowKey={(r) => r.id}
                        height={300}
                        columns={[
                            { key: "startedAt", label: t("field.createdAt"), value: (r) => r.startedAt, show: (r) => moment(r.startedAt) },
                            { key: "kind", label: t("retention.kind"), value: (r) => word("retentionRun", r.dry ? "dry" : "real"), show: (r) => <StateBadge group="retentionRun" value={r.dry ? "dry" : "real"} colours={{ dry: "blue", real: "orange" }} /> },
                            { key: "state", label: t("field.state"), value: (r) => word("retentionState", r.state), show: (r) => <StateBadge group="retentionState" value={r.state} colours={{ stopped: "orange" }} /> },
                            ...(["looked", "due", "held", "done"] as const).map((k) => ({ key: k, label: t("retention." + k), value: (r: Run) => r.report[k], right: true })),
                        ]}
                    />
                )}
                {(last?.report.samples ?? []).length > 0 && (
                    <>
                        <Text size="sm" fw={600}>{t("retention.whom")}</Text>
                        <Group gap="xs">
                            {(last?.report.samples ?? []).slice(0, 30).map((s) => (
                                <Text size="sm" key={s.contactId}>
                                    <Door to={"/contacts/" + s.contactId}><ContactName id={s.contactId} /></Door> {s.held && "⚠ " + t("people.hold")}
                                </Text>
                            ))}
                        </Group>
                    </>
                )}
            </Stack>
        </Panel>
    );
}
