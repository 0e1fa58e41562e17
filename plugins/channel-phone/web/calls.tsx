import { Button, Group, NativeSelect, Stack, Text, Textarea, TextInput, Title } from "@mantine/core";
import { api, ContactName, DataTable, Door, EmptyState, Fault, nameOf, notify, Panel, placeOf, refresh, type Schemas, Screen, StateBadge, useCampaigns, useGet, usePages, useSeconds, useShortcuts, useTexts } from "@rejoinder/console";
import { useState } from "react";
import { type Conversation, ScriptRun, useScript } from "./script_run";
import { instantOf, zoneOf } from "./zones";

type Sheet = Schemas["CallSheet"];

function Call(props: { sheet: Sheet; onDone: () => void }) {
    const { t, moment, has } = useTexts();
    const { sheet } = props;
    const outcomes = useGet("/call-outcomes", { stale: 300_000 });
    const [note, setNote] = useState("");
    const [later, setLater] = useState("");
    const [fault, setFault] = useState<unknown>();
    const [since] = useState(Date.now());
    const seconds = useSeconds(since);
    const zone = sheet.call.timeZone || zoneOf(sheet.contact?.country);
    const phone = sheet.call.phone || sheet.contact?.phone;
    const list = (outcomes.data?.items ?? []).filter((o) => o.active);
    const script = useScript(undefined, sheet.call.campaignId);
    const [talk, setTalk] = useState<Conversation>();
    const end = async (o: Schemas["CallOutcome"]) => {
        if (o.category === "callBack" && !later) {
            document.getElementById("call-later")?.focus();
            return setFault(new Error(t("calls.when")));
        }
        // Who was not reached heard nothing; whoever wants something, or is done, heard what the law wants to be said.
        if (talk?.missing && o.responseType) return setFault(new Error(talk.missing));
        try {
            await api.patch("/calls/{id}", {
                path: { id: sheet.id },
                version: sheet.version,
                body: { outcome: o.code, note, ...(o.category === "callBack" ? { callBackAt: instantOf(later, zone), timeZone: zone } : {}) },
            });
            if (talk && !talk.missing && o.category !== "retry") await talk.keep({ callId: sheet.id });
            notify(t("calls.ended", { outcome: outcomeName(o) }));
            await refresh("/calls", "/responses");
            props.onDone();
        } catch (e) {
            setFault(e);
        }
    };
    const outcomeName = (o: Schemas["CallOutcome"]) => (has("callOutcome." + o.code) ? t("callOutcome." + o.code) : o.label);
    useShortcuts(list.slice(0, 9).map((o, i) => ({ key: "Alt+" + (i + 1), label: outcomeName(o), act: () => void end(o) })));
    return (
        <div className="grid">
            <Panel>
                <Title order={2} size="h4">{sheet.contact ? nameOf(sheet.contact) : t("calls.unknownCaller")}</Title>
                <Text size="sm">{sheet.contact && placeOf(sheet.contact)}</Text>
                <Text size="lg" fw={600}><a href={"tel:" + phone}>{phone}</a></Text>
                <Text size="sm" c="dimmed">{sheet.call.requested ? t("calls.requested") : sheet.campaignName} · {t("calls.attempts", { count: sheet.call.attempts })} · <span className="figures">{Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, "0")}</span></Text>
                {(sheet.history ?? []).map((h) => <Text key={h.id} size="sm">{moment(h.at)} · {h.outcome} · {h.agent} {h.note}</Text>)}
                <Door to={sheet.contact ? "/desk?contact=" + sheet.call.contactId : "/desk?phone=" + encodeURIComponent(phone ?? "")} size="sm">{t("calls.toDesk")}</Door>
            </Panel>
            <Panel title={t("calls.script")}>
                <Text size="sm" fw={600}>{sheet.salutation}</Text>
                {sheet.script && <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>{sheet.script}</Text>}
                {script && <ScriptRun script={script} contact={sheet.contact ?? undefined} salutation={sheet.salutation} campaignId={sheet.call.campaignId} onChange={setTalk} />}
            </Panel>
            <Panel title={t("calls.outcome")}>
                <Stack gap="xs">
                    <Fault error={fault} />
                    <Textarea label={t("field.note")} data-autofocus autosize minRows={2} value={note} onChange={(e) => setNote(e.currentTarget.value)} />
                    <TextInput id="call-later" type="datetime-local" label={t("calls.later", { zone })} value={later} onChange={(e) => setLater(e.currentTarget.value)} />
                    <Group gap={6}>
                        {list.map((o, i) => (
                            <Button key={o.id} size="xs" variant="default" onClick={() => void end(o)}>
                                {i < 9 && <kbd>Alt+{i + 1}</kbd>}&nbsp;{outcomeName(o)}
                            </Button>
                        ))}
                    </Group>
                </Stack>
            </Panel>
        </div>
    );
}

export default function Calls() {
    const { t, moment, word } = useTexts();
    const campaigns = useCampaigns();
    const [campaignId, setCampaign] = useState("");
    const [sheet, setSheet] = useState<Sheet>();
    const [state, setState] = useState("open");
    const [none, setNone] = useState<{ nextDueAt?: string | null }>();
    const [fault, setFault] = useState<unknown>();
    const list = usePages("/calls", { campaignId, state });
    const next = async () => {
        setFault(undefined);
        try {
            const got = await api.post("/calls/next", { body: campaignId ? { campaignId } : {} });
            setSheet(got.call ?? undefined);
            setNone(got.call ? undefined : got);
            await refresh("/calls");
        } catch (e) {
            setFault(e);
        }
    };
    useShortcuts([{ key: "F2", label: t("calls.next"), act: () => void next(), when: !sheet }]);
    return (
        <Screen
            title={t("calls.title")}
            tools={
                <>
                    <NativeSelect size="xs" aria-label={t("field.campaignId")} value={campaignId} data={[{ value: "", label: t("shell.all") }, ...campaigns.options]} onChange={(e) => setCampaign(e.currentTarget.value)} />
                    {!sheet && <Button size="xs" onClick={() => void next()}>F2 {t("calls.next")}</Button>}
                </>
            }
        >
            <Fault error={fault} />
            {sheet ? (
                <Call key={sheet.id} sheet={sheet} onDone={() => setSheet(undefined)} />
            ) : (
                none && <EmptyState title={t("calls.none")} hint={none.nextDueAt ? t("calls.nextDue", { at: moment(none.nextDueAt) }) : undefined} />
            )}
            <DataTable
                name="calls"
                label={t("calls.title")}
                rows={list.rows}
                rowKey={(c) => c.id}
                loading={list.isLoading}
                height={420}
                more={list.more}
                tools={<NativeSelect size="xs" aria-label={t("field.state")} value={state} data={["open", "claimed", "completed", "failed", "doNotCall", "exhausted", "withheld"].map((v) => ({ value: v, label: word("call", v) }))} onChange={(e) => setState(e.currentTarget.value)} />}
                columns={[
                    { key: "due", label: t("calls.due"), value: (c) => c.dueAt, show: (c) => moment(c.dueAt) + (c.timeZone ? ` (${c.timeZone})` : "") },
                    { key: "contact", label: t("field.contactId"), value: (c) => c.contactId, width: 200, show: (c) => (c.contactId === "0" ? c.phone : <ContactName id={c.contactId} />) },
                    { key: "campaign", label: t("field.campaignId"), wide: true, value: (c) => campaigns.name(c.campaignId) },
                    { key: "state", label: t("field.state"), value: (c) => word("call", c.state), show: (c) => <StateBadge group="call" value={c.state} /> },
                    { key: "attempts", label: t("calls.attemptsTitle"), wide: true, value: (c) => c.attempts, right: true },
                    { key: "agent", label: t("calls.agent"), wide: true, value: (c) => c.agent || c.reservedFor },
                    { key: "outcome", label: t("calls.outcome"), wide: true, value: (c) => c.outcome },
                ]}
            />
        </Screen>
    );
}
