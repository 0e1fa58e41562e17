import { Button, Progress, SimpleGrid, Stack, Text, TextInput, Title } from "@mantine/core";
import { api, ContactName, Dialog, Door, EmptyState, Fault, notify, Panel, Presence, refresh, type Schemas, Screen, useGet, useShortcuts, useTexts } from "@rejoinder/console";
import { useEffect, useRef, useState } from "react";
import { type Sign, sound, Told } from "./scan_sign";
import { ShortPick } from "./short_pick";

function Task(props: { id: string; left: number; onDone: () => void; onSkip: () => void }) {
    const { t } = useTexts();
    const { data, error } = useGet("/orders/{id}", { path: { id: props.id } });
    const [picked, setPicked] = useState<Record<string, number>>({});
    const [text, setText] = useState("");
    const [told, setTold] = useState<Sign>();
    const [fault, setFault] = useState<unknown>();
    const [missing, setMissing] = useState(false);
    const field = useRef<HTMLInputElement>(null);
    const lines = [...(data?.lines ?? [])].filter((l) => l.reserved > 0 && l.role !== "kit" && !l.houseId).sort((a, b) => a.bin.localeCompare(b.bin));
    const wanted = lines.reduce((n, l) => n + l.reserved, 0);
    const done = lines.reduce((n, l) => n + Math.min(l.reserved, picked[l.id] ?? 0), 0);
    const current = lines.find((l) => (picked[l.id] ?? 0) < l.reserved);
    useEffect(() => {
        if (!missing) field.current?.focus();
    }, [data, missing]);
    const nothingLeft = !!data && lines.length === 0;
    useEffect(() => {
        if (nothingLeft) props.onDone();
    }, [nothingLeft]);
    const scan = () => {
        const code = text.trim().toLowerCase();
        setText("");
        if (!current || !code) return;
        const right = [current.sku.toLowerCase(), current.bin.toLowerCase()].includes(code);
        sound(right);
        setTold({ right, text: t(right ? "pick.right" : "pick.wrong", { sku: current.sku }) });
        if (right) setPicked({ ...picked, [current.id]: (picked[current.id] ?? 0) + 1 });
    };
    const all = () => current && setPicked({ ...picked, [current.id]: current.reserved });
    const ship = async () => {
        try {
            let now: Schemas["OrderView"] = data!;
            for (const state of ["picked", "packed"] as const)
                now = await api.patch("/orders/{id}", { path: { id: props.id }, version: now.version, body: { state } });
            await api.post("/orders/{id}/shipments", { path: { id: props.id }, version: now.version, body: {} });
            notify(t("pick.shipped"));
            await refresh("/orders", "/stock");
            props.onDone();
        } catch (e) {
            setFault(e);
        }
    };
    useShortcuts([
        { key: "F2", label: t("pick.ship"), act: () => void ship(), when: !current && !!data && !missing },
        { key: "F4", label: t("pick.all"), act: () => void all(), when: !!current && !missing },
        { key: "F6", label: t("pick.short"), act: () => setMissing(true), when: !!current && !missing },
        { key: "F9", label: t("pick.skip"), act: props.onSkip, when: !missing },
    ]);
    return (
        <Panel>
            <Stack>
                <Fault error={error ?? fault} />
                <Text size="sm" c="dimmed">
                    <ContactName id={data?.order.contactId} /> · {t("pick.left", { count: props.left })} <Presence record={"orders/" + props.id} />
                </Text>
                <Progress value={wanted ? (100 * done) / wanted : 0} aria-label={t("pick.progress", { done, wanted })} />
                {current ? (
                    <>
                        <Title order={2} size="h1" className="figures">{current.bin || "–"}</Title>
                        <Text size="xl" fw={600}>{current.name}</Text>
                        <Text size="lg" className="figures">
                            {t("pick.take", { sku: current.sku, count: current.reserved - (picked[current.id] ?? 0) })}
                        </Text>
                        <TextInput
                            ref={field}
                            size="lg"
                            label={t("pick.scan")}
                            value={text}
                            autoComplete="off"
                            onChange={(e) => setText(e.currentTarget.value)}
                            onKeyDown={(e) => e.key === "Enter" && (e.preventDefault(), scan())}
                        />
                        <Told sign={told} />
                        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
                            <Button variant="default" onClick={all}>F4 {t("pick.all")}</Button>
                            <Button variant="default" onClick={() => setMissing(true)}>F6 {t("pick.short")}</Button>
                        </SimpleGrid>
                        <Dialog title={t("pick.shortTitle", { sku: current.sku })} opened={missing} onClose={() => setMissing(false)} size="md">
                            <ShortPick
                                order={props.id}
                                line={current.id}
                                sku={current.sku}
                                missing={current.reserved - (picked[current.id] ?? 0)}
                                onCancel={() => setMissing(false)}
                                onDone={(reason) => {
                                    setMissing(false);
                                    if (reason === "pickLater") props.onSkip();
                                }}
                            />
                        </Dialog>
                    </>
                ) : (
                    data && !nothingLeft && (
                        <>
                            <Title order={2} size="h2">✓ {t("pick.complete")}</Title>
                            <Button size="lg" autoFocus onClick={() => void ship()}>F2 {t("pick.ship")}</Button>
                        </>
                    )
                )}
                <Button variant="subtle" onClick={props.onSkip}>F9 {t("pick.skip")}</Button>
            </Stack>
        </Panel>
    );
}

/** Pick, pack, ship: one order at a time, made for a hand scanner. */
export default function Pick() {
    const { t } = useTexts();
    const list = useGet("/orders", { query: { state: "reserved", limit: 200 } as never, every: 30_000, keep: true });
    const [skipped, setSkipped] = useState<string[]>([]);
    // What is in hand stays there: a short pick takes its order off the list, and goods that arrive put older ones before it.
    const [inHand, setInHand] = useState<string>();
    const open = (list.data?.items ?? []).filter((o) => !o.held && !skipped.includes(o.id));
    const next = open[0]?.id;
    useEffect(() => {
        if (!inHand) setInHand(next);
    }, [inHand, next]);
    const putAside = () => {
        setSkipped([...skipped, inHand!]);
        setInHand(undefined);
    };
    return (
        <Screen title={t("pick.title")} tools={<Door to="/pick-batches">{t("rounds.title")}</Door>}>
            <Fault error={list.error} />
            {list.data && open.length === 0 && !inHand && (
                <EmptyState title={t("pick.empty")} hint={t("pick.emptyHint")}>
                    {skipped.length > 0 && <Button onClick={() => setSkipped([])}>{t("pick.skipped", { count: skipped.length })}</Button>}
                </EmptyState>
            )}
            {inHand && (
                <div style={{ maxWidth: 640 }}>
                    <Task key={inHand} id={inHand} left={Math.max(1, open.length)} onDone={putAside} onSkip={putAside} />
                </div>
            )}
        </Screen>
    );
}
