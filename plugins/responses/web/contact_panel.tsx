import { Text } from "@mantine/core";
import { Door, useGet, useTexts } from "@rejoinder/console";
import { useTypeName } from "./type_name";

/** What a person answered, newest first. */
export default function ContactPanel(props: { contactId: string }) {
    const { t, moment, word } = useTexts();
    const typeName = useTypeName();
    const { data } = useGet("/responses", { query: { contactId: props.contactId, newest: true, limit: 20 } as never });
    const items = data?.items ?? [];
    if (data && items.length === 0) return <Text size="sm" c="dimmed">{t("responses.empty")}</Text>;
    return (
        <table className="data">
            <tbody>
                {items.map((r) => (
                    <tr key={r.id}>
                        <td className="figures">{moment(r.receivedAt)}</td>
                        <td><Door to={"/responses/" + r.id}>{typeName(r.type)}</Door></td>
                        <td>{word("channel", r.channel)}</td>
                    </tr>
                ))}
            </tbody>
        </table>
    );
}
