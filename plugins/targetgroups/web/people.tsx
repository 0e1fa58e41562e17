import { Drawer, Group, Skeleton, Stack, Table, Text } from "@mantine/core";
import { api, ContactName, Door, Fault, Panel, type Schemas, useTexts } from "@rejoinder/console";
import { useQuery } from "@tanstack/react-query";
import { countable, type Definition, factLabel } from "./model";

/** How the people of a step are spread over the values of a fact. */
function Spread(props: { data: Schemas["Distribution"]; drawn: number }) {
    const { t, has, number } = useTexts();
    const { data } = props;
    const values = data.values ?? [];
    if (values.length === 0) return null;
    const rows = [
        ...values.map((v) => ({ name: v.upTo && v.upTo !== v.value ? `${v.value} – ${v.upTo}` : v.value, n: v.members })),
        ...(data.others > 0 ? [{ name: t("groups.otherValues"), n: data.others }] : []),
        ...(props.drawn > data.known ? [{ name: t("groups.noValue"), n: props.drawn - data.known }] : []),
    ];
    const most = Math.max(...rows.map((r) => r.n), 1);
    return (
        <Panel title={factLabel(data.fact, t, has)}>
            <table style={{ width: "100%", borderCollapse: "collapse", fontSize: "0.8rem" }}>
                <tbody>
                    {rows.map((r) => (
                        <tr key={r.name}>
                            <th scope="row" style={{ textAlign: "start", fontWeight: 400, paddingInlineEnd: 8, maxWidth: 160, overflowWrap: "anywhere" }}>{r.name}</th>
                            <td style={{ width: "45%" }}>
                                <div aria-hidden style={{ height: 8, width: (100 * r.n) / most + "%", background: "var(--mantine-color-petrol-6)" }} />
                            </td>
                            <td className="figures" style={{ textAlign: "end", whiteSpace: "nowrap" }}>{number(Math.round((1000 * r.n) / Math.max(props.drawn, 1)) / 10)} %</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </Panel>
    );
}

/** Who stands behind a bar: some of them, and what they are like. */
export function People(props: { definition: Definition; campaignId: string; step?: number; title: string; onClose: () => void }) {
    const { t, has, whole } = useTexts();
    const body = { definition: countable(props.definition), campaignId: props.campaignId, step: props.step, rows: 20 };
    const { data, error } = useQuery({
        queryKey: ["/target-groups/profile", JSON.stringify(body)],
        queryFn: ({ signal }) => api.post("/target-groups/profile", { body: body as never, signal }),
        enabled: props.step !== undefined,
    });
    const facts = data?.facts ?? [];
    return (
        <Drawer opened={props.step !== undefined} onClose={props.onClose} position="right" size="xl" title={`${props.title}${data ? ": " + whole(data.members) : ""}`} closeButtonProps={{ "aria-label": t("shell.close") }}>
            <Stack gap="sm">
                <Fault error={error} />
                {!data && !error && <Skeleton height={200} />}
                {data && (
                    <>
                        <Text size="sm" c="dimmed">{t("groups.peopleHint", { rows: (data.sample ?? []).length, drawn: whole(data.drawn) })}</Text>
                        <div style={{ overflowX: "auto" }} tabIndex={0} role="region" aria-label={t("groups.people")}>
                            <Table fz="xs" verticalSpacing={3}>
                                <Table.Thead>
                                    <Table.Tr>
                                        <Table.Th>{t("field.contactId")}</Table.Th>
                                        {facts.map((f) => <Table.Th key={f}>{factLabel(f, t, has)}</Table.Th>)}
                                    </Table.Tr>
                                </Table.Thead>
                                <Table.Tbody>
                                    {(data.sample ?? []).map((r) => (
                                        <Table.Tr key={r.contactId}>
                                            <Table.Td style={{ whiteSpace: "nowrap" }}><Door to={"/contacts/" + r.contactId}><ContactName id={r.contactId} /></Door></Table.Td>
                                            {facts.map((f, i) => <Table.Td key={f}>{r.values?.[i]}</Table.Td>)}
                                        </Table.Tr>
                                    ))}
                                </Table.Tbody>
                            </Table>
                        </div>
                        <Group gap="sm" align="stretch" grow preventGrowOverflow={false}>
                            {(data.distributions ?? []).map((d) => <Spread key={d.fact} data={d} drawn={data.drawn} />)}
                        </Group>
                    </>
                )}
            </Stack>
        </Drawer>
    );
}
