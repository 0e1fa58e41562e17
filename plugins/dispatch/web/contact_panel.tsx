import { Text } from "@mantine/core";
import { Door, StateBadge, useGet, useTexts } from "@rejoinder/console";

/** Everything that was sent to a person. */
export default function ContactPanel(props: { contactId: string }) {
    const { t, day, word } = useTexts();
    const { data } = useGet("/pieces", { query: { contactId: props.contactId, limit: 100 } as never });
    if (data && (data.items ?? []).length === 0) return <Text size="sm" c="dimmed">{t("pieces.none")}</Text>;
    return (
        <table className="data">
            <tbody>
                {[...(data?.items ?? [])].reverse().map((p) => (
                    <tr key={p.id}>
                        <td className="figures">{day(p.handedOverAt)}</td>
                        <td>{word("channel", p.channel)}</td>
                        <td><Door to={"/desk?code=" + p.code} className="code">{p.printedCode}</Door></td>
                        <td><StateBadge group="piece" value={p.state} /></td>
                    </tr>
                ))}
            </tbody>
        </table>
    );
}
