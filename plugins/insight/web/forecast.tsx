import { api, channels, DataTable, Form, Panel, type Schemas, useTexts } from "@rejoinder/console";
import { useState } from "react";

/** What is to be expected of segments, from what earlier campaigns taught; before anything is planned. */
export function Forecast(props: { segments: string[] }) {
    const x = useTexts();
    const { t, word, whole, percent, number } = x;
    const [found, setFound] = useState<Schemas["SegmentForecast"][]>();
    const segments = [{ value: "", label: t("shell.all") }, ...props.segments.map((s) => ({ value: s, label: s }))];
    const range = (low: number, high: number, show: (n: number) => string) => `${show(low)} – ${show(high)}`;
    return (
        <Panel title={t("forecast.title")}>
            <Form
                initial={{ wishes: [{ segment: "", channel: "letter" }] }}
                fields={[
                    {
                        name: "wishes",
                        label: t("results.segments"),
                        kind: "rows",
                        fresh: { segment: "", channel: "letter" },
                        columns: [
                            { name: "segment", label: t("results.segment"), kind: "select", none: t("shell.all"), options: segments.slice(1), width: 2 },
                            { name: "channel", kind: "select", required: true, options: channels(x) },
                            { name: "pieces", kind: "number" },
                        ],
                    },
                ]}
                submit={t("forecast.ask")}
                onSubmit={async (v) => {
                    const wishes = (v.wishes as Schemas["ForecastWish"][]).map((w) => ({ ...w, segment: w.segment ?? "" }));
                    setFound((await api.post("/forecasts", { body: { wishes } as never })).items ?? []);
                }}
            />
            {found && (
                <DataTable
                    name="forecast"
                    label={t("forecast.title")}
                    compact
                    rows={found}
                    rowKey={(r) => r.segment + r.channel}
                    columns={[
                        { key: "segment", label: t("results.segment"), value: (r) => r.segment || t("shell.all") },
                        { key: "channel", label: t("field.channel"), value: (r) => word("channel", r.channel) },
                        { key: "pieces", label: t("field.pieces"), value: (r) => r.pieces, right: true },
                        { key: "rate", label: t("forecast.rate"), value: (r) => (r.evidenceCampaigns ? range(r.rateLow, r.rateHigh, percent) : "–"), right: true },
                        { key: "responses", label: t("field.responses"), value: (r) => (r.evidenceCampaigns ? r.responses : null), show: (r) => (r.evidenceCampaigns ? number(r.responses) : "–"), right: true },
                        { key: "range", label: t("forecast.range"), value: (r) => (r.evidenceCampaigns ? range(r.responsesLow, r.responsesHigh, whole) : "–"), right: true },
                        { key: "evidence", label: t("forecast.evidence"), value: (r) => (r.evidenceCampaigns ? t("forecast.evidenceOf", { campaigns: r.evidenceCampaigns, pieces: whole(r.evidencePieces) }) : t("forecast.none")) },
                    ]}
                />
            )}
        </Panel>
    );
}
