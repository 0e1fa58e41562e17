import { Text } from "@mantine/core";
import { StateBadge, useGet, useTexts } from "@rejoinder/console";

export default function ContactPanel(props: { contactId: string }) {
    const { t, moment } = useTexts();
    const { data } = useGet("/calls", { query: { contactId: props.contactId, limit: 50 } as never });
    if (data && (data.items ?? []).length === 0) return <Text size="sm" c="dimmed">{t("calls.noHistory")}</Text>;
    return (
        <div>
            {(data?.items ?? []).map((c) => (
                <Text key={c.id} size="sm">{moment(c.closedAt ?? c.dueAt)} <StateBadge group="call" value={c.state} /> {c.outcome} {c.note}</Text>
            ))}
        </div>
    );
}
