import { Alert, Button } from "@mantine/core";
import { api, Chart, DataTable, Dialog, Door, Facts, Fault, Form, Panel, refresh, Screen, StateBadge, useCampaigns, useGet, useId, useMe, useTexts } from "@rejoinder/console";
import { useState } from "react";

export default function PreTestPage() {
    const { t, percent, whole, word } = useTexts();
    const id = useId();
    const me = useMe();
    const campaigns = useCampaigns();
    const { data, error } = useGet("/pre-tests/{id}", { path: { id } });
    const result = useGet("/pre-tests/{id}/result", { path: { id } });
    const [deciding, setDeciding] = useState(false);
    const p = data?.preTest;
    if (!p || !data) return <Screen title={t("pretests.one")}><Fault error={error} /></Screen>;
    const r = result.data;
    const cells = r?.cells ?? [];
    const low = (v: number | null | undefined) => Math.round((v ?? 0) * 10000) / 100;
    return (
        <Screen
            title={p.name}
            hint={<><Door to={"/campaigns/" + p.campaignId}>{campaigns.name(p.campaignId)}</Door> · <StateBadge group="pretest" value={p.state} /></>}
            back={{ to: "/pre-tests", label: t("pretests.title") }}
            tools={me.may("pretests.write") && p.state === "running" && <Button size="xs" onClick={() => setDeciding(true)}>{t("pretests.decide")}</Button>}
        >
            <Fault error={result.error} />
            {r && (
                <Alert variant="light" color={r.winner ? "teal" : "blue"} title={word("verdictOf", r.verdict)}>
                    {r.winner ? t("pretests.wins", { name: r.winner }) : r.leader ? t("pretests.leads", { name: r.leader }) : ""} <small lang="en">{r.sentence}</small>
                </Alert>
            )}
            <div className="grid">
                <Panel>
                    <Facts
                        items={[
                            [t("pretests.baseRate"), percent(p.baseRate)],
                            [t("pretests.wishedRate"), percent(p.wishedRate)],
                            [t("pretests.alpha"), percent(p.alpha)],
                            [t("pretests.power"), percent(p.power)],
                            [t("pretests.needed"), whole(data.size.perCell)],
                            [t("field.remark"), p.remark],
                        ]}
                    />
                </Panel>
                {cells.length > 0 && (
                    <Chart
                        name="pre-test"
                        title={t("pretests.rates")}
                        unit="%"
                        summary={cells.map((c) => `${c.name} ${percent(c.rate)} (${percent(c.rateLow)} – ${percent(c.rateHigh)})`).join(", ") + "."}
                        columns={[t("field.cellId"), t("field.pieces"), t("field.responders"), "%", t("pretests.low"), t("pretests.high")]}
                        rows={cells.map((c) => [c.name, c.pieces, c.responders, low(c.rate), low(c.rateLow), low(c.rateHigh)])}
                        option={{
                            legend: { show: false },
                            xAxis: { type: "category", data: cells.map((c) => c.name) },
                            yAxis: { type: "value", min: 0, name: "%" },
                            series: [
                                { type: "bar", name: t("pretests.low"), stack: "range", silent: true, itemStyle: { color: "transparent" }, data: cells.map((c) => low(c.rateLow)), barWidth: 26 },
                                { type: "bar", name: t("pretests.interval"), stack: "range", data: cells.map((c) => low(c.rateHigh) - low(c.rateLow)), barWidth: 26 },
                                { type: "scatter", name: "%", symbolSize: 10, data: cells.map((c) => low(c.rate)), itemStyle: { color: "#d55e00" } },
                            ],
                        }}
                    />
                )}
            </div>
            {(r?.pairs ?? []).length > 0 && (
                <DataTable
                    name="pairs"
                    label={t("pretests.pairs")}
                    compact
                    rows={r?.pairs ?? []}
                    rowKey={(x) => x.first + x.second}
                    columns={[
                        { key: "first", label: t("pretests.pair"), value: (x) => `${x.first} – ${x.second}` },
                        { key: "difference", label: t("pretests.difference"), value: (x) => x.difference, show: (x) => percent(x.difference), right: true },
                        { key: "range", label: t("pretests.interval"), value: (x) => `${percent(x.differenceLow)} – ${percent(x.differenceHigh)}`, right: true },
                        { key: "p", label: "p", value: (x) => x.adjustedP, show: (x) => x.adjustedP < 0.001 ? "< 0.001" : x.adjustedP.toFixed(3), right: true },
                        { key: "test", label: t("pretests.method"), value: (x) => x.test },
                    ]}
                />
            )}
            <Dialog title={t("pretests.decide")} opened={deciding} onClose={() => setDeciding(false)}>
                <Form
                    initial={{ cellId: r?.winnerCellId ?? "" }}
                    fields={[
                        { name: "cellId", kind: "select", required: true, autoFocus: true, options: cells.filter((c) => c.cellId).map((c) => ({ value: c.cellId!, label: c.name })) },
                        { name: "remark", kind: "area" },
                    ]}
                    submit={t("pretests.rollOut")}
                    onSubmit={async (v) => {
                        await api.post("/pre-tests/{id}/decision", { path: { id }, body: v as never, version: data.version });
                        setDeciding(false);
                        await refresh("/pre-tests");
                    }}
                />
            </Dialog>
        </Screen>
    );
}
