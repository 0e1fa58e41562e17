import { Accordion, Button, Stack, Tabs, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { ActButton, api, Door, Fault, notify, OperationProgress, Panel, Presence, Problem, refresh, Screen, Slot, StateBadge, useCampaigns, useGet, useId, useMe, useTexts, useView } from "@rejoinder/console";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { BandsPanel } from "./bands";
import { ConditionTree } from "./condition_tree";
import { FrozenView } from "./frozen";
import { asGroup, countable, type Definition, type FactInfo, valuesOf } from "./model";
import { People } from "./people";
import { SplitEditor } from "./split_editor";
import { Exclusions, Limits, Segments } from "./steps";
import { TextTab } from "./text_tab";
import { useStepName, Waterfall } from "./waterfall";

/**
 * The figures of a definition while it is edited: asked for when typing pauses, the last request wins. What cannot be
 * counted (a number that is half typed) leaves the figures of before beside its fault.
 */
function useCount(definition: Definition | undefined, campaignId: string, enabled: boolean) {
    const text = useMemo(() => JSON.stringify(countable(definition ?? {})), [definition]);
    const [asked] = useDebouncedValue(text, 120);
    const counted = useQuery({
        queryKey: ["/target-groups/count", campaignId, asked],
        queryFn: ({ signal }) => api.post("/target-groups/count", { body: { definition: JSON.parse(asked) as Definition, campaignId } as never, signal }),
        enabled: enabled && !!definition && !!campaignId,
        placeholderData: (before) => before,
        retry: false,
    });
    const last = useRef<{ of: string; data: typeof counted.data; at: number }>(undefined);
    if (counted.data && !counted.isPlaceholderData) last.current = { of: campaignId, data: counted.data, at: counted.dataUpdatedAt };
    const before = counted.error && last.current?.of === campaignId ? last.current : undefined;
    return { error: counted.error, data: counted.data ?? before?.data, at: before?.at ?? counted.dataUpdatedAt, busy: counted.isFetching || !!before };
}

export default function GroupPage() {
    const { t, whole, moment } = useTexts();
    const id = useId();
    const me = useMe();
    const campaigns = useCampaigns();
    const { data: g, error } = useGet("/target-groups/{id}", { path: { id } });
    const facts = useGet("/target-groups/facts", { stale: 300_000 });
    const campaign = useGet("/campaigns/{id}", { path: { id: g?.campaignId ?? "" }, enabled: !!g });
    const [draft, setDraft] = useState<Definition>();
    const [view, setView] = useView("view", "build");
    const [step, setStep] = useState<number>();
    const stepName = useStepName();
    const definition = draft ?? (g?.definition as Definition | undefined);
    const frozen = g?.state === "frozen";
    const count = useCount(definition, g?.campaignId ?? "", !frozen);
    useEffect(() => setDraft(undefined), [g?.version]);
    if (!g || !definition) return <Screen title={t("groups.one")}><Fault error={error} /></Screen>;
    const cells = campaign.data?.cells ?? [];
    const list: FactInfo[] = facts.data?.items ?? [];
    const may = me.may("targetgroups.write") && g.state === "draft";
    const save = async () => {
        try {
            await api.patch("/target-groups/{id}", { path: { id }, version: g.version, body: { definition } as never });
            notify(t("shell.saved"));
            await refresh("/target-groups");
        } catch (e) {
            if (e instanceof Problem) notify(e.faults.map((f) => f.message).join(" ") || e.message, { bad: true });
            else throw e;
        }
    };
    const edit = { facts: list, value: definition, onChange: setDraft };
    const section = (value: string, size: number, body: React.ReactNode) => (
        <Accordion.Item value={value}>
            <Accordion.Control>{t("groups.section." + value)} {size > 0 && <Text span size="sm" c="dimmed" className="figures">{whole(size)}</Text>}</Accordion.Control>
            <Accordion.Panel>{body}</Accordion.Panel>
        </Accordion.Item>
    );
    return (
        <Screen
            title={g.name}
            hint={<><Door to={"/campaigns/" + g.campaignId}>{campaigns.name(g.campaignId)}</Door> · <StateBadge group="groupState" value={g.state} /> {frozen && `${whole(g.members)} · ${moment(g.frozenAt)}`} <Presence record={"target-groups/" + id} /></>}
            back={{ to: "/target-groups", label: t("groups.title") }}
            tools={
                may && (
                    <>
                        {draft && <Button size="xs" variant="subtle" onClick={() => setDraft(undefined)}>{t("groups.discard")}</Button>}
                        <Button size="xs" onClick={() => void save()} disabled={!draft}>{t("shell.save")}</Button>
                        <ActButton label={t("groups.freeze")} sure={t("groups.freezeSure")} disabled={!!draft} act={async () => { await api.post("/target-groups/{id}/freezes", { path: { id } }); await refresh("/target-groups"); }} />
                    </>
                )
            }
        >
            {g.state === "freezing" && (
                <Panel>
                    <OperationProgress id={g.operationId!} onDone={() => void refresh("/target-groups")} />
                    {me.may("targetgroups.write") && <ActButton label={t("groups.giveUp")} sure={t("groups.giveUpSure")} act={async () => { await api.remove("/target-groups/{id}/freezes", { path: { id } }); await refresh("/target-groups"); }} />}
                </Panel>
            )}
            {frozen ? (
                <FrozenView id={id} cells={cells} may={me.may("targetgroups.write")} />
            ) : (
                <div className="grid grid-builder">
                    <Tabs value={view} onChange={(v) => setView(v ?? "build")} keepMounted={false}>
                        <Tabs.List mb="xs">
                            <Tabs.Tab value="build">{t("groups.definition")}</Tabs.Tab>
                            <Tabs.Tab value="text">{t("groups.text")}</Tabs.Tab>
                            <Tabs.Tab value="bands">{t("bands.title")}</Tabs.Tab>
                        </Tabs.List>
                        <Tabs.Panel value="build">
                            <fieldset disabled={!may} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
                                <Accordion multiple variant="contained" chevronPosition="left" defaultValue={["who", "without", "split"]} styles={{ control: { paddingBlock: 2 }, label: { paddingBlock: 6, fontWeight: 600, fontSize: "0.9rem" }, content: { paddingTop: 4 } }}>
                                    {section("who", 0, <ConditionTree facts={list} value={asGroup(definition.condition)} label={t("groups.condition")} onChange={(condition) => setDraft({ ...definition, condition })} />)}
                                    {section("without", (definition.exclusions ?? []).length, <Exclusions {...edit} />)}
                                    {section("segments", (definition.segments ?? []).length, <Segments {...edit} />)}
                                    {section("limits", (definition.limits ?? []).length, <Limits {...edit} />)}
                                    {section("split", 0, <SplitEditor {...edit} cells={cells} counted={count.data} />)}
                                </Accordion>
                            </fieldset>
                        </Tabs.Panel>
                        <Tabs.Panel value="text"><TextTab campaignId={g.campaignId} value={definition} disabled={!may} onChange={setDraft} /></Tabs.Panel>
                        <Tabs.Panel value="bands"><BandsPanel {...edit} campaignId={g.campaignId} may={may} /></Tabs.Panel>
                    </Tabs>
                    <Stack style={{ position: "sticky", top: 58 }}>
                        <Fault error={count.error} />
                        {count.data && <Waterfall data={count.data} asOf={new Date(count.at).toISOString()} busy={count.busy} onOpen={setStep} />}
                        <Slot name="targetGroup" context={{ campaignId: g.campaignId, sources: valuesOf(definition, "contact.source") }} />
                        <People definition={definition} campaignId={g.campaignId} step={step} title={step !== undefined && count.data?.steps?.[step] ? stepName(count.data.steps[step]) : ""} onClose={() => setStep(undefined)} />
                    </Stack>
                </div>
            )}
        </Screen>
    );
}
