import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ActButton, api, ContactName, DataTable, Door, Fault, Figure, OperationProgress, Panel, refresh, Screen, StateBadge, useCampaigns, useGet, useId, useMe, usePages, useTexts } from "@rejoinder/console";
import { useState } from "react";
import { sentence } from "./sentence";

/** A rule, who it would contact now and why not the others, and what it did. */
export default function RulePage() {
    const x = useTexts();
    const { t, whole, moment, word } = x;
    const id = useId();
    const me = useMe();
    const campaigns = useCampaigns();
    const { data: r, error } = useGet("/follow-up-rules/{id}", { path: { id } });
    const preview = useQuery({
        queryKey: ["/follow-up-rules/{id}/preview", id],
        queryFn: () => api.post("/follow-up-rules/{id}/preview", { path: { id } }),
        retry: false,
    });
    const runs = usePages("/follow-ups", { ruleId: id });
    const [operation, setOperation] = useState("");
    if (!r) return <Screen title={t("followups.one")}><Fault error={error} /></Screen>;
    const run = (start: boolean) => async () => {
        const made = await api.post("/follow-up-rules/{id}/runs", { path: { id }, body: { start } as never });
        setOperation(made.operationId);
        await refresh("/follow-up");
    };
    return (
        <Screen
            title={r.name}
            hint={<Door to={"/campaigns/" + r.campaignId}>{campaigns.name(r.campaignId)}</Door>}
            back={{ to: "/follow-ups", label: t("followups.title") }}
            tools={
                <>
                    {me.may("followups.run") && r.active && (
                        <>
                            <ActButton label={t("followups.prepare")} act={run(false)} />
                            <ActButton variant="filled" label={t("followups.run")} sure={t("followups.runSure", { count: whole(preview.data?.selected ?? 0) })} act={run(true)} />
                        </>
                    )}
                    {me.may("followups.write") && (
                        <ActButton
                            label={t(r.active ? "followups.stop" : "followups.activate")}
                            act={() => api.patch("/follow-up-rules/{id}", { path: { id }, version: r.version, body: { active: !r.active } as never }).then(() => refresh("/follow-up"))}
                        />
                    )}
                </>
            }
        >
            <Panel><Text fw={600}>{sentence(x, r)}</Text></Panel>
            {operation && <Panel><OperationProgress id={operation} onDone={() => void refresh("/follow-up")} /></Panel>}
            <Fault error={preview.error} />
            {preview.data && (
                <>
                    <div className="grid-figures">
                        <Figure label={t("followups.selected")} value={whole(preview.data.selected)} />
                        {(preview.data.leftOut ?? []).map((l) => <Figure key={l.reason} label={word("leftOut", l.reason)} value={whole(l.contacts)} />)}
                    </div>
                    {(preview.data.sample ?? []).length > 0 && (
                        <Panel title={t("followups.sample")}>
                            {(preview.data.sample ?? []).slice(0, 10).map((c) => <div key={c}><Door to={"/contacts/" + c} size="sm"><ContactName id={c} /></Door></div>)}
                        </Panel>
                    )}
                </>
            )}
            <DataTable
                name="follow-ups"
                label={t("followups.runs")}
                rows={runs.rows}
                rowKey={(f) => f.id}
                loading={runs.isLoading}
                compact
                columns={[
                    { key: "at", label: t("field.createdAt"), value: (f) => f.createdAt, show: (f) => moment(f.createdAt) },
                    { key: "by", label: t("followups.by"), value: (f) => f.createdBy },
                    { key: "state", label: t("field.state"), value: (f) => word("run", f.state), show: (f) => <StateBadge group="run" value={f.state} /> },
                    { key: "selected", label: t("followups.selected"), value: (f) => f.selected, right: true },
                    { key: "wave", label: t("followups.wave"), value: (f) => f.waveId, show: (f) => f.waveId && <Door to={"/waves/" + f.waveId}>{t("followups.open")}</Door> },
                    { key: "problem", label: t("followups.problem"), value: (f) => f.problem },
                ]}
            />
        </Screen>
    );
}
