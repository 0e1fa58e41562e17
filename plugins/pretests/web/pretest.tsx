import { Button } from "@mantine/core";
import { api, Dialog, Door, Facts, Fault, Form, Panel, refresh, Screen, StateBadge, useCampaigns, useGet, useId, useMe, useTexts } from "@rejoinder/console";
import { useState } from "react";
import { Pairs, Rates, Verdict } from "./evaluation";

export default function PreTestPage() {
    const { t, percent, whole } = useTexts();
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
    return (
        <Screen
            title={p.name}
            hint={<><Door to={"/campaigns/" + p.campaignId}>{campaigns.name(p.campaignId)}</Door> · <StateBadge group="pretest" value={p.state} /></>}
            back={{ to: "/pre-tests", label: t("pretests.title") }}
            tools={me.may("pretests.write") && p.state === "running" && <Button size="xs" onClick={() => setDeciding(true)}>{t("pretests.decide")}</Button>}
        >
            <Fault error={result.error} />
            {r && <Verdict result={r} />}
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
                {r && <Rates result={r} />}
            </div>
            {r && <Pairs result={r} />}
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
