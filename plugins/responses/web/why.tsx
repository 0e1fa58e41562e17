import { Button } from "@mantine/core";
import { type Schemas, useTexts } from "@rejoinder/console";

/** A candidate to choose, by Alt and its number as well: who, where, how sure, and why. All of it is read, on a narrow screen in several lines. */
export function Why(props: { candidate: Schemas["Candidate"]; number: number; disabled?: boolean; onChoose: () => void }) {
    const { t, has } = useTexts();
    const { candidate: c, number } = props;
    const reasons = (c.reasons ?? []).map((r) => (has("clearing.why." + r) ? t("clearing.why." + r) : r));
    return (
        <Button
            fullWidth
            variant="light"
            justify="start"
            h="auto"
            mih={36}
            py={6}
            fw={400}
            styles={{ label: { whiteSpace: "normal", textAlign: "start", lineHeight: 1.4, gap: 8 } }}
            disabled={props.disabled}
            onClick={props.onChoose}
        >
            {number < 10 && <kbd>Alt+{number}</kbd>}
            <span>
                {c.code && <span className="code">{c.code} </span>}
                <b>{c.name}</b>{c.place ? `, ${c.place}` : ""} · {t("clearing.score", { score: c.score })} · {reasons.join(", ")}
            </span>
        </Button>
    );
}
