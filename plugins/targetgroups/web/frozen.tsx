import { Group, Stack, Tabs, Text } from "@mantine/core";
import { ActButton, api, ContactName, DataTable, Door, Fault, OperationProgress, Panel, refresh, type Schemas, useGet, usePages, useTexts, useView } from "@rejoinder/console";
import { useState } from "react";
import { type Cell, factLabel } from "./model";
import { Waterfall } from "./waterfall";

type Mover = { contactId: string; cellId: string; segment: string };

function Movers(props: { name: string; title: string; rows: Mover[]; total: number; cells: Cell[] }) {
    const { t, whole } = useTexts();
    if (props.total === 0) return null;
    return (
        <Panel title={`${props.title}: ${whole(props.total)}`}>
            <DataTable
                name={props.name}
                label={props.title}
                rows={props.rows}
                rowKey={(m) => m.contactId}
                columns={[
                    { key: "contact", label: t("field.contactId"), width: 220, value: (m) => m.contactId, show: (m) => <Door to={"/contacts/" + m.contactId}><ContactName id={m.contactId} /></Door> },
                    { key: "cell", label: t("field.cellId"), value: (m) => props.cells.find((c) => c.id === m.cellId)?.code ?? m.cellId },
                    { key: "segment", label: t("groups.segment"), value: (m) => m.segment },
                ]}
            />
        </Panel>
    );
}

/** Who would not be chosen any more and who would be now; who is new can join on demand. */
function Since(props: { id: string; cells: Cell[]; may: boolean }) {
    const { t, whole, moment } = useTexts();
    const [operation, setOperation] = useState("");
    const { data, error, isFetching } = useGet("/target-groups/{id}/changes", { path: { id: props.id }, stale: 60_000 });
    return (
        <Stack gap="sm">
            <Fault error={error} />
            {isFetching && !data && <Text size="sm" c="dimmed">{t("groups.counting")}</Text>}
            {data && (
                <>
                    <Text size="sm" aria-live="polite">{t("groups.changes", { members: whole(data.members), leaving: whole(data.leaving), joining: whole(data.joining) })} <Text span size="xs" c="dimmed">{moment(data.asOf)}</Text></Text>
                    {props.may && data.joining > 0 && (
                        <Group>
                            <ActButton label={t("groups.join", { count: whole(data.joining) })} sure={t("groups.joinSure")} act={async () => setOperation((await api.post("/target-groups/{id}/late-joiners", { path: { id: props.id } })).id)} />
                        </Group>
                    )}
                    {operation && <OperationProgress id={operation} onDone={() => void refresh("/target-groups")} />}
                    <Movers name="joining" title={t("groups.joining")} rows={data.joiningSample ?? []} total={data.joining} cells={props.cells} />
                    <Movers name="leaving" title={t("groups.leaving")} rows={data.leavingSample ?? []} total={data.leaving} cells={props.cells} />
                </>
            )}
        </Stack>
    );
}

/** A frozen list: its members with what they were chosen by, the funnel of that moment, what changed since. */
export function FrozenView(props: { id: string; cells: Cell[]; may: boolean }) {
    const { t, has, moment } = useTexts();
    const [view, setView] = useView("view", "members");
    const members = usePages("/target-groups/{id}/members".replace("{id}", props.id) as "/target-groups/{id}/members", {});
    const pressed = usePages("/target-groups/{id}/pressed".replace("{id}", props.id) as "/target-groups/{id}/pressed", {}, view === "pressed");
    const frozen = useGet("/target-groups/{id}/frozen", { path: { id: props.id } });
    const fromConditions = !!frozen.data;
    return (
        <Tabs value={view} onChange={(v) => setView(v ?? "members")} keepMounted={false}>
            <Tabs.List mb="sm">
                <Tabs.Tab value="members">{t("groups.members")}</Tabs.Tab>
                {fromConditions && <Tabs.Tab value="funnel">{t("groups.waterfall")}</Tabs.Tab>}
                {fromConditions && <Tabs.Tab value="changes">{t("groups.changed")}</Tabs.Tab>}
                {fromConditions && (frozen.data?.waterfall.pressure ?? []).length > 0 && <Tabs.Tab value="pressed">{t("groups.pressed")}</Tabs.Tab>}
            </Tabs.List>
            <Tabs.Panel value="members">
                <DataTable<Schemas["FrozenMember"]>
                    name="members"
                    label={t("groups.members")}
                    rows={members.rows}
                    rowKey={(m) => m.contactId}
                    loading={members.isLoading}
                    more={members.more}
                    columns={[
                        { key: "contact", label: t("field.contactId"), width: 200, value: (m) => m.contactId, show: (m) => <Door to={"/contacts/" + m.contactId}><ContactName id={m.contactId} /></Door> },
                        { key: "cell", label: t("field.cellId"), value: (m) => props.cells.find((c) => c.id === m.cellId)?.code ?? m.cellId },
                        { key: "segment", label: t("groups.segment"), value: (m) => m.segment },
                        { key: "holdOut", label: t("groups.holdOut"), wide: true, value: (m) => t(m.holdOut ? "shell.yes" : "shell.no") },
                        ...(frozen.data?.facts ?? []).map((f, i) => ({ key: f, label: factLabel(f, t, has), wide: true, value: (m: { chosenBy?: string[] }) => m.chosenBy?.[i] ?? "" })),
                        { key: "joined", label: t("groups.joinedAt"), wide: true, value: (m) => m.joinedAt ?? "", show: (m) => (m.joinedAt ? moment(m.joinedAt) : "") },
                    ]}
                />
            </Tabs.Panel>
            <Tabs.Panel value="funnel">{frozen.data && <Waterfall data={frozen.data.waterfall} />}</Tabs.Panel>
            <Tabs.Panel value="changes"><Since id={props.id} cells={props.cells} may={props.may} /></Tabs.Panel>
            <Tabs.Panel value="pressed">
                <DataTable
                    name="pressed"
                    label={t("groups.pressed")}
                    rows={pressed.rows}
                    rowKey={(p) => p.contactId}
                    loading={pressed.isLoading}
                    more={pressed.more}
                    columns={[
                        { key: "contact", label: t("field.contactId"), width: 220, value: (p) => p.contactId, show: (p) => <Door to={"/contacts/" + p.contactId}><ContactName id={p.contactId} /></Door> },
                        { key: "rule", label: t("groups.pressureRule"), value: (p) => p.ruleName },
                    ]}
                />
            </Tabs.Panel>
        </Tabs>
    );
}
