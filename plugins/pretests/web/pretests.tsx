import { Button, Stack, Text } from "@mantine/core";
import { api, DataTable, Dialog, EmptyState, Fault, Form, Panel, refresh, type Schemas, Screen, StateBadge, useCampaigns, useGet, useGo, useMe, usePages, useTexts, type Values } from "@rejoinder/console";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Pairs, Rates, Verdict } from "./evaluation";

/** How many names per cell show the wished difference; asked while one types. */
function Size(props: { values: Values }) {
    const { t, whole } = useTexts();
    const base = Number(props.values.baseRate), wished = Number(props.values.wishedRate);
    const ready = base > 0 && wished > 0 && base < 1 && wished < 1 && base !== wished;
    const { data } = useQuery({
        queryKey: ["/pre-tests/sample-sizes", base, wished, props.values.alpha, props.values.power],
        queryFn: () => api.post("/pre-tests/sample-sizes", { body: { baseRate: base, wishedRate: wished, alpha: (props.values.alpha as number) ?? 0.05, power: (props.values.power as number) ?? 0.8 } }),
        enabled: ready,
        retry: false,
    });
    return <Text fw={600} aria-live="polite">{ready && data ? t("pretests.size", { count: whole(data.perCell) }) : t("pretests.sizeHint")}</Text>;
}

const rates = (t: (k: string) => string) => [
    { name: "baseRate", label: t("pretests.baseRate"), kind: "percent" as const, required: true, hint: "%" },
    { name: "wishedRate", label: t("pretests.wishedRate"), kind: "percent" as const, required: true, hint: "%" },
    { name: "alpha", label: t("pretests.alpha"), kind: "percent" as const, hint: "%" },
    { name: "power", label: t("pretests.power"), kind: "percent" as const, hint: "%" },
];

function NewTest(props: { campaigns: { value: string; label: string }[]; onMade: (id: string) => void }) {
    const { t } = useTexts();
    const [campaignId, setCampaign] = useState("");
    const campaign = useGet("/campaigns/{id}", { path: { id: campaignId }, enabled: !!campaignId });
    return (
        <Form
            draft="pretest"
            initial={{ alpha: 0.05, power: 0.8 }}
            fields={[
                { name: "campaignId", kind: "select", required: true, options: props.campaigns, autoFocus: true },
                { name: "name", required: true },
                { name: "cellIds", kind: "many", width: 3, options: (campaign.data?.cells ?? []).filter((c) => !c.holdOut).map((c) => ({ value: c.id, label: `${c.code} · ${c.name}` })) },
                ...rates(t),
            ]}
            submit={t("shell.save")}
            onSubmit={async (v) => props.onMade((await api.post("/pre-tests", { body: v as never })).id)}
        >
            {(values) => {
                if (values.campaignId !== campaignId) setTimeout(() => setCampaign((values.campaignId as string) ?? ""), 0);
                return <Size values={values} />;
            }}
        </Form>
    );
}

/** Cells of a test that ran elsewhere, compared by their figures. */
function Compare() {
    const { t } = useTexts();
    const [result, setResult] = useState<Schemas["Evaluation"]>();
    return (
        <Panel title={t("pretests.compare")}>
            <Form
                initial={{ alpha: 0.05, cells: ["A", "B"].map((name) => ({ name })) }}
                fields={[
                    {
                        name: "cells",
                        label: t("field.cellIds"),
                        kind: "rows",
                        fresh: { name: "" },
                        columns: [
                            { name: "name", width: 2 },
                            { name: "pieces", kind: "number" },
                            { name: "responders", kind: "number" },
                        ],
                    },
                    { name: "alpha", label: t("pretests.alpha"), kind: "percent", hint: "%" },
                ]}
                submit={t("pretests.compareThem")}
                onSubmit={async (v) => setResult(await api.post("/pre-tests/evaluations", { body: v as never }))}
            />
            {result && (
                <Stack mt="sm">
                    <Verdict result={result} />
                    <Rates result={result} />
                    <Pairs result={result} />
                </Stack>
            )}
        </Panel>
    );
}

export default function PreTests() {
    const { t, day, percent, word } = useTexts();
    const go = useGo();
    const may = useMe().may("pretests.write");
    const campaigns = useCampaigns();
    const list = usePages("/pre-tests");
    const [making, setMaking] = useState(false);
    return (
        <Screen title={t("pretests.title")} tools={may && <Button size="xs" onClick={() => setMaking(true)}>{t("pretests.new")}</Button>}>
            <Fault error={list.error} />
            <DataTable
                name="pre-tests"
                label={t("pretests.title")}
                rows={list.rows}
                rowKey={(p) => p.id}
                loading={list.isLoading}
                onOpen={(p) => go("/pre-tests/" + p.id)}
                empty={<EmptyState title={t("pretests.empty")} hint={t("pretests.emptyHint")} />}
                columns={[
                    { key: "name", label: t("field.name"), value: (p) => p.name },
                    { key: "campaign", label: t("field.campaignId"), value: (p) => campaigns.name(p.campaignId) },
                    { key: "state", label: t("field.state"), value: (p) => word("pretest", p.state), show: (p) => <StateBadge group="pretest" value={p.state} colours={{ decided: "teal" }} /> },
                    { key: "base", label: t("pretests.baseRate"), value: (p) => p.baseRate, show: (p) => percent(p.baseRate), right: true },
                    { key: "wished", label: t("pretests.wishedRate"), value: (p) => p.wishedRate, show: (p) => percent(p.wishedRate), right: true },
                    { key: "created", label: t("field.createdAt"), value: (p) => p.createdAt, show: (p) => day(p.createdAt) },
                ]}
            />
            <Panel title={t("pretests.calculator")}>
                <Form
                    initial={{ baseRate: 0.02, wishedRate: 0.03, alpha: 0.05, power: 0.8 }}
                    fields={rates(t)}
                    submit={t("pretests.calculate")}
                    onSubmit={async () => undefined}
                >
                    {(values) => <Size values={values} />}
                </Form>
            </Panel>
            <Compare />
            <Dialog title={t("pretests.new")} opened={making} onClose={() => setMaking(false)}>
                <NewTest campaigns={campaigns.options} onMade={(id) => (void refresh("/pre-tests"), go("/pre-tests/" + id))} />
            </Dialog>
        </Screen>
    );
}
