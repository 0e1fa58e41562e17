import { Panel, useGet, useTexts } from "@rejoinder/console";

/** The way that the conversation took, with what was read out and what was asked. */
export default function Runs(props: { responseId: string }) {
    const { t, moment } = useTexts();
    const { data } = useGet("/script-runs", { query: { responseId: props.responseId } as never });
    const scripts = useGet("/call-scripts", { stale: 60_000 }).data?.items ?? [];
    if (!data?.items?.length) return null;
    return (
        <Panel title={t("scripts.runs")}>
            {data.items.map((run) => (
                <div key={run.id}>
                    {moment(run.at)} · {run.agent} · {scripts.find((s) => s.id === run.scriptId)?.name} · {t("scripts.version", { number: run.number })}
                    <ul className="plain">
                        {(run.path ?? []).map((p, i) => (
                            <li key={i}>
                                {p.step}
                                {p.answer != null && " → " + (p.answer + 1)}
                                {run.sentences?.includes(p.step) && " ✓ " + t("scripts.read")}
                            </li>
                        ))}
                        {(run.captured ?? []).map((c) => <li key={c.name}>{c.name}: {c.value}</li>)}
                    </ul>
                </div>
            ))}
        </Panel>
    );
}
