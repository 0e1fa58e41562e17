import { Stack, Text } from "@mantine/core";
import { ActButton, api, ContactName, DataTable, Dialog, Door, Facts, Fault, Figure, notifyRefusal, OperationProgress, Panel, refresh, type Schemas, Screen, Slot, StateBadge, StateSwitch, useCampaigns, useGet, useId, useMe, usePages, useTexts, useView } from "@rejoinder/console";
import { useState } from "react";

const kStates = ["created", "handedOver", "withheld", "held", "failed", "returned"];

/** Each time somebody asked whether the piece may go out, what the answer was and what it stood on. */
function Decisions(props: { piece: Schemas["PieceAnswer"] }) {
    const { t, moment, word } = useTexts();
    const { data, error } = useGet("/waves/pieces/{id}/decisions", { path: { id: props.piece.id } });
    const list = data?.decisions ?? [];
    return (
        <Stack gap="xs">
            <Fault error={error} />
            <Text size="sm"><ContactName id={props.piece.contactId} /> · <span className="code">{props.piece.printedCode}</span> · {word("piece", props.piece.state)}</Text>
            {data && list.length === 0 && <Text size="sm">{t("pieces.notAsked")}</Text>}
            {list.map((d, i) => (
                <Text key={i} size="sm">
                    {moment(d.decidedAt)}: {d.refusal === "none" ? t("pieces.may") : word("refusal", d.refusal)} · {d.reason}
                </Text>
            ))}
        </Stack>
    );
}

/** A wave: what it says, how many pieces are where, proof, hand-over. */
export default function WavePage() {
    const { t, whole, moment, word } = useTexts();
    const id = useId();
    const me = useMe();
    const campaigns = useCampaigns();
    const { data, error } = useGet("/waves/{id}", { path: { id } });
    const [state, setState] = useView("pieces");
    const [why, setWhy] = useState<Schemas["PieceAnswer"]>();
    const pieces = usePages("/pieces", { waveId: id, state });
    const pressed = useGet("/waves/{id}/pressed", { path: { id } });
    const [operation, setOperation] = useState("");
    const w = data?.wave;
    if (!w || !data) return <Screen title={t("waves.one")}><Fault error={error} /></Screen>;
    const counts = (data.counts ?? []).filter((c) => !c.seed);
    const sum = (state: string) => counts.filter((c) => c.state === state).reduce((n, c) => n + c.pieces, 0);
    const withheld = Object.entries(
        counts.filter((c) => c.state === "withheld").reduce<Record<string, number>>((all, c) => ({ ...all, [c.refusal]: (all[c.refusal] ?? 0) + c.pieces }), {}),
    );
    const running = operation || (w.state === "building" ? w.buildOperationId : w.state === "handingOver" ? w.handOverOperationId : "");
    const decide = (p: Schemas["PieceAnswer"], state: "handedOver" | "created") =>
        api.patch("/pieces/{code}", { path: { code: p.code }, body: { state } as never }).then(() => refresh("/pieces", "/waves"), notifyRefusal);
    return (
        <Screen
            title={w.name}
            hint={<><Door to={"/campaigns/" + w.campaignId}>{campaigns.name(w.campaignId)}</Door> · {word("channel", w.channel)} · <StateBadge group="wave" value={w.state} /></>}
            back={{ to: "/waves", label: t("waves.title") }}
            tools={
                me.may("dispatch.start") && (
                    <>
                        {w.state === "built" && (
                            <ActButton
                                variant="filled"
                                label={t("waves.handOver")}
                                sure={t("waves.handOverSure", { count: whole(w.pieces), channel: word("channel", w.channel) })}
                                act={async () => {
                                    setOperation((await api.post("/waves/{id}/hand-over", { path: { id }, body: {} as never })).id);
                                    await refresh("/waves");
                                }}
                            />
                        )}
                        {["planned", "building"].includes(w.state) && (
                            <ActButton
                                label={t("waves.buildAgain")}
                                act={async () => {
                                    setOperation((await api.post("/waves/{id}/build", { path: { id }, body: {} as never })).id);
                                    await refresh("/waves");
                                }}
                            />
                        )}
                        {["planned", "building", "built"].includes(w.state) && (
                            <ActButton label={t("waves.cancel")} sure={t("waves.cancelSure")} act={() => api.patch("/waves/{id}", { path: { id }, version: data.version, body: { state: "cancelled" } as never }).then(() => refresh("/waves"))} />
                        )}
                    </>
                )
            }
        >
            {running && <Panel><OperationProgress key={running} id={running} onDone={() => void refresh("/waves", "/pieces", "/letter-batches")} /></Panel>}
            <div className="grid-figures">
                {kStates.map((s) => <Figure key={s} label={word("piece", s)} value={whole(sum(s))} onOpen={() => setState(state === s ? "" : s)} chosen={state === s} />)}
            </div>
            <div className="grid">
                <Panel title={t("waves.content")}>
                    <Text fw={600}>{data.content.subject}</Text>
                    <div className="letter-text" style={{ whiteSpace: "pre-wrap", fontSize: "0.85rem" }}>{data.content.text}</div>
                    <Text size="xs" c="dimmed" mt="xs">{data.content.senderName} · {data.content.senderAddress}</Text>
                </Panel>
                <Stack>
                    <Panel>
                        <Facts items={[[t("field.createdAt"), moment(w.createdAt)], [t("waves.builtAt"), moment(w.builtAt)], [t("waves.handedOver"), moment(w.handedOverAt)], [t("waves.group"), <Door key="g" to={"/target-groups/" + w.targetGroupId}>{t("waves.openGroup")}</Door>]]} />
                    </Panel>
                    {withheld.length > 0 && (
                        <Panel title={t("waves.withheldWhy")}>
                            {withheld.map(([reason, n]) => <Text key={reason} size="sm" className="figures">{word("refusal", reason)}: {whole(n)}</Text>)}
                            {(pressed.data?.items ?? []).map((p) => <Text key={p.ruleId} size="sm" c="dimmed" ps="md" className="figures">{p.name || t("pressure.one")}: {whole(p.pieces)}</Text>)}
                        </Panel>
                    )}
                    <Slot name="wave" context={{ waveId: id, campaignId: w.campaignId, channel: w.channel }} />
                </Stack>
            </div>
            <DataTable
                name="pieces"
                label={t("pieces.title")}
                rows={pieces.rows}
                rowKey={(p) => p.id}
                loading={pieces.isLoading}
                height={420}
                more={pieces.more}
                onOpen={setWhy}
                tools={<StateSwitch group="piece" states={["", ...kStates]} value={state} onChange={setState} />}
                columns={[
                    { key: "code", label: t("field.code"), value: (p) => p.printedCode, show: (p) => <span className="code">{p.printedCode}</span> },
                    { key: "contact", label: t("field.contactId"), width: 200, value: (p) => p.contactId, show: (p) => <Door to={"/contacts/" + p.contactId}><ContactName id={p.contactId} /></Door> },
                    { key: "state", label: t("field.state"), value: (p) => word("piece", p.state), show: (p) => <StateBadge group="piece" value={p.state} /> },
                    { key: "refusal", label: t("pieces.why"), value: (p) => (p.refusal === "none" ? "" : word("refusal", p.refusal)) },
                    { key: "segment", label: t("pieces.segment"), value: (p) => p.segment },
                    { key: "seed", label: t("pieces.seed"), value: (p) => t(p.seed ? "shell.yes" : "shell.no"), hidden: true },
                    {
                        key: "act", label: t("pieces.decide"), value: () => "",
                        show: (p) => me.may("dispatch.decide") && (p.state === "held" || p.state === "failed") && (
                            <>
                                <ActButton size="compact-xs" label={t("pieces.wasSent")} act={() => decide(p, "handedOver")} /> <ActButton size="compact-xs" label={t("pieces.sendAgain")} act={() => decide(p, "created")} />
                            </>
                        ),
                    },
                ]}
            />
            <Dialog title={t("pieces.whyTitle")} opened={!!why} onClose={() => setWhy(undefined)} size="md">
                {why && <Decisions piece={why} />}
            </Dialog>
        </Screen>
    );
}
