import { Text } from "@mantine/core";
import { ActButton, api, Door, nameOf, refresh, useGet, useTexts } from "@rejoinder/console";

/** Agreed calls of today. */
export default function StartPanel() {
    const { t, moment } = useTexts();
    const until = new Date(new Date().setHours(24, 0, 0, 0)).toISOString();
    const { data } = useGet("/call-backs", { query: { until } as never, every: 60_000 });
    const items = data?.items ?? [];
    if (items.length === 0) return <Text size="sm">✓ {t("calls.noneToday")}</Text>;
    return (
        <ul className="plain">
            {items.slice(0, 8).map((c) => (
                <li key={c.id}>
                    <ActButton size="compact-xs" variant="subtle" label={t("calls.callOff")} sure={t("calls.callOffSure", { name: c.contact ? nameOf(c.contact) : c.call.phone })} act={() => api.remove("/call-backs/{id}", { path: { id: c.id } }).then(() => refresh("/call-backs", "/calls"))} />{" "}
                    <Door to={c.contact ? "/desk?contact=" + c.call.contactId : "/desk?phone=" + encodeURIComponent(c.call.phone)} size="sm">{moment(c.call.dueAt)} · {c.contact ? nameOf(c.contact) : t("calls.unknownCaller")} · {c.call.phone || c.contact?.phone}</Door>
                </li>
            ))}
        </ul>
    );
}
