import { Button, Group, NumberInput, Progress, Stack, Text, TextInput, Title } from "@mantine/core";
import { ActButton, api, DataTable, Fault, Panel, Problem, post, refresh, type Schemas, Screen, StateBadge, useGet, useId, useMe, useShortcuts, useTexts } from "@rejoinder/console";
import { useEffect, useRef, useState } from "react";
import { type Sign, sound, Told } from "./scan_sign";

type Line = Schemas["CountLine"];

/** One bin after the other: the item is scanned, what lies there is counted; what should be there is not told. */
function Counting(props: { view: Schemas["StockCountView"] }) {
    const { t } = useTexts();
    const me = useMe();
    const { view } = props;
    const lines = view.lines ?? [];
    const [aside, setAside] = useState<string[]>([]);
    // What was counted without a network; the server hears of it when it is back.
    const [here, setHere] = useState<string[]>([]);
    const [scanned, setScanned] = useState(false);
    const [text, setText] = useState("");
    const [counted, setCounted] = useState<number | string>("");
    const [told, setTold] = useState<Sign>();
    const [fault, setFault] = useState<unknown>();
    const field = useRef<HTMLInputElement>(null);
    const number = useRef<HTMLInputElement>(null);
    const isMine = (l: Line) => !here.includes(l.id) && (l.state === "toCount" || (l.state === "toCountAgain" && l.firstById !== me.id));
    const left = lines.filter(isMine);
    const current = left.find((l) => !aside.includes(l.id)) ?? left[0];
    const open = lines.filter((l) => l.state === "toCount" || l.state === "toCountAgain").length;
    const done = lines.length - open;
    useEffect(() => {
        if (scanned) number.current?.focus();
        else field.current?.focus();
    }, [scanned, current?.id]);
    const scan = () => {
        const code = text.trim();
        if (!current || !code) return;
        const right = code.toLowerCase() === current.sku.toLowerCase();
        sound(right);
        setTold({ right, text: t(right ? "pick.right" : "pick.wrong", { sku: current.sku }) });
        setText("");
        if (!right) navigator.vibrate?.(400);
        setScanned(right);
    };
    const next = () => {
        setScanned(false);
        setCounted("");
        setText("");
    };
    const save = async () => {
        if (!current || typeof counted !== "number") return;
        setFault(undefined);
        try {
            const path = "/stock-counts/{id}/tallies".replace("{id}", view.id);
            const after = await post<Schemas["StockCountView"]>(path, { lineId: current.id, code: current.sku, counted }, t("counts.saved", { sku: current.sku }));
            if (!after) setHere([...here, current.id]);
            const again = after?.lines?.find((l) => l.id === current.id)?.state === "toCountAgain";
            setTold({ right: !again, text: t(again ? "counts.differs" : "counts.saved", { sku: current.sku }) });
            sound(!again);
            next();
        } catch (e) {
            setFault(e);
            sound(false);
            if (!(e instanceof Problem)) throw e;
        }
        await refresh("/stock-counts", "/stock");
    };
    const skip = () => {
        if (!current) return;
        setAside(aside.length + 1 >= left.length ? [] : [...aside, current.id]);
        next();
    };
    useShortcuts([
        { key: "F2", label: t("counts.save"), act: () => void save(), when: scanned },
        { key: "F9", label: t("counts.next"), act: skip, when: !!current },
    ]);
    return (
        <div style={{ maxWidth: 640 }}>
            <Panel>
                <Stack>
                    <Fault error={fault} />
                    <Progress value={lines.length ? (100 * done) / lines.length : 0} aria-label={t("counts.done", { done, wanted: lines.length })} />
                    <Text size="sm" c="dimmed">{t("counts.done", { done, wanted: lines.length })}</Text>
                    {current ? (
                        <>
                            <Title order={2} size="h1" className="figures">{current.bin || "–"}</Title>
                            <Text size="xl" fw={600}>{current.name}</Text>
                            <Text size="lg" className="figures">{current.sku}{current.lot && " · " + t("lots.lot") + " " + current.lot}</Text>
                            {scanned ? (
                                <NumberInput
                                    ref={number}
                                    size="lg"
                                    label={t("counts.howMany")}
                                    value={counted}
                                    min={0}
                                    allowDecimal={false}
                                    hideControls
                                    onChange={setCounted}
                                    onKeyDown={(e) => e.key === "Enter" && (e.preventDefault(), void save())}
                                />
                            ) : (
                                <TextInput
                                    ref={field}
                                    size="lg"
                                    label={t("counts.scan")}
                                    value={text}
                                    autoComplete="off"
                                    onChange={(e) => setText(e.currentTarget.value)}
                                    onKeyDown={(e) => e.key === "Enter" && (e.preventDefault(), scan())}
                                />
                            )}
                            <Told sign={told} />
                            <Group gap="xs">
                                {scanned && <Button disabled={typeof counted !== "number"} onClick={() => void save()}>F2 {t("counts.save")}</Button>}
                                <Button variant="subtle" onClick={skip}>F9 {t("counts.next")}</Button>
                            </Group>
                        </>
                    ) : (
                        <>
                            <Title order={2} size="h2">{open === 0 ? "✓ " + t("counts.allDone") : t("counts.notMe")}</Title>
                            <Told sign={told} />
                        </>
                    )}
                </Stack>
            </Panel>
        </div>
    );
}

/** One count: along the bins with a hand scanner, then what was counted and posted. */
export default function StockCountPage() {
    const { t, word, moment } = useTexts();
    const id = useId();
    const me = useMe();
    const { data, error } = useGet("/stock-counts/{id}", { path: { id }, every: 30_000 });
    const tally = (line: string, number: number) => data?.tallies?.find((y) => y.lineId === line && y.number === number);
    const last = (line: string) => tally(line, 2) ?? tally(line, 1);
    const cancel = async () => {
        await api.patch("/stock-counts/{id}", { path: { id }, version: data!.version, body: { state: "cancelled" } });
        await refresh("/stock-counts");
    };
    return (
        <Screen
            title={t("counts.one") + (data ? " · " + word("countScope", data.count.scope) + " " + data.count.chosen : "")}
            hint={data && <StateBadge group="countState" value={data.count.state} />}
            back={{ to: "/stock-counts", label: t("counts.title") }}
            tools={data?.count.state === "open" && me.may("fulfilment.stock") && <ActButton label={t("counts.cancel")} act={cancel} sure={t("counts.cancelSure")} done={t("shell.saved")} />}
        >
            <Fault error={error} />
            {data?.count.state === "open" && me.may("fulfilment.work") && <Counting view={data} />}
            {data && (
                <DataTable
                    name="count-lines"
                    label={t("counts.one")}
                    compact
                    rows={data.lines ?? []}
                    rowKey={(l) => l.id}
                    columns={[
                        { key: "bin", label: t("items.bin"), value: (l) => l.bin },
                        { key: "sku", label: t("field.sku"), value: (l) => l.sku + (l.lot ? " · " + l.lot : "") },
                        { key: "state", label: t("field.state"), value: (l) => word("countLine", l.state) },
                        { key: "expected", label: t("counts.expected"), wide: true, value: (l) => last(l.id)?.expected ?? "", right: true },
                        { key: "counted", label: t("counts.counted"), value: (l) => last(l.id)?.counted ?? "", right: true },
                        { key: "difference", label: t("counts.difference"), value: (l) => (l.state === "done" ? l.difference : ""), right: true },
                        { key: "by", label: t("stock.by"), wide: true, value: (l) => [tally(l.id, 1)?.countedBy, tally(l.id, 2)?.countedBy].filter(Boolean).join(", ") },
                        { key: "at", label: t("field.at"), wide: true, value: (l) => last(l.id)?.countedAt ?? "", show: (l) => (last(l.id) ? moment(last(l.id)!.countedAt) : "–") },
                    ]}
                />
            )}
        </Screen>
    );
}
