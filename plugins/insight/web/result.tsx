import { Alert, Text } from "@mantine/core";
import { Chart, DataTable, Door, EmptyState, Fault, Figure, mainUnits, Panel, Screen, StateBadge, useEvents, refresh, useGet, useId, useTexts } from "@rejoinder/console";
import { CreditByRule } from "./credit";
import { ResponseCurve } from "./curve";
import { FulfilmentCostTables } from "./fulfilment_cost";
import { Gains } from "./gains";

/** What a campaign brought: funnel, curve, cost, lift. */
export default function ResultPage() {
    const { t, whole, percent, rate: two, money, moneyOf, word, rates, chance } = useTexts();
    const id = useId();
    const { data: r, error } = useGet("/insight/campaigns/{id}", { path: { id } });
    const curve = useGet("/insight/campaigns/{id}/curve", { path: { id } });
    useEvents(["responses.response-captured"], () => void refresh("/insight"));
    if (!r) return <Screen title={t("results.one")}><Fault error={error} /></Screen>;
    const all = r.contacted;
    const currency = r.currency;
    const funnel: [string, number][] = [
        [t("results.pieces"), all.pieces],
        [t("results.delivered"), all.pieces - all.returned],
        [t("field.responders"), all.responders],
        [t("results.buyers"), all.buyers],
        [t("field.orders"), all.orders],
    ];
    const rate = (v: number | null | undefined, low: number | null | undefined, high: number | null | undefined) => (v == null ? "–" : `${two(v)} (${two(low).replace(/\s?%/, "")}–${two(high).replace(/\s?%/, "")})`);
    return (
        <Screen
            title={r.name}
            hint={<><Door to={"/campaigns/" + id}>{r.code}</Door> · <StateBadge group="campaign" value={r.state} /></>}
            back={{ to: "/results", label: t("results.title") }}
        >
            {all.pieces === 0 && <EmptyState title={t("results.nothingSent")} hint={t("results.nothingSentHint")} />}
            <div className="grid-figures">
                <Figure label={t("field.responders")} value={whole(all.responders)} note={percent(all.responseRate)} to={"/responses?campaignId=" + id} />
                <Figure label={t("field.orders")} value={whole(all.orders)} note={percent(all.orderRate)} to={"/orders?campaignId=" + id} />
                <Figure label={t("results.revenue")} value={money(all.revenueMinor, currency, 0)} to={"/orders?campaignId=" + id} />
                <Figure label={t("results.cost")} value={money(r.costMinor, currency, 0)} note={t("results.fixed", { sum: money(r.fixedCostMinor, currency, 0) })} to={"/campaigns/" + id} />
                <Figure label={t("results.costPerResponse")} value={all.costPerResponse == null ? "–" : moneyOf(all.costPerResponse, currency)} note={t("results.formula.costPerResponse")} />
                <Figure label={t("results.costPerOrder")} value={all.costPerOrder == null ? "–" : moneyOf(all.costPerOrder, currency)} note={t("results.formula.costPerOrder")} />
                <Figure label={t("results.contribution")} value={r.contribution == null ? "–" : moneyOf(r.contribution, currency, 0)} note={t("results.formula.contribution")} />
                <Figure label={t("results.breakEven")} value={r.breakEvenOrders == null ? "–" : whole(r.breakEvenOrders)} note={t("results.formula.breakEven")} />
            </div>
            <div className="grid">
                <Chart
                    name={"funnel-" + r.code}
                    title={t("results.funnel")}
                    unit={t("results.persons")}
                    asOf={r.countedAt}
                    summary={funnel.map(([l, n]) => `${l} ${whole(n)}`).join(", ") + "."}
                    columns={[t("results.step"), t("results.count"), "%"]}
                    rows={funnel.map(([l, n], i) => [l, n, i === 0 || !funnel[0][1] ? 100 : Math.round((10000 * n) / funnel[0][1]) / 100])}
                    height={200}
                    option={{
                        xAxis: { type: "value", min: 0 },
                        yAxis: { type: "category", data: funnel.map((f) => f[0]).reverse() },
                        series: [{ type: "bar", barWidth: 18, data: funnel.map((f) => f[1]).reverse(), label: { show: true, position: "right" } }],
                    }}
                />
                {curve.data && (curve.data.points ?? []).length > 0 && <ResponseCurve name={"curve-" + r.code} curve={curve.data} asOf={r.countedAt} />}
            </div>
            <Panel title={t("results.cells")}>
                <DataTable
                    name={"cells-" + r.code}
                    label={t("results.cells")}
                    compact
                    rows={r.cells ?? []}
                    rowKey={(c) => c.cellId}
                    columns={[
                        { key: "code", label: t("field.cellId"), value: (c) => `${c.code} · ${c.name}${c.holdOut ? " ◦" : ""}` },
                        { key: "pieces", label: t("field.pieces"), value: (c) => c.pieces, right: true },
                        { key: "responders", label: t("field.responders"), value: (c) => c.responders, show: (c) => <Door to={"/responses?campaignId=" + id}>{whole(c.responders)}</Door>, right: true },
                        { key: "rate", label: t("results.rate"), value: (c) => c.responseRate, show: (c) => rate(c.responseRate, c.responseRateLow, c.responseRateHigh), right: true },
                        { key: "orders", label: t("field.orders"), value: (c) => c.orders, show: (c) => <Door to={"/orders?campaignId=" + id}>{whole(c.orders)}</Door>, right: true },
                        { key: "orderRate", label: t("results.orderRate"), value: (c) => c.orderRate, show: (c) => rate(c.orderRate, c.orderRateLow, c.orderRateHigh), right: true },
                        { key: "revenue", label: t("results.revenue"), value: (c) => mainUnits(c.revenueMinor, currency), show: (c) => money(c.revenueMinor, currency, 0), right: true },
                        { key: "cpr", label: t("results.costPerResponse"), value: (c) => c.costPerResponse, show: (c) => (c.costPerResponse == null ? "–" : moneyOf(c.costPerResponse, currency)), right: true },
                    ]}
                />
            </Panel>
            {r.fulfilment.orders > 0 && (
                <Panel title={t("costs.title")}>
                    <FulfilmentCostTables cost={r.fulfilment} currency={currency} name={r.code} campaignId={id} />
                </Panel>
            )}
            <Panel title={t("credit.title")}>
                <CreditByRule campaignId={id} name={r.code} />
            </Panel>
            <Panel title={t("results.lift")}>
                <Text size="sm" c="dimmed" mb="xs">{t("results.liftHint")}</Text>
                {(r.lifts ?? []).length === 0 && <Alert variant="light">{t("results.noLift")}</Alert>}
                {(r.lifts ?? []).length > 0 && (
                    <DataTable
                        name={"lift-" + r.code}
                        label={t("results.lift")}
                        compact
                        rows={r.lifts ?? []}
                        rowKey={(l) => l.cellId + l.measure}
                        columns={[
                            { key: "cell", label: t("field.cellId"), value: (l) => l.code },
                            { key: "measure", label: t("results.measure"), value: (l) => word("measure", l.measure) },
                            { key: "difference", label: t("results.difference"), value: (l) => l.difference, show: (l) => (l.measure === "revenuePerHead" ? moneyOf(l.difference, currency) : two(l.difference)), right: true },
                            { key: "range", label: t("results.interval"), value: (l) => (l.measure === "revenuePerHead" ? `${moneyOf(l.low, currency)} – ${moneyOf(l.high, currency)}` : rates(l.low, l.high)), right: true },
                            { key: "p", label: "p", value: (l) => l.adjustedP, show: (l) => chance(l.adjustedP), right: true },
                            { key: "sure", label: t("results.sure"), value: (l) => t(l.adjustedP < 0.05 ? "shell.yes" : "shell.no") },
                            { key: "method", label: t("results.method"), value: (l) => l.intervalMethod },
                        ]}
                    />
                )}
            </Panel>
            {(r.segments ?? []).length > 0 && (
                <Panel title={t("results.segments")}>
                    <div style={{ marginBottom: 12 }}>
                        <Gains result={r} />
                    </div>
                    <DataTable
                        name={"segments-" + r.code}
                        label={t("results.segments")}
                        height={360}
                        rows={r.segments ?? []}
                        rowKey={(s) => s.segment + s.cellId}
                        columns={[
                            { key: "segment", label: t("results.segment"), value: (s) => s.segment || "–" },
                            { key: "cell", label: t("field.cellId"), value: (s) => s.code },
                            { key: "pieces", label: t("field.pieces"), value: (s) => s.pieces, right: true },
                            { key: "responders", label: t("field.responders"), value: (s) => s.responders, right: true },
                            { key: "rate", label: t("results.rate"), value: (s) => s.responseRate, show: (s) => two(s.responseRate), right: true },
                            { key: "index", label: t("results.index"), value: (s) => s.index, show: (s) => (s.index == null ? "–" : whole(100 * s.index)), right: true },
                            { key: "revenue", label: t("results.revenue"), value: (s) => mainUnits(s.revenueMinor, currency), show: (s) => money(s.revenueMinor, currency, 0), right: true },
                        ]}
                    />
                </Panel>
            )}
        </Screen>
    );
}
