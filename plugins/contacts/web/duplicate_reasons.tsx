import { Text } from "@mantine/core";
import { type Schemas, useTexts } from "@rejoinder/console";

/** Why two records may be one person, the weightiest first; the signs say which way a reason points. */
export function Reasons(props: { reasons: Schemas["MatchReason"][] }) {
    const { t, number } = useTexts();
    const sorted = [...props.reasons].sort((a, b) => Math.abs(b.points) - Math.abs(a.points));
    return (
        <Text size="xs" c="dimmed" component="ul" style={{ margin: 0, paddingInlineStart: "1.1rem" }}>
            {sorted.map((r) => (
                <li key={r.field}>
                    {t("match." + r.field)}: {t("agreement." + r.agreement)} ({r.points > 0 ? "+" : r.points < 0 ? "−" : "±"}
                    {number(Math.abs(r.points))})
                </li>
            ))}
        </Text>
    );
}
