import { Text } from "@mantine/core";
import { Door, StateBadge, useGet, useTexts } from "@rejoinder/console";
import { subscriptionColours, useRhythm } from "./subscription_model";

/** A person's subscriptions, newest first. */
export default function SubscriptionPanel(props: { contactId: string }) {
    const { t, day } = useTexts();
    const rhythm = useRhythm();
    const { data } = useGet("/subscriptions", { query: { contactId: props.contactId } as never });
    const all = data?.items ?? [];
    if (data && all.length === 0) return <Text size="sm" c="dimmed">{t("subscriptions.none")}</Text>;
    return (
        <table className="data">
            <tbody>
                {all.map((s) => (
                    <tr key={s.id}>
                        <td><Door to={"/subscriptions/" + s.id}>{rhythm(s)}</Door></td>
                        <td><StateBadge group="subscription" value={s.state} colours={subscriptionColours} /></td>
                        <td className="right figures">{s.nextDay ? day(s.nextDay) : ""}</td>
                    </tr>
                ))}
            </tbody>
        </table>
    );
}
