import { Button, Group, Progress, SimpleGrid, Stack, Text, TextInput, Title } from "@mantine/core";
import { ActButton, api, ContactName, DataTable, Dialog, Door, Fault, notify, Panel, post, Problem, refresh, type Schemas, Screen, StateBadge, urlOf, useGet, useId, useMe, useOutbox, useShortcuts, useTexts } from "@rejoinder/console";
import { useEffect, useRef, useState } from "react";
import { type Sign, sound, Told } from "./scan_sign";
import { ShortPick } from "./short_pick";

/** Packs and ships what lies in a tote; slip and label are printed from where it says that it is shipped. */
function Totes(props: { batch: Schemas["PickBatchView"] }) {
    const { t, word } = useTexts();
    const may = useMe().may("fulfilment.work");
    const [shipped, setShipped] = useState<Record<string, Schemas["ShipmentView"]>>({});
    const ship = async (order: string) => {
        const now = await api.get("/orders/{id}", { path: { id: order } });
        if (now.order.state === "picked") await api.patch("/orders/{id}", { path: { id: order }, version: now.version, body: { state: "packed" } });
        const made = await api.post("/orders/{id}/shipments", { path: { id: order }, body: {} as never });
        setShipped((s) => ({ ...s, [order]: made }));
        await refresh("/orders", "/stock", "/pick-batches", "/shipments");
    };
    return (
        <DataTable
            name="totes"
            label={t("rounds.totes")}
            compact
            rows={props.batch.totes ?? []}
            rowKey={(r) => r.orderId}
            columns={[
                { key: "tote", label: t("rounds.tote"), value: (r) => r.tote, right: true },
                { key: "contact", label: t("field.contactId"), width: 160, value: (r) => r.contactId, show: (r) => <ContactName id={r.contactId} /> },
                { key: "state", label: t("field.state"), value: (r) => word("order", r.state), show: (r) => <StateBadge group="order" value={r.state} /> },
                {
                    key: "act",
                    label: t("pick.ship"),
                    value: (r) => r.orderId,
                    show: (r) =>
                        shipped[r.orderId] ? (
                            <Papers of={shipped[r.orderId]!} />
                        ) : may && ["picked", "packed"].includes(r.state) ? (
                            <ActButton label={t("pick.ship")} act={() => ship(r.orderId)} done={t("pick.shipped")} />
                        ) : (
                            <Door to={"/orders/" + r.orderId}>{t("orders.one")}</Door>
                        ),
                },
            ]}
        />
    );
}

/** Packing slip of a shipment, and those labels of it that can be drawn. */
export function Papers(props: { of: Schemas["ShipmentView"] }) {
    const { t } = useTexts();
    const at = { path: { id: props.of.id } };
    return (
        <span>
            <a href={urlOf("/shipments/{id}/slip", at)} target="_blank" rel="noreferrer">{t("papers.slip")}</a>
            {props.of.label && (
                <>
                    {" · "}
                    <a href={urlOf("/shipments/{id}/label", at)} target="_blank" rel="noreferrer">{t("papers.label")}</a>
                    {" · "}
                    <a href={urlOf("/shipments/{id}/label", { ...at, query: { form: "zpl" } })} download>ZPL</a>
                </>
            )}
            {props.of.returnLabel && (
                <>
                    {" · "}
                    <a href={urlOf("/shipments/{id}/return-label", at)} target="_blank" rel="noreferrer">{t("papers.returnLabel")}</a>
                </>
            )}
        </span>
    );
}

function Round(props: { batch: Schemas["PickBatchView"] }) {
    const { t } = useTexts();
    const { batch } = props;
    // What was scanned here counts at once; the server hears of it a moment later, or when the network is back.
    const [told, setTold] = useState<Sign>();
    const [here, setHere] = useState<Record<string, number>>({});
    const [aside, setAside] = useState<string[]>([]);
    const [last, setLast] = useState<string>();
    const [text, setText] = useState("");
    const [missing, setMissing] = useState(false);
    const [fault, setFault] = useState<unknown>();
    const field = useRef<HTMLInputElement>(null);
    const queue = useRef(Promise.resolve());
    // What waits for the network would be picked after it was put back.
    const mayUndo = useOutbox().length === 0 && !!last;
    const picks = batch.picks ?? [];
    const taken = (p: Schemas["BatchPick"]) => Math.max(p.picked, here[p.lineId] ?? 0);
    const wanted = picks.reduce((n, p) => n + p.wanted, 0);
    const done = picks.reduce((n, p) => n + Math.min(p.wanted, taken(p)), 0);
    const current = picks.find((p) => taken(p) < p.wanted && !aside.includes(p.lineId));
    useEffect(() => {
        if (!missing) field.current?.focus();
    }, [batch, missing, current?.lineId]);
    const take = (pick: Schemas["BatchPick"], code: string, quantity: number) => {
        setHere((h) => ({ ...h, [pick.lineId]: Math.max(pick.picked, h[pick.lineId] ?? 0) + quantity }));
        setLast(pick.lineId);
        setFault(undefined);
        queue.current = queue.current.then(async () => {
            try {
                const path = "/pick-batches/{id}/picks".replace("{id}", batch.id);
                await post(path, { lineId: pick.lineId, code, quantity }, t("rounds.saved", { sku: pick.sku }));
                await refresh("/pick-batches");
            } catch (e) {
                setHere((h) => ({ ...h, [pick.lineId]: 0 }));
                setFault(e);
                sound(false);
                if (e instanceof Problem) await refresh("/pick-batches");
            }
        });
    };
    const scan = () => {
        const code = text.trim();
        setText("");
        if (!current || !code) return;
        const right = code.toLowerCase() === current.sku.toLowerCase();
        sound(right);
        if (!right) navigator.vibrate?.(400);
        setTold({ right, text: t(right ? "pick.right" : "pick.wrong", { sku: current.sku }) });
        if (right) take(current, code, 1);
    };
    const all = () => current && take(current, current.sku, current.wanted - taken(current));
    const undo = async () => {
        try {
            await queue.current;
            await api.remove("/pick-batches/{id}/picks/{lineId}", { path: { id: batch.id, lineId: last! } });
            setHere((h) => ({ ...h, [last!]: 0 }));
            setLast(undefined);
            setTold(undefined);
            await refresh("/pick-batches", "/orders");
        } catch (e) {
            setFault(e);
        }
    };
    const putAside = () => current && setAside([...aside, current.lineId]);
    const end = async () => {
        try {
            await queue.current;
            await api.patch("/pick-batches/{id}", { path: { id: batch.id }, version: batch.version, body: { state: "done" } });
            notify(t("rounds.ended"));
            await refresh("/pick-batches", "/orders");
        } catch (e) {
            setFault(e);
        }
    };
    useShortcuts([
        { key: "F2", label: t("rounds.end"), act: () => void end(), when: !current && !missing },
        { key: "F4", label: t("pick.all"), act: () => void all(), when: !!current && !missing },
        { key: "F6", label: t("pick.short"), act: () => setMissing(true), when: !!current && !missing },
        { key: "F8", label: t("rounds.undo"), act: () => void undo(), when: mayUndo && !missing },
        { key: "F9", label: t("pick.skip"), act: () => void putAside(), when: !!current && !missing },
    ]);
    return (
        <div style={{ maxWidth: 640 }}>
            <Panel>
                <Stack>
                    <Fault error={fault} />
                    <Progress value={wanted ? (100 * done) / wanted : 0} aria-label={t("pick.progress", { done, wanted })} />
                    <Text size="sm" c="dimmed">{t("pick.progress", { done, wanted })}</Text>
                    {current ? (
                        <>
                            <Group justify="space-between" align="baseline">
                                <Title order={2} size="h1" className="figures">{current.bin || "–"}</Title>
                                <Text size="xl" fw={700}>{t("rounds.into", { tote: current.tote })}</Text>
                            </Group>
                            <Text size="xl" fw={600}>{current.name}</Text>
                            <Text size="lg" className="figures">{t("pick.take", { sku: current.sku, count: current.wanted - taken(current) })}</Text>
                            {current.lot && <Text className="figures">{t("lots.first", { lot: current.lot })}</Text>}
                            <TextInput
                                ref={field}
                                size="lg"
                                label={t("pick.scan")}
                                value={text}
                                autoComplete="off"
                                onChange={(e) => setText(e.currentTarget.value)}
                                onKeyDown={(e) => e.key === "Enter" && (e.preventDefault(), scan())}
                            />
                        </>
                    ) : (
                        <>
                            <Title order={2} size="h2">{done === wanted ? "✓ " + t("pick.complete") : t("rounds.rest")}</Title>
                            <Button size="lg" autoFocus onClick={() => void end()}>F2 {t("rounds.end")}</Button>
                        </>
                    )}
                    <Told sign={told} />
                    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
                        {current && <Button variant="default" onClick={all}>F4 {t("pick.all")}</Button>}
                        {current && <Button variant="default" onClick={() => setMissing(true)}>F6 {t("pick.short")}</Button>}
                        <Button variant="default" disabled={!mayUndo} onClick={() => void undo()}>F8 {t("rounds.undo")}</Button>
                        {current && <Button variant="subtle" onClick={putAside}>F9 {t("pick.skip")}</Button>}
                        {aside.length > 0 && <Button variant="subtle" onClick={() => setAside([])}>{t("pick.skipped", { count: aside.length })}</Button>}
                    </SimpleGrid>
                    {current && (
                        <Dialog title={t("pick.shortTitle", { sku: current.sku })} opened={missing} onClose={() => setMissing(false)} size="md">
                            <ShortPick
                                order={current.orderId}
                                line={current.lineId}
                                sku={current.sku}
                                missing={current.wanted - taken(current)}
                                onCancel={() => setMissing(false)}
                                onDone={(reason) => {
                                    setMissing(false);
                                    if (reason === "pickLater") putAside();
                                }}
                            />
                        </Dialog>
                    )}
                </Stack>
            </Panel>
        </div>
    );
}

/** One round: stop by stop along the bins, made for a hand scanner; then each tote is packed and shipped. */
export default function PickBatchPage() {
    const { t } = useTexts();
    const id = useId();
    const { data, error } = useGet("/pick-batches/{id}", { path: { id }, every: 30_000 });
    return (
        <Screen title={t("rounds.one")} hint={data && <StateBadge group="round" value={data.batch.state} />} back={{ to: "/pick-batches", label: t("rounds.title") }}>
            <Fault error={error} />
            {data?.batch.state === "open" && <Round batch={data} />}
            {data && <Totes batch={data} />}
        </Screen>
    );
}
