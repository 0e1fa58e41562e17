import { Text } from "@mantine/core";
import { Door, StateBadge, useGet, useTexts } from "@rejoinder/console";
import { subscriptionColours } from "./subscription_model";

/** How many subscriptions a campaign brought, and how many orders they made. */
export default function SubscriptionFigures(props: { campaignId: string }) {
    const { t, whole } = useTexts();
    const { data } = useGet("/subscriptions/figures", { query: { campaignId: props.campaignId } as never });
    const states = data?.states ?? [];
    if (data && states.length === 0) return <Text size="sm" c="dimmed">{t("subscriptions.none")}</Text>;
    return (
        <table className="data">
            <thead>
                <tr>
                    <th>{t("field.state")}</th>
                    <th className="right">{t("subscriptions.title")}</th>
                    <th className="right">{t("orders.title")}</th>
                </tr>
            </thead>
            <tbody>
                {states.map((s) => (
                    <tr key={s.state}>
                        <td><StateBadge group="subscription" value={s.state} colours={subscriptionColours} /></td>
                        <td className="right figures"><Door to={`/subscriptions?campaignId=${props.campaignId}&state=${s.state}`}>{whole(s.subscriptions)}</Door></td>
                        <td className="right figures">{whole(s.deliveries)}</td>
                    </tr>
                ))}
            </tbody>
        </table>
    );
}
