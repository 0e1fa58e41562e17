import { Button, Group } from "@mantine/core";
import { api, notify, Problem, refresh, useGet, useTexts } from "@rejoinder/console";

/** Consent while the person is on the phone: one button per channel. */
export default function DeskConsent(props: { contactId: string }) {
    const { t, word } = useTexts();
    const id = props.contactId;
    const { data } = useGet("/contacts/{id}/consents", { path: { id }, query: { limit: 200 } as never });
    const newest = new Map((data?.items ?? []).map((c) => [c.channel, c.event]));
    const set = async (channel: "phone" | "email", event: "given" | "withdrawn") => {
        try {
            await api.post("/contacts/{id}/consents", { path: { id }, body: { channel, event, source: "phone" } });
            notify(`${word("channel", channel)}: ${word("consent", event)}`);
            await refresh("/contacts/{id}/consents");
        } catch (error) {
            if (error instanceof Problem) notify(error.message, { bad: true });
            else throw error;
        }
    };
    return (
        <Group gap={6} mt={8}>
            {(["phone", "email"] as const).map((channel) => {
                const given = newest.get(channel) === "given";
                return (
                    <Button key={channel} size="compact-xs" variant={given ? "light" : "default"} aria-pressed={given} onClick={() => void set(channel, given ? "withdrawn" : "given")}>
                        {given ? "✓ " : "○ "}
                        {t("contacts.consentFor", { channel: word("channel", channel) })}
                    </Button>
                );
            })}
        </Group>
    );
}
