import { Text } from "@mantine/core";
import { Door, StateBadge, useGet, useTexts } from "@rejoinder/console";

/** A person's orders, newest first. */
export default function ContactPanel(props: { contactId: string }) {
    const { t, day, money } = useTexts();
    const { data } = useGet("/orders", { query: { contactId: props.contactId, newest: true, limit: 8 } as never });
    const orders = data?.items ?? [];
    if (data && orders.length === 0) return <Text size="sm" c="dimmed">{t("orders.none")}</Text>;
    return (
        <table className="data">
            <tbody>
                {orders.map((o) => (
                    <tr key={o.id}>
                        <td className="figures"><Door to={"/orders/" + o.id}>{day(o.orderedAt)}</Door></td>
                        <td><StateBadge group="order" value={o.state} /></td>
                        <td className="right figures">{o.purchase ? money(o.valueMinor, o.currency) : t("orders.information")}</td>
                    </tr>
                ))}
            </tbody>
        </table>
    );
}
