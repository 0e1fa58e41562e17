import { Button, Group, Radio, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import {
    ActButton, api, Door, EmptyState, Fault, nameOf, notify, notifyUndo, OperationProgress, Panel, Problem, refresh, type Schemas, Screen, StateBadge, StateSwitch, useGet, useMe, usePages, useShortcuts, useTexts, useView,
} from "@rejoinder/console";
import { useEffect, useMemo, useRef, useState } from "react";
import { Reasons } from "./duplicate_reasons";

type Pair = Schemas["DuplicatePair"];

/** The fields by which two records are compared, in the order of a letter; attributes follow. */
const kFields = [
    "kind", "salutation", "title", "givenName", "familyName", "nameSuffix", "companyName", "department", "careOf", "building", "street", "houseNumber", "poBox",
    "addressLine2", "postcode", "city", "district", "region", "country", "language", "email", "phone", "externalKey", "source",
];

interface Row {
    name: string;
    label: string;
    first: string;
    second: string;
}

function rowsOf(pair: Pair, label: (field: string) => string, word: (group: string, value: string) => string): Row[] {
    const text = (side: "first" | "second", field: string) => {
        const value = String((pair[side] as unknown as Record<string, unknown>)[field] ?? "");
        return field === "salutation" && value === "none" ? "" : field === "salutation" && value ? word("salutation", value) : field === "kind" ? word("contactKind", value) : value;
    };
    const own = kFields.map((f) => ({ name: f, label: label(f), first: text("first", f), second: text("second", f) }));
    const names = [...new Set([...Object.keys(pair.firstAttributes ?? {}), ...Object.keys(pair.secondAttributes ?? {})])].sort();
    const more = names.map((n) => ({ name: "attribute." + n, label: n, first: String(pair.firstAttributes?.[n] ?? ""), second: String(pair.secondAttributes?.[n] ?? "") }));
    return [...own, ...more].filter((r) => r.first || r.second);
}

/** Two records that may have one name are told apart by the customer number, else by the id. */
const recordOf = (c: Pair["first"]) => `${nameOf(c)} · ${c.externalKey || c.id}`;

/** Two records side by side: who stays, and for each field that differs whose value. */
function Review(props: { pair: Pair; may: boolean; onDecided: (text: string, merged: boolean, undo?: () => Promise<unknown>) => void }) {
    const { t, word } = useTexts();
    const { pair } = props;
    const [stays, setStays] = useState<"first" | "second">(pair.suggested === "second" ? "second" : "first");
    const [from, setFrom] = useState<Record<string, "first" | "second" | "typed">>({});
    const [typed, setTyped] = useState<Record<string, string>>({});
    const [fault, setFault] = useState<unknown>();
    const [busy, setBusy] = useState(false);
    const top = useRef<HTMLDivElement>(null);
    useEffect(() => top.current?.focus(), [pair.id]);
    const rows = useMemo(() => rowsOf(pair, (f) => t("field." + f), word), [pair, t, word]);
    const open = pair.state === "open" || pair.state === "later";
    const chosen = (r: Row) => from[r.name] ?? (r[stays] ? stays : stays === "first" ? "second" : "first");
    const decide = async (decision: "same" | "different" | "later" | "open") => {
        if (busy) return;
        setBusy(true);
        setFault(undefined);
        try {
            const choices = Object.fromEntries(
                rows.filter((r) => from[r.name] && r.name !== "externalKey").map((r) => [r.name, from[r.name] === "typed" ? "typed" : from[r.name] === stays ? "stays" : "merged"]),
            );
            const done = await api.post("/contacts/duplicates/{id}/decision", {
                path: { id: pair.id },
                body: (decision === "same" ? { decision, staysId: pair[stays].id, from: choices, typed } : { decision }) as never,
            });
            props.onDecided(
                t("dup.decided." + decision),
                !!done.mergeId,
                decision === "open"
                    ? undefined
                    : done.mergeId
                    ? () => api.post("/contacts/merges/{id}/undo", { path: { id: done.mergeId! } } as never)
                    : () => api.post("/contacts/duplicates/{id}/decision", { path: { id: pair.id }, body: { decision: "open" } as never }),
            );
        } catch (error) {
            if (!(error instanceof Problem)) throw error;
            setFault(error);
        } finally {
            setBusy(false);
        }
    };
    useShortcuts([
        { key: "Alt+G", label: t("dup.same"), act: () => void decide("same"), when: props.may && open },
        { key: "Alt+U", label: t("dup.different"), act: () => void decide("different"), when: props.may && open },
        { key: "Alt+L", label: t("dup.later"), act: () => void decide("later"), when: props.may && open },
    ]);
    return (
        <Panel title={t("dup.pair")} tools={<><StateBadge group="verdict" value={pair.verdict} colours={{ sure: "red", perhaps: "orange" }} /><Text size="sm" className="figures">{t("dup.score", { score: pair.score })}</Text></>}>
            <Stack gap="sm" ref={top} tabIndex={-1} style={{ outline: "none" }}>
                <Fault error={fault} />
                <Reasons reasons={pair.reasons ?? []} />
                {open && props.may && (
                    <SegmentedControl
                        aria-label={t("dup.stays")}
                        size="xs"
                        value={stays}
                        onChange={(v) => setStays(v as "first" | "second")}
                        data={(["first", "second"] as const).map((side) => ({ value: side, label: `${t("dup.stays")}: ${recordOf(pair[side])}` }))}
                        orientation="vertical"
                        style={{ alignSelf: "start", maxWidth: "100%" }}
                    />
                )}
                <div className="table-scroll" tabIndex={0} role="region" aria-label={t("dup.pair")}>
                    <table className="data">
                        <thead>
                            <tr>
                                <th scope="col">{t("dup.field")}</th>
                                {(["first", "second"] as const).map((side) => (
                                    <th scope="col" key={side}><Door to={"/contacts/" + pair[side].id}>{recordOf(pair[side])}</Door></th>
                                ))}
                                {open && props.may && <th scope="col">{t("dup.other")}</th>}
                            </tr>
                        </thead>
                        <tbody>
                            {rows.map((r) => {
                                const differs = r.first !== r.second;
                                const choosable = open && props.may && differs && r.name !== "externalKey" && r.name !== "kind" && r.name !== "salutation";
                                return (
                                    <tr key={r.name}>
                                        <th scope="row">{differs ? <b>≠ {r.label}</b> : r.label}</th>
                                        {(["first", "second"] as const).map((side) => (
                                            <td key={side} style={{ overflowWrap: "anywhere" }}>
                                                {choosable ? (
                                                    <Radio size="xs" name={pair.id + r.name} label={r[side] || "–"} checked={chosen(r) === side} onChange={() => setFrom({ ...from, [r.name]: side })} aria-label={`${r.label}: ${r[side] || "–"}`} />
                                                ) : (
                                                    r[side] || "–"
                                                )}
                                            </td>
                                        ))}
                                        {open && props.may && (
                                            <td>
                                                {choosable && (
                                                    <TextInput
                                                        size="xs"
                                                        aria-label={t("dup.typed", { field: r.label })}
                                                        value={typed[r.name] ?? ""}
                                                        onChange={(e) => {
                                                            const value = e.currentTarget.value;
                                                            const { [r.name]: _gone, ...rest } = typed;
                                                            setTyped(value ? { ...rest, [r.name]: value } : rest);
                                                            const { [r.name]: _old, ...others } = from;
                                                            setFrom(value ? { ...others, [r.name]: "typed" } : others);
                                                        }}
                                                    />
                                                )}
                                            </td>
                                        )}
                                    </tr>
                                );
                            })}
                        </tbody>
                    </table>
                </div>
                {open && props.may && (
                    <Group gap="xs">
                        <Button size="xs" loading={busy} onClick={() => void decide("same")}>{t("dup.same")} (Alt+G)</Button>
                        <Button size="xs" variant="default" onClick={() => void decide("different")}>{t("dup.different")} (Alt+U)</Button>
                        <Button size="xs" variant="default" onClick={() => void decide("later")}>{t("dup.later")} (Alt+L)</Button>
                    </Group>
                )}
                {!open && (
                    <Group gap="xs">
                        <Text size="sm" c="dimmed">{t("dup.decidedBy", { by: pair.decidedBy || "–" })}</Text>
                        {pair.state === "different" && props.may && <Button size="xs" variant="default" loading={busy} onClick={() => void decide("open")}>{t("dup.reopen")}</Button>}
                    </Group>
                )}
            </Stack>
        </Panel>
    );
}

/** Who decides quickly sees the last decision only: more of them would cover the next pair. */
const kNote = { about: "duplicates" };

export default function Duplicates() {
    const { t, whole } = useTexts();
    const me = useMe();
    const may = me.may("contacts.merge");
    const [state, setState] = useView("state", "open");
    const [picked, setPicked] = useState("");
    const [operation, setOperation] = useState("");
    const counts = useGet("/contacts/duplicates/counts");
    const list = usePages("/contacts/duplicates", { state, limit: 50 });
    // Who decides goes through hundreds of pairs: what was decided leaves the list here, and the pages stay as they are.
    const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
    const decidedSome = useRef(false);
    decidedSome.current = gone.size > 0;
    useEffect(
        () => () => {
            if (!decidedSome.current) return;
            setGone(new Set());
            void refresh("/contacts/duplicates"); // whoever comes back asks anew
        },
        [state],
    );
    const rows = useMemo(() => (list.rows as Pair[]).filter((p) => !gone.has(p.id)), [list.rows, gone]);
    const at = Math.max(rows.findIndex((p) => p.id === picked), 0);
    const pair = rows[at];
    const waiting = (counts.data?.counts ?? []).filter((c) => c.state === "open").reduce((n, c) => n + Number(c.pairs), 0);
    const more = list.more;
    // The next page is there before the last pair of this one is decided.
    const short = more.has && !more.busy && !list.error && at > rows.length - 10;
    useEffect(() => {
        if (short) more.load();
    }, [short, rows.length]);
    const step = (by: number) => {
        const to = at + by;
        if (rows.length === 0 || (more.has && (to < 0 || to >= rows.length))) return;
        setPicked(rows[(to + rows.length) % rows.length].id);
    };
    useShortcuts([
        { key: "Alt+N", label: t("dup.next"), act: () => step(1), when: rows.length > 1 },
        { key: "Alt+P", label: t("dup.previous"), act: () => step(-1), when: rows.length > 1 },
    ]);
    const decided = async (done: Pair, text: string, merged: boolean, undo?: () => Promise<unknown>) => {
        const next = rows[at + 1]?.id ?? rows[at - 1]?.id ?? "";
        setPicked(next);
        setGone((before) => new Set(before).add(done.id));
        if (undo)
            notifyUndo(text, t("shell.undo"), () =>
                void undo().then(async () => {
                    setGone((before) => new Set([...before].filter((id) => id !== done.id)));
                    notify(t("shell.undone"), kNote);
                    await refresh("/contacts");
                }),
                kNote,
            );
        else notify(text, kNote);
        // Other pairs with one of the two look different now.
        const ids = [done.first.id, done.second.id];
        const others = merged && rows.some((p) => p.id !== done.id && (ids.includes(p.first.id) || ids.includes(p.second.id)));
        await refresh(others ? "/contacts/duplicates" : "/contacts/duplicates/counts");
    };
    return (
        <Screen
            title={t("dup.title")}
            hint={t("dup.hint", { count: waiting })}
            back={{ to: "/contacts", label: t("contacts.title") }}
            tools={
                <>
                    <StateSwitch group="duplicate" states={["open", "later", "same", "different"]} value={state} onChange={setState} />
                    {may && <ActButton label={t("dup.search")} act={async () => setOperation((await api.post("/contacts/duplicates/search", { body: {} as never })).id)} />}
                </>
            }
        >
            {operation && <OperationProgress id={operation} onDone={() => void refresh("/contacts/duplicates", "/contacts/duplicates/counts")} />}
            <Fault error={list.error} />
            {!list.isLoading && !more.has && rows.length === 0 && <EmptyState title={t("dup.empty")} hint={t("dup.emptyHint")} />}
            {pair && (
                <>
                    <Group gap="xs">
                        <Button size="xs" variant="default" onClick={() => step(-1)}>← {t("dup.previous")}</Button>
                        <Text size="sm" className="figures">{t("dup.place", { at: whole(at + 1), of: whole(rows.length) + (more.has ? "+" : "") })}</Text>
                        <Button size="xs" variant="default" onClick={() => step(1)}>{t("dup.next")} →</Button>
                    </Group>
                    <Review key={pair.id} pair={pair} may={may} onDecided={(text, merged, undo) => void decided(pair, text, merged, undo)} />
                </>
            )}
        </Screen>
    );
}
