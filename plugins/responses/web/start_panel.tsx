import { Text } from "@mantine/core";
import { Door, useGet, useTexts } from "@rejoinder/console";
import { Alarm } from "./alarm";

/** Replies that wait, and the warning when too many codes are unknown. */
export default function StartPanel() {
    const { t, moment } = useTexts();
    const { data } = useGet("/clearing", { query: { state: "open", limit: 200 } as never, every: 60_000 });
    if (!data) return null;
    const items = data.items ?? [];
    return (
        <div>
            <Alarm />
            <Door to="/clearing" className="figure-value">{t("clearing.start", { count: items.length })}</Door>
            {items[0] && <Text size="sm" c="dimmed">{moment(items[0].capturedAt)}</Text>}
        </div>
    );
}
