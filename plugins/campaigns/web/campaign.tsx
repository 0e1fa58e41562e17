import { Button, Group, Stack, Text } from "@mantine/core";
import { ActButton, api, Chart, DataTable, Dialog, Facts, Fault, Figure, Form, mainUnits, notify, Panel, Presence, refresh, Screen, Slot, StateBadge, useGet, useId, useMe, useTexts } from "@rejoinder/console";
import { useState } from "react";
import { useCampaignFields } from "./campaign_fields";
import { LoadPanel } from "./load";

function Gate(props: { id: string; state: string }) {
    const { t } = useTexts();
    const me = useMe();
    const [verdict, setVerdict] = useState<"approved" | "rejected" | "withdrawn">();
    if (!me.may("campaigns.approve")) return props.state === "draft" ? <Text size="sm">{t("campaigns.needsApproval")}</Text> : null;
    const offered = props.state === "draft" ? (["approved", "rejected"] as const) : props.state === "approved" ? (["withdrawn"] as const) : [];
    return (
        <>
            {offered.map((v) => <Button key={v} size="xs" variant={v === "approved" ? "filled" : "default"} onClick={() => setVerdict(v)}>{t("verdict.do." + v)}</Button>)}
            <Dialog title={verdict ? t("verdict.do." + verdict) : ""} opened={!!verdict} onClose={() => setVerdict(undefined)}>
                <Form
                    fields={[{ name: "remark", kind: "area", autoFocus: true }]}
                    submit={verdict ? t("verdict.do." + verdict) : ""}
                    onSubmit={async (v) => {
                        await api.post("/campaigns/{id}/decisions", { path: { id: props.id }, body: { verdict, remark: v.remark ?? "" } as never });
                        setVerdict(undefined);
                        notify(t("shell.saved"));
                        await refresh("/campaigns");
                    }}
                />
            </Dialog>
        </>
    );
}

export default function CampaignPage() {
    const x = useTexts();
    const { t, word, day, moment, money, moneyOf, whole, percent, number, rates } = x;
    const id = useId();
    const me = useMe();
    const { data, error } = useGet("/campaigns/{id}", { path: { id } });
    const plan = useGet("/campaigns/{id}/plan", { path: { id } });
    const costs = useGet("/campaigns/{id}/costs", { path: { id } });
    const offers = useGet("/offers", { query: { limit: 200 } as never });
    const [editing, setEditing] = useState(false);
    const [booking, setBooking] = useState(false);
    const fields = useCampaignFields(false, offers.data?.items ?? []);
    const c = data?.campaign;
    const p = plan.data;
    const may = me.may("campaigns.write");
    if (!c || !data) return <Screen title={t("campaigns.one")}><Fault error={error} /></Screen>;
    const values = () => ({ ...c, cells: data.cells });
    const goalText = (figure: string, target: number) =>
        figure.endsWith("Rate") ? percent(target) : figure === "revenue" || figure.startsWith("cost") ? moneyOf(target, c.currency) : whole(target);
    const budget: [string, number][] = p
        ? [[t("campaigns.budget"), p.budgetMinor], [t("campaigns.planned"), p.plannedCostMinor], [t("campaigns.committed"), p.committedCostMinor], [t("campaigns.spent"), p.spentCostMinor]]
        : [];
    return (
        <Screen
            title={c.name}
            hint={<>{c.code} · <StateBadge group="campaign" value={c.state} /> {c.description && "· " + c.description} <Presence record={"campaigns/" + c.id} /></>}
            back={{ to: "/campaigns", label: t("campaigns.title") }}
            tools={
                <>
                    <Gate id={id} state={c.state} />
                    {may && c.state === "running" && (
                        <ActButton
                            label={t("campaigns.finish")}
                            sure={t("campaigns.finishSure")}
                            act={() => api.patch("/campaigns/{id}", { path: { id }, version: data.version, body: { state: "finished" } as never }).then(() => refresh("/campaigns"))}
                        />
                    )}
                    {may && <Button size="xs" variant="default" onClick={() => setEditing(true)}>{t("shell.edit")}</Button>}
                </>
            }
        >
            <Fault error={error ?? plan.error} />
            {p && (c.state === "draft" || c.state === "approved" || p.expectedResponses != null) && (
                <div className="grid-figures">
                    <Figure label={t("campaigns.plannedPieces")} value={whole(p.plannedPieces)} />
                    <Figure
                        label={t("campaigns.expected")}
                        value={p.expectedResponses == null ? "–" : whole(p.expectedResponses)}
                        note={p.expectedResponses == null ? t("campaigns.noForecast") : t("campaigns.range", { low: whole(p.expectedResponsesLow), high: whole(p.expectedResponsesHigh) })}
                    />
                    <Figure label={t("goal.responseRate")} value={percent(p.expectedRate)} />
                    <Figure label={t("goal.costPerResponse")} value={p.expectedCostPerResponse == null ? "–" : moneyOf(p.expectedCostPerResponse, c.currency)} />
                    <Figure label={t("campaigns.breakEven")} value={p.breakEvenOrders == null ? "–" : whole(p.breakEvenOrders)} note={p.breakEvenRate == null ? undefined : percent(p.breakEvenRate)} />
                    <Figure label={t("campaigns.testSize")} value={whole(p.testSizePerCell)} note={p.testLift == null ? undefined : t("campaigns.testLift", { lift: percent(p.testLift) })} />
                </div>
            )}
            {c.state !== "finished" && c.state !== "cancelled" && <LoadPanel id={id} />}
            <div className="grid">
                <Panel title={t("campaigns.plan")}>
                    <Facts
                        items={[
                            [t("field.startsOn"), day(c.startsOn)],
                            [t("field.endsOn"), day(c.endsOn)],
                            [t("field.offerEndsOn"), day(c.offerEndsOn)],
                            [t("field.fixedCostMinor"), money(c.fixedCostMinor, c.currency)],
                            [t("field.contributionPerOrder"), moneyOf(Number(c.contributionPerOrder), c.currency)],
                            ...(c.goals ?? []).map((g): [string, string] => [t("campaigns.goal", { name: t("goal." + g.figure) }), goalText(g.figure, g.target)]),
                        ]}
                    />
                </Panel>
                {budget.length > 0 && (
                    <Chart
                        name={"budget-" + c.code}
                        title={t("campaigns.budgetChart")}
                        unit={c.currency}
                        summary={budget.map(([l, v]) => `${l} ${money(v, c.currency, 0)}`).join(", ") + "."}
                        columns={[t("campaigns.amount"), c.currency]}
                        rows={budget.map(([l, v]) => [l, mainUnits(v, c.currency)])}
                        height={170}
                        option={{
                            xAxis: { type: "value", min: 0 },
                            yAxis: { type: "category", data: budget.map((b) => b[0]).reverse() },
                            series: [{ type: "bar", data: budget.map((b) => mainUnits(b[1], c.currency)).reverse(), barWidth: 16 }],
                        }}
                    />
                )}
                <Panel title={t("field.cellIds")}>
                    <DataTable
                        name="cells"
                        label={t("field.cellIds")}
                        compact
                        rows={data.cells ?? []}
                        rowKey={(r) => r.id}
                        columns={[
                            { key: "code", label: t("field.code"), value: (r) => r.code },
                            { key: "name", label: t("field.name"), value: (r) => r.name },
                            { key: "channel", label: t("field.channel"), value: (r) => (r.holdOut ? t("campaigns.holdOut") : word("channel", r.channel)) },
                            { key: "cost", label: t("campaigns.costPerPiece"), value: (r) => Number(r.costPerPiece), show: (r) => moneyOf(Number(r.costPerPiece), c.currency), right: true },
                        ]}
                    />
                </Panel>
                <Panel title={t("campaigns.costs")} tools={may && <Button size="compact-xs" variant="default" onClick={() => setBooking(true)}>{t("campaigns.book")}</Button>}>
                    <DataTable
                        name="costs"
                        label={t("campaigns.costs")}
                        compact
                        rows={costs.data?.items ?? []}
                        rowKey={(r) => r.id}
                        columns={[
                            { key: "at", label: t("field.at"), value: (r) => r.bookedAt, show: (r) => day(r.bookedAt) },
                            { key: "label", label: t("campaigns.label"), value: (r) => r.label },
                            { key: "stage", label: t("campaigns.stage"), value: (r) => t("campaigns." + r.stage) },
                            { key: "amount", label: t("campaigns.amount"), value: (r) => mainUnits(r.amountMinor, c.currency), show: (r) => money(r.amountMinor, c.currency), right: true },
                        ]}
                    />
                </Panel>
            </div>
            {(p?.forecasts ?? []).length > 0 && (
                <Panel title={t("campaigns.forecasts")}>
                    <Text size="sm" c="dimmed" mb="xs">{t("campaigns.forecastsHint")}</Text>
                    <DataTable
                        name="forecasts"
                        label={t("campaigns.forecasts")}
                        compact
                        height={300}
                        rows={p?.forecasts ?? []}
                        rowKey={(r) => r.segment + r.channel}
                        columns={[
                            { key: "segment", label: t("campaigns.segment"), value: (r) => r.segment || t("shell.all") },
                            { key: "channel", label: t("field.channel"), value: (r) => word("channel", r.channel) },
                            { key: "pieces", label: t("field.pieces"), value: (r) => r.pieces, right: true },
                            { key: "rate", label: t("goal.responseRate"), value: (r) => r.rate, show: (r) => x.rate(r.rate), right: true },
                            { key: "range", label: t("campaigns.rangeTitle"), value: (r) => rates(r.rateLow, r.rateHigh), right: true },
                            { key: "responses", label: t("field.responses"), value: (r) => r.responses, show: (r) => number(r.responses), right: true },
                            { key: "evidence", label: t("campaigns.evidence"), value: (r) => t("campaigns.evidenceOf", { campaigns: r.evidenceCampaigns, pieces: whole(r.evidencePieces) }) },
                        ]}
                    />
                </Panel>
            )}
            <div className="grid">
                <Slot name="campaign" context={{ campaignId: id, cells: data.cells ?? [], state: c.state }} />
                <Panel title={t("campaigns.decisions")}>
                    <Stack gap={4}>
                        {(data.decisions ?? []).length === 0 && <Text size="sm" c="dimmed">{t("campaigns.noDecisions")}</Text>}
                        {(data.decisions ?? []).map((d) => (
                            <Group key={d.id} gap="xs"><Text size="sm">{moment(d.decidedAt)} · {d.decidedBy} · {t("verdict." + d.verdict)} {d.remark && `· ${d.remark}`}</Text></Group>
                        ))}
                    </Stack>
                </Panel>
            </div>
            <Dialog title={c.name} opened={editing} onClose={() => setEditing(false)} size="xl">
                <Form
                    draft={"campaign." + id}
                    wide
                    initial={values()}
                    fields={fields}
                    submit={t("shell.save")}
                    onCancel={() => setEditing(false)}
                    current={async () => {
                        const now = await api.get("/campaigns/{id}", { path: { id } });
                        return { ...now.campaign, cells: now.cells, version: now.version };
                    }}
                    version={data.version}
                    onSubmit={async (v, version) => {
                        const cells = (v.cells as Record<string, unknown>[]).map(({ code, name, holdOut, channel, offerId, costPerPiece }) => ({ code, name, holdOut, channel, offerId, costPerPiece }));
                        const { name, description, budgetMinor, fixedCostMinor, contributionPerOrder, startsOn, endsOn, offerEndsOn, goals, volumes } = v;
                        const changed = version !== data.version || JSON.stringify(cells) !== JSON.stringify((data.cells ?? []).map(({ code, name: n, holdOut, channel, offerId, costPerPiece }) => ({ code, name: n, holdOut, channel, offerId, costPerPiece })));
                        await api.patch("/campaigns/{id}", {
                            path: { id },
                            version,
                            body: { name, description, budgetMinor, fixedCostMinor, contributionPerOrder, startsOn: startsOn || undefined, endsOn: endsOn || undefined, offerEndsOn: offerEndsOn || undefined, goals, volumes, ...(changed ? { cells } : {}) } as never,
                        });
                        setEditing(false);
                        await refresh("/campaigns");
                    }}
                />
            </Dialog>
            <Dialog title={t("campaigns.book")} opened={booking} onClose={() => setBooking(false)}>
                <Form
                    draft={"cost." + id}
                    initial={{ stage: "committed" }}
                    fields={[
                        { name: "label", label: t("campaigns.label"), required: true, autoFocus: true },
                        { name: "stage", label: t("campaigns.stage"), kind: "select", required: true, options: ["committed", "spent"].map((v) => ({ value: v, label: t("campaigns." + v) })) },
                        { name: "amountMinor", label: t("campaigns.amount"), kind: "money", required: true, currency: () => c.currency },
                    ]}
                    submit={t("shell.save")}
                    onSubmit={async (v) => {
                        await api.post("/campaigns/{id}/costs", { path: { id }, body: v as never });
                        setBooking(false);
                        await refresh("/campaigns");
                    }}
                />
            </Dialog>
        </Screen>
    );
}
