import { Button, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { ActButton, api, DataTable, ContactName, Door, Fault, notify, OperationProgress, Panel, Problem, refresh, type Schemas, Screen, StateBadge, useCampaigns, useGet, useId, useMe, usePages, useTexts } from "@rejoinder/console";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useState } from "react";
import { Editor } from "./editor";
import { type Definition, definitionOf, editableOf } from "./model";
import { Waterfall } from "./waterfall";

function Split(props: { cells: Schemas["Cell"][]; value: Definition; onChange: (d: Definition) => void }) {
    const { t } = useTexts();
    const split = props.value.split ?? { mode: "random", shares: [] };
    const shareOf = (id: string) => split.shares?.find((s) => s.cellId === id)?.percent ?? 0;
    const set = (id: string, percent: number) => {
        const others = (split.shares ?? []).filter((s) => s.cellId !== id);
        props.onChange({ ...props.value, split: { ...split, mode: "random", shares: percent > 0 ? [...others, { cellId: id, percent }] : others } });
    };
    const sum = (split.shares ?? []).reduce((n, s) => n + (s.percent ?? 0), 0);
    return (
        <Stack gap={6}>
            <Text fw={600} size="sm">{t("groups.split")}</Text>
            {props.cells.map((c) => (
                <Group key={c.id} gap="xs">
                    <TextInput size="xs" w={80} aria-label={t("groups.shareOf", { name: c.code })} value={String(shareOf(c.id) || "")} onChange={(e) => set(c.id, Number(e.currentTarget.value.replace(",", ".")) || 0)} rightSection="%" />
                    <Text size="sm">{c.code} · {c.name} {c.holdOut && `(${t("groups.holdOut")})`}</Text>
                </Group>
            ))}
            <Text size="xs" c={sum > 100 ? "red" : "dimmed"} className="figures">{t("groups.shareSum", { sum: Math.round(sum * 100) / 100 })}</Text>
        </Stack>
    );
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
    const [operation, setOperation] = useState("");
    const definition = draft ?? g?.definition;
    const asked = useDeferredValue(JSON.stringify(definition ?? {}));
    const frozen = g?.state === "frozen";
    const count = useQuery({
        queryKey: ["/target-groups/count", asked],
        queryFn: ({ signal }) => api.post("/target-groups/count", { body: { definition: JSON.parse(asked) as Definition }, signal }),
        enabled: !!definition && !frozen,
        placeholderData: (before) => before,
        retry: false,
    });
    const members = usePages("/target-groups/{id}/members".replace("{id}", id) as "/target-groups/{id}/members", {}, frozen);
    useEffect(() => setDraft(undefined), [g?.version]);
    if (!g) return <Screen title={t("groups.one")}><Fault error={error} /></Screen>;
    const cells = campaign.data?.cells ?? [];
    const editable = editableOf(definition);
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
    return (
        <Screen
            title={g.name}
            hint={<><Door to={"/campaigns/" + g.campaignId}>{campaigns.name(g.campaignId)}</Door> · <StateBadge group="groupState" value={g.state} /> {frozen && `${whole(g.members)} · ${moment(g.frozenAt)}`}</>}
            back={{ to: "/target-groups", label: t("groups.title") }}
            tools={
                may && (
                    <>
                        <Button size="xs" onClick={() => void save()} disabled={!draft}>{t("shell.save")}</Button>
                        <ActButton
                            label={t("groups.freeze")}
                            sure={t("groups.freezeSure")}
                            disabled={!!draft}
                            act={async () => setOperation((await api.post("/target-groups/{id}/freezes", { path: { id } })).id)}
                        />
                    </>
                )
            }
        >
            {(operation || (g.state === "freezing" && g.operationId)) && <Panel><OperationProgress id={operation || g.operationId!} onDone={() => void refresh("/target-groups")} /></Panel>}
            {!frozen && (
                <div className="grid">
                    <Panel title={t("groups.definition")}>
                        {editable ? (
                            <Stack>
                                <fieldset disabled={!may} style={{ border: 0, padding: 0, margin: 0 }}>
                                    <Editor facts={facts.data?.items ?? []} value={editable} onChange={(e) => setDraft(definitionOf(definition, e))} />
                                    <NativeSelect
                                        mt="sm"
                                        size="xs"
                                        label={t("groups.segmentBy")}
                                        value={(definition?.segmentBy ?? "").replace(/^attribute\./, "")}
                                        data={["", ...(facts.data?.items ?? []).filter((f) => f.name.startsWith("attribute.")).map((f) => f.name.slice(10))]}
                                        onChange={(e) => setDraft({ ...definition, segmentBy: e.currentTarget.value })}
                                    />
                                </fieldset>
                                <Split cells={cells} value={definition ?? {}} onChange={setDraft} />
                            </Stack>
                        ) : (
                            <pre style={{ whiteSpace: "pre-wrap", fontSize: "0.8rem" }}>{JSON.stringify(definition, null, 2)}</pre>
                        )}
                    </Panel>
                    <Stack>
                        <Fault error={count.error} />
                        {count.data && <Waterfall data={count.data} asOf={new Date(count.dataUpdatedAt).toISOString()} />}
                        {(count.data?.cells ?? []).length > 0 && (
                            <Panel title={t("field.cellIds")}>
                                {(count.data?.cells ?? []).map((c) => <Text key={c.cellId} size="sm" className="figures">{cells.find((y) => y.id === c.cellId)?.code ?? c.cellId}: {whole(c.members)}</Text>)}
                            </Panel>
                        )}
                    </Stack>
                </div>
            )}
            {frozen && (
                <DataTable
                    name="members"
                    label={t("groups.members")}
                    rows={members.rows}
                    rowKey={(m) => m.contactId}
                    loading={members.isLoading}
                    more={members.more}
                    columns={[
                        { key: "contact", label: t("field.contactId"), width: 200, value: (m) => m.contactId, show: (m) => <Door to={"/contacts/" + m.contactId}><ContactName id={m.contactId} /></Door> },
                        { key: "cell", label: t("field.cellId"), value: (m) => cells.find((c) => c.id === m.cellId)?.code ?? m.cellId },
                        { key: "segment", label: t("groups.segment"), value: (m) => m.segment },
                        { key: "holdOut", label: t("groups.holdOut"), value: (m) => t(m.holdOut ? "shell.yes" : "shell.no") },
                    ]}
                />
            )}
        </Screen>
    );
}
