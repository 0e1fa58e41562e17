import { Alert, Stack, Table, Text } from "@mantine/core";
import { Door, Panel, type Schemas, useGet, useTexts } from "@rejoinder/console";

type Load = Schemas["PlanLoad"];

/** Beside the forecast: what it makes desk and warehouse do, and whether they can. */
export function LoadPanel(props: { id: string }) {
    const { t, whole } = useTexts();
    const { data } = useGet("/campaigns/{id}/load", { path: { id: props.id } });
    if (!data || data.expectedResponses == null) return null;
    return (
        <Panel title={t("load.title")} tools={<Door to="/capacity" size="xs">{t("capacity.title")}</Door>}>
            <Stack gap="xs">
                <Text size="sm" c="dimmed">{t(data.learntFrom > 0 ? "load.learnt" : "load.published", { count: data.learntFrom, responses: whole(data.expectedResponses) })}</Text>
                {(data.workplaces ?? []).map((w) => <Verdict key={w.workplace} load={data} place={w} />)}
                <Weeks load={data} />
            </Stack>
        </Panel>
    );
}

/** The sentence that matters: whether it is too much, when, and how long people then wait. */
function Verdict({ load, place }: { load: Load; place: Schemas["WorkplaceLoad"] }) {
    const { t, word, whole } = useTexts();
    const where = word("workplace", place.workplace);
    if (!place.known) return <Alert color="gray">{t("load.unknown", { where })}</Alert>;
    const worst = (place.weeks ?? []).filter((w) => w.tooMuch).sort((a, b) => b.left - a.left)[0];
    if (!worst) return <Alert color="teal" variant="light">{t("load.fits", { where, wait: place.longestWait ?? 0 })}</Alert>;
    const responses = load.weeks?.[worst.week - 1]?.responses ?? 0;
    return (
        <Alert color="orange" role="alert">
            {t("load.tooMuch", { where, week: worst.week, responses: whole(responses), work: whole(worst.arrives + worst.others), can: whole(worst.canDo), left: whole(worst.left) })}{" "}
            {place.longestWait == null ? t("load.never") : t("load.wait", { wait: place.longestWait })}
        </Alert>
    );
}

function Weeks({ load }: { load: Load }) {
    const { t, word, whole, day } = useTexts();
    const places = (load.workplaces ?? []).filter((w) => w.known);
    return (
        <Table.ScrollContainer minWidth={places.length * 200 + 200}>
            <Table aria-label={t("load.title")} className="figures">
                <Table.Thead>
                    <Table.Tr>
                        <Table.Th>{t("load.week")}</Table.Th>
                        <Table.Th ta="right">{t("field.responses")}</Table.Th>
                        {places.map((w) => ["work", "can", "left"].map((c) => <Table.Th key={w.workplace + c} ta="right">{word("workplace", w.workplace)}: {t("load." + c)}</Table.Th>))}
                    </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                    {(load.weeks ?? []).map((week, i) => (
                        <Table.Tr key={week.week}>
                            <Table.Td style={{ whiteSpace: "nowrap" }}>{week.week} · {day(week.from)}</Table.Td>
                            <Table.Td ta="right">{whole(week.responses)}</Table.Td>
                            {places.map((w) => {
                                const at = w.weeks?.[i];
                                if (!at) return null;
                                return [at.arrives + at.others, at.canDo, at.left].map((n, c) => <Table.Td key={w.workplace + c} ta="right" fw={c === 2 && at.tooMuch ? 700 : undefined}>{whole(n)}{c === 2 && at.tooMuch ? " ⚠" : ""}</Table.Td>);
                            })}
                        </Table.Tr>
                    ))}
                </Table.Tbody>
            </Table>
        </Table.ScrollContainer>
    );
}
