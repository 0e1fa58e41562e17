import { Code, Group, Stack, Table, Text } from "@mantine/core";
import { ActButton, api, Dialog, Facts, Fault, StateBadge, useGet, useMe, useTexts } from "@rejoinder/console";
import { messageColours } from "./webhook_form";

/** JSON with line breaks; what is none stays as it is. */
function readable(body: string): string {
    try {
        return JSON.stringify(JSON.parse(body), null, 2);
    } catch {
        return body;
    }
}

/** A message: what it says, and what the receiver said at each attempt. */
export function MessageDialog(props: { id?: string; onClose: () => void; onReplayed: () => void }) {
    const { t } = useTexts();
    return (
        <Dialog title={t("webhooks.message")} opened={!!props.id} onClose={props.onClose} size="xl">
            {props.id && <MessageView id={props.id} onReplayed={props.onReplayed} />}
        </Dialog>
    );
}

function MessageView(props: { id: string; onReplayed: () => void }) {
    const { t, moment, word, whole } = useTexts();
    const me = useMe();
    const path = { id: props.id };
    const { data: m, error, refetch } = useGet("/webhook-messages/{id}", { path, stale: 0, every: 2_000 });
    if (!m) return <Fault error={error} />;
    return (
        <Stack>
            <Facts
                items={[
                    [t("webhooks.type"), word("webhookType", m.type)],
                    [t("field.state"), <StateBadge key="s" group="webhookMessage" value={m.state} colours={messageColours} />],
                    ["webhook-id", <span key="i" style={{ overflowWrap: "anywhere" }}>{m.webhookId}</span>],
                    ...(m.nextAt ? [[t("webhooks.next"), moment(m.nextAt)] as [string, string]] : []),
                ]}
            />
            {(m.attempts ?? []).length > 0 && (
                <Table.ScrollContainer minWidth={420}>
                    <Table aria-label={t("webhooks.attempts")}>
                        <Table.Thead>
                            <Table.Tr>{["field.at", "webhooks.status", "webhooks.duration", "webhooks.answer"].map((c) => <Table.Th key={c}>{t(c)}</Table.Th>)}</Table.Tr>
                        </Table.Thead>
                        <Table.Tbody>
                            {(m.attempts ?? []).map((a) => (
                                <Table.Tr key={a.id}>
                                    <Table.Td>{moment(a.attemptedAt)}</Table.Td>
                                    <Table.Td>{a.status || t("webhooks.noAnswer")}</Table.Td>
                                    <Table.Td className="figures">{whole(a.durationMs)} ms</Table.Td>
                                    <Table.Td style={{ overflowWrap: "anywhere" }}>{a.note || a.answer}</Table.Td>
                                </Table.Tr>
                            ))}
                        </Table.Tbody>
                    </Table>
                </Table.ScrollContainer>
            )}
            {m.body ? <Code block tabIndex={0} aria-label={t("webhooks.body")} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{readable(m.body)}</Code> : <Text size="sm">{t("webhooks.erased")}</Text>}
            {m.body && me.may("webhooks.write") && (
                <Group>
                    <ActButton
                        label={t("webhooks.replay")}
                        act={async () => {
                            await api.post("/webhook-messages/{id}/replays", { path });
                            await refetch();
                            props.onReplayed();
                        }}
                    />
                </Group>
            )}
        </Stack>
    );
}
