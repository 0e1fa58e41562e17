import { Alert, Button, Group, Paper, Text, Title, UnstyledButton } from "@mantine/core";
import { saveCsv, useTexts } from "@rejoinder/console";
import type { Waterfall as Figures } from "./model";

type Step = NonNullable<Figures["steps"]>[number];

/** What a step is called. */
export function useStepName() {
    const { t, has } = useTexts();
    return (s: Step) => {
        const kind = t("groups.step." + s.kind);
        if (!s.name) return kind;
        const name = s.kind === "limit" && s.name === "household" ? t("groups.household") : s.kind === "limit" && has("fact." + s.name) ? t("fact." + s.name) : s.name;
        return s.kind === "limit" || s.kind === "pressure" ? `${kind}: ${name}` : name;
    };
}

/** Universe, each step, net: what is left after every step. A table whose rows are bars; each opens its people. */
export function Waterfall(props: { data: Figures; asOf?: string; busy?: boolean; onOpen?: (step: number) => void }) {
    const { t, whole, number, moment, has } = useTexts();
    const stepName = useStepName();
    const { data } = props;
    const steps = data.steps ?? [];
    const share = (n: number) => (data.universe ? (100 * n) / data.universe : 0);
    const columns = [t("groups.step"), t("groups.removed"), t("groups.left"), "%"];
    return (
        <Paper withBorder p="sm" component="figure" m={0} aria-busy={props.busy}>
            <Group justify="space-between" mb="xs">
                <Title order={2} size="h6">{t("groups.waterfall")}</Title>
                <Button size="compact-xs" variant="default" onClick={() => saveCsv("waterfall", columns, steps.map((s) => [stepName(s), s.removed, s.left, Math.round(share(s.left) * 10) / 10]))}>CSV</Button>
            </Group>
            <div style={{ overflowX: "auto" }} tabIndex={0} role="region" aria-label={t("groups.waterfall")}>
                <table style={{ width: "100%", borderCollapse: "collapse", fontSize: "0.86rem" }}>
                    <thead>
                        <tr>
                            <th scope="col" style={{ textAlign: "start" }}>{columns[0]}</th>
                            <th scope="col" style={{ textAlign: "end" }} aria-label={columns[1]} title={columns[1]}>−</th>
                            <th scope="col" style={{ textAlign: "end" }}>{columns[2]}</th>
                            <th scope="col" style={{ textAlign: "end" }}>%</th>
                        </tr>
                    </thead>
                    <tbody>
                        {steps.map((s, i) => (
                            <tr key={i} style={{ borderTop: "1px solid var(--edge)" }}>
                                <th scope="row" style={{ textAlign: "start", fontWeight: s.kind === "contacted" ? 700 : 400, padding: "3px 8px 3px 0", minWidth: 100 }}>
                                    {props.onOpen && !["withoutCell", "holdOut", "contacted"].includes(s.kind) ? (
                                        <UnstyledButton fz="0.86rem" fw="inherit" td="underline" style={{ textUnderlineOffset: 3, textDecorationColor: "var(--edge)" }} onClick={() => props.onOpen!(i)}>{stepName(s)}</UnstyledButton>
                                    ) : (
                                        stepName(s)
                                    )}
                                    <div aria-hidden style={{ display: "flex", height: 7, marginTop: 3, background: "var(--mantine-color-default-hover)" }}>
                                        <div style={{ width: share(s.left) + "%", background: "var(--mantine-color-petrol-6)" }} />
                                        <div style={{ width: share(s.removed) + "%", background: "repeating-linear-gradient(45deg, #e69f00 0 3px, transparent 3px 6px)" }} />
                                    </div>
                                </th>
                                <td className="figures" style={{ textAlign: "end", whiteSpace: "nowrap", padding: "0 4px" }}>{s.removed > 0 ? "−" + whole(s.removed) : ""}</td>
                                <td className="figures" style={{ textAlign: "end", whiteSpace: "nowrap", padding: "0 4px", fontWeight: s.kind === "contacted" ? 700 : 400 }}>{whole(s.left)}</td>
                                <td className="figures" style={{ textAlign: "end", whiteSpace: "nowrap" }}>{number(Math.round(share(s.left) * 10) / 10)}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
            {(data.segments ?? []).length > 0 && (
                <Text size="sm" mt={6} className="figures">
                    {t("groups.segments")}: {(data.segments ?? []).map((s) => `${s.name || t("groups.step.others")} ${whole(s.persons)}`).join(" · ")}
                </Text>
            )}
            {(data.notices ?? []).map((n) => (
                <Alert key={n.pointer + n.code} color="orange" variant="light" mt={6} p="xs">{has("fault." + n.code) ? t("fault." + n.code) : n.message} {noticeFigures(data, n.pointer, whole)}</Alert>
            ))}
            <Text component="figcaption" size="xs" c="dimmed" mt={4} aria-live="polite">
                {t("groups.summary", { universe: whole(data.universe), net: whole((data.steps ?? []).at(-1)?.left ?? data.net) })} {props.asOf && moment(props.asOf)}
            </Text>
        </Paper>
    );
}

/** "500 → 320": what a share asks for and gets. */
function noticeFigures(data: Figures, pointer: string, whole: (n: number) => string) {
    const at = Number(/shares\/(\d+)$/.exec(pointer)?.[1] ?? -1);
    const cell = data.cells?.[at];
    return cell && cell.wanted > cell.members ? `${whole(cell.wanted)} → ${whole(cell.members)}` : "";
}
