import { ActionIcon, Alert, Badge, Button, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { api, cleanCode, DataTable, Dialog, Fault, Figure, Form, nameOf, newKey, notify, Panel, Problem, refresh, type Schemas, Screen, useGet, useService, useShortcuts, useTexts } from "@rejoinder/console";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { balanceOf, bodyOf, type Card, itemsOf, keepPile, keptPile, type Pile, piecesOf } from "./cards_model";
import { type DeskItem, inUsualOrder, kPieceCode } from "./desk_model";
import { useOutcomeSet } from "./outcomes";
import { useTypeName } from "./type_name";
import "./desk.css";

const noItems = (): DeskItem[] => [];
const blank = (type: string): Card => ({ key: newKey().slice(0, 12), code: "", type, items: "", note: "" });

/** Reply cards and coupons, typed pile by pile: a pile closes only when its totals are what was counted by hand. */
export default function Cards() {
    const { t } = useTexts();
    const [pile, setPile] = useState<Pile | undefined>(keptPile);
    const change = (next: Pile | undefined) => {
        keepPile(next);
        setPile(next);
    };
    return (
        <Screen title={t("cards.title")} hint={t("cards.hint")}>
            {pile ? (
                <Open pile={pile} onChange={change} />
            ) : (
                <Panel title={t("cards.count")}>
                    <Form
                        initial={{ receivedOn: new Date().toISOString().slice(0, 10) }}
                        fields={[
                            { name: "cards", label: t("cards.howMany"), kind: "number", required: true, autoFocus: true, hint: t("cards.howManyHint") },
                            { name: "pieces", label: t("cards.howManyPieces"), kind: "number", hint: t("cards.howManyPiecesHint") },
                            { name: "receivedOn", label: t("cards.received"), kind: "date", required: true },
                        ]}
                        submit={t("cards.begin")}
                        onSubmit={async (v) => {
                            const cards = Number(v.cards);
                            if (!(cards >= 1 && cards <= 1000)) throw new Problem(422, "cards.size", "", [{ pointer: "/cards", code: "cards.size", message: "" }]);
                            change({ cards, pieces: v.pieces === undefined || v.pieces === "" || v.pieces === null ? null : Number(v.pieces), receivedOn: v.receivedOn as string, entered: [], key: newKey() });
                        }}
                    />
                </Panel>
            )}
        </Screen>
    );
}

function Difference(props: { label: string; counted: number; typed: number }) {
    const { t, whole } = useTexts();
    const off = props.typed - props.counted;
    return <Figure label={props.label} value={`${whole(props.typed)} / ${whole(props.counted)}`} note={off === 0 ? "✓ " + t("cards.fits") : t(off < 0 ? "cards.missing" : "cards.tooMany", { count: whole(Math.abs(off)) })} />;
}

function Open(props: { pile: Pile; onChange: (next: Pile | undefined) => void }) {
    const { t, has, day } = useTexts();
    const { pile, onChange } = props;
    const typeName = useTypeName();
    const types = inUsualOrder(useGet("/response-types", { stale: 300_000 }).data?.items ?? []);
    const [card, setCard] = useState<Card>(() => blank("information-request"));
    const [fault, setFault] = useState<unknown>();
    const [busy, setBusy] = useState(false);
    const [leaving, setLeaving] = useState(false);
    const balance = balanceOf(pile);
    const before = pile.entered.filter((c) => c.key !== card.key).at(-1);
    const editing = pile.entered.some((c) => c.key === card.key);

    const take = () => {
        if (!card.code && !card.note) return;
        const entered = editing ? pile.entered.map((c) => (c.key === card.key ? { ...card, problem: undefined } : c)) : [...pile.entered, card];
        onChange({ ...pile, entered });
        setCard(blank(card.type));
    };
    const close = async () => {
        if (!balance.fits || busy) return;
        setBusy(true);
        setFault(undefined);
        try {
            const done = await api.post("/responses/batches", { key: pile.key, body: bodyOf(pile) });
            const refused = (done.items ?? []).filter((r) => r.problem);
            notify(t("cards.closed", { captured: done.captured, duplicates: done.duplicates, clearing: done.clearing }));
            await refresh("/responses", "/clearing", "/orders");
            if (refused.length === 0) onChange(undefined);
            else {
                // What was taken is done; what was refused stays to be mended, as a pile of its own.
                const entered = refused.map((r) => ({ ...pile.entered[r.index], problem: r.code && has("fault." + r.code) ? t("fault." + r.code) : (r.problem ?? "") }));
                onChange({ ...pile, key: newKey(), cards: entered.length, pieces: pile.pieces === null ? null : piecesOf(entered), entered });
            }
        } catch (error) {
            setFault(error);
        } finally {
            setBusy(false);
        }
    };
    useShortcuts([
        { key: "Ctrl+Enter", label: t("cards.next"), act: take },
        { key: "F9", label: t("cards.asBefore"), act: () => before && setCard({ ...card, type: before.type, items: before.items, note: before.note }) },
        { key: "F2", label: t("cards.close"), act: () => void close(), when: balance.fits },
    ]);
    return (
        <>
            <div className="grid-figures">
                <Difference label={t("cards.cards")} counted={pile.cards} typed={pile.entered.length} />
                {pile.pieces !== null && <Difference label={t("cards.pieces")} counted={pile.pieces} typed={piecesOf(pile.entered)} />}
            </div>
            <Fault error={fault} />
            <Entry key={card.key} card={card} types={types} nameOfType={typeName} onChange={setCard} onTake={take} />
            <Group gap="xs">
                <Button size="xs" disabled={!balance.fits} loading={busy} onClick={() => void close()}>
                    F2 {t("cards.close")}
                </Button>
                <Button size="xs" variant="default" onClick={() => setLeaving(true)}>{t("cards.drop")}</Button>
                {!balance.fits && pile.entered.length >= pile.cards && <Text size="sm">{t("cards.mustFit")}</Text>}
            </Group>
            <DataTable<Card>
                name="cards"
                label={t("cards.entered")}
                rows={[...pile.entered].reverse()}
                rowKey={(c) => c.key}
                compact
                onOpen={setCard}
                rowKeys={{ Delete: (c) => onChange({ ...pile, entered: pile.entered.filter((x) => x.key !== c.key) }) }}
                columns={[
                    { key: "code", label: t("field.code"), value: (c) => c.code.toUpperCase(), show: (c) => <span className="code">{c.code || "–"}</span> },
                    { key: "type", label: t("responses.type"), value: (c) => typeName(c.type) },
                    { key: "items", label: t("responses.items"), value: (c) => itemsOf(c.items).map((i) => `${i.quantity} × ${i.sku}`).join(", ") },
                    { key: "note", label: t("field.note"), value: (c) => c.note },
                    { key: "problem", label: t("cards.problem"), value: (c) => c.problem, show: (c) => c.problem && <Badge color="orange" variant="light" className="state">⚠ {c.problem}</Badge> },
                    {
                        key: "drop", label: "", value: () => "",
                        show: (c) => <ActionIcon size="sm" variant="subtle" aria-label={t("cards.dropCard", { code: c.code || "–" })} onClick={(e) => (e.stopPropagation(), onChange({ ...pile, entered: pile.entered.filter((x) => x.key !== c.key) }))}>×</ActionIcon>,
                    },
                ]}
            />
            <Text size="xs" c="dimmed">{t("cards.keptSince", { at: day(pile.receivedOn) })}</Text>
            <Dialog title={t("cards.drop")} opened={leaving} onClose={() => setLeaving(false)} size="md">
                <Stack>
                    <Text>{t("cards.dropSure", { count: pile.entered.length })}</Text>
                    <Group>
                        <Button color="red" onClick={() => onChange(undefined)}>{t("cards.drop")}</Button>
                        <Button variant="default" data-autofocus onClick={() => setLeaving(false)}>{t("shell.cancel")}</Button>
                    </Group>
                </Stack>
            </Dialog>
        </>
    );
}

/** One card: Enter leads to the next field, after the last to the next card. */
function Entry(props: { card: Card; types: Schemas["ResponseType"][]; nameOfType: (key: string) => string; onChange: (c: Card) => void; onTake: () => void }) {
    const { t } = useTexts();
    const { card } = props;
    const box = useRef<HTMLDivElement>(null);
    const items = (useService<() => DeskItem[]>("desk.items") ?? noItems)();
    const isWhole = useService<(text: string) => boolean>("code.whole");
    const whole = !card.code || !isWhole || isWhole(card.code);
    const found = useQuery({
        queryKey: ["/pieces/{code}", card.code],
        queryFn: () => api.get("/pieces/{code}", { path: { code: card.code } }),
        enabled: whole && cleanCode(card.code).length === kPieceCode,
        retry: false,
    });
    useEffect(() => box.current?.querySelector<HTMLElement>("input")?.focus(), []);
    const unknown = itemsOf(card.items).filter((i) => items.length > 0 && !items.some((x) => x.sku === i.sku));
    const outcomes = useOutcomeSet(found.data?.campaign?.id).data?.outcomes?.filter((o) => o.onCards);
    const types = outcomes ? props.types.filter((x) => x.key === card.type || outcomes.some((o) => o.type === x.key)) : props.types;
    const set = (part: Partial<Card>) => props.onChange({ ...card, ...part });
    const onKey = (e: KeyboardEvent) => {
        if (e.key !== "Enter" || e.ctrlKey) return;
        e.preventDefault();
        const fields = [...(box.current?.querySelectorAll<HTMLElement>("input, select") ?? [])];
        const next = fields[fields.indexOf(e.target as HTMLElement) + 1];
        if (next) next.focus();
        else props.onTake();
    };
    return (
        <Panel title={t("cards.one")} tools={<Text size="xs" c="dimmed">{t("cards.keys")}</Text>}>
            <div ref={box} className="card-fields" onKeyDown={onKey}>
                <TextInput
                    label={t("field.code")}
                    value={card.code}
                    error={whole ? undefined : t("cards.doubtful")}
                    classNames={{ input: whole ? "code" : "code doubtful" }}
                    autoComplete="off"
                    spellCheck={false}
                    onChange={(e) => set({ code: e.currentTarget.value })}
                />
                <NativeSelect
                    label={t("responses.type")}
                    value={card.type}
                    data={types.map((x) => ({ value: x.key, label: props.nameOfType(x.key) }))}
                    onChange={(e) => set({ type: e.currentTarget.value })}
                />
                <TextInput
                    label={t("responses.items")}
                    placeholder={items.slice(0, 2).map((i, n) => (n ? "" : "2 ") + i.sku).join(", ")}
                    value={card.items}
                    error={unknown.length > 0 ? t("cards.unknownItem", { sku: unknown.map((u) => u.sku).join(", ") }) : undefined}
                    autoComplete="off"
                    onChange={(e) => set({ items: e.currentTarget.value })}
                />
                <TextInput label={t("field.note")} value={card.note} autoComplete="off" onChange={(e) => set({ note: e.currentTarget.value })} />
            </div>
            <Text size="sm" mt={6} role="status" mih={22}>
                {found.data ? (found.data.medium ? t("cards.medium", { medium: found.data.medium.medium }) : `${nameOf(found.data.contact)} · ${found.data.waveName}`) : found.error ? t("cards.notFound") : !card.code ? t("cards.noCode") : ""}
            </Text>
            {card.problem && <Alert color="orange" p={6}>⚠ {card.problem}</Alert>}
        </Panel>
    );
}
