import { Badge, Button, Group, NativeSelect, Text } from "@mantine/core";
import {
    api, type Contact, Dialog, Fault, notify, notifyUndo, ownKey, post, Presence, Problem, queries, refresh, type Schemas, searchContacts, Slot, useCampaigns, useGet, useMe, useQueryText, useRegistry, useSeconds, useShortcuts, useTexts,
} from "@rejoinder/console";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { CallForm } from "./desk_call";
import { callerOfCode, type Capture, type Caller, emptyCapture } from "./desk_model";
import { DeskSearch } from "./desk_search";
import { Who } from "./desk_who";
import { useOutcomeSet } from "./outcomes";
import "./desk.css";

interface Draft {
    contactId?: string;
    code?: string;
    campaignId?: string;
    capture: Capture;
}
/** What some plugin that has scripts says of the conversation. */
interface Conversation {
    missing?: string;
    responseType?: string;
    keep: (of: { responseId?: string }) => Promise<unknown>;
}
const draftOf = (): Draft => JSON.parse(localStorage.getItem(ownKey("desk")) ?? '{"capture":{"type":"","lines":[],"note":""}}') as Draft;

const minutes = (s: number) => `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;

function useCaller() {
    const [caller, setCaller] = useState<Caller>();
    const [since, setSince] = useState<number>();
    const [wrapUp, setWrapUp] = useState<number>();
    const open = useCallback((next: Caller | undefined) => {
        setCaller(next);
        setSince(next ? Date.now() : undefined);
        setWrapUp(undefined);
    }, []);
    return { caller, setCaller, open, since, wrapUp, finish: () => (setCaller(undefined), setSince(undefined), setWrapUp(Date.now())) };
}

/** The call-centre desk: everything from the keyboard, everything on one screen. */
export default function Desk() {
    const { t } = useTexts();
    const me = useMe();
    const { caller, setCaller, open, since, wrapUp, finish } = useCaller();
    const [capture, setCapture] = useState<Capture>(() => draftOf().capture);
    const [fault, setFault] = useState<unknown>();
    const [busy, setBusy] = useState(false);
    const [fresh, setFresh] = useState(false);
    const [number, setNumber] = useState("");
    const [agreeing, setAgreeing] = useState(false);
    const [campaignId, setCampaign] = useState<string>();
    const [line, setLine] = useState<{ scriptId?: string; language?: string }>({});
    const [talk, setTalk] = useState<Conversation>();
    const [medium, setMedium] = useState<Schemas["DeskSheet"]>();
    const campaigns = useCampaigns();
    const query = useQueryText();
    const agrees = useRegistry().panels.some((p) => p.slot === "desk.callBack" && (!p.permission || me.may(p.permission)));
    const search = useRef<HTMLInputElement>(null);
    const call = useRef<HTMLDivElement>(null);
    const inCall = useSeconds(since);
    const after = useSeconds(wrapUp);
    const contactId = caller?.contact.id;
    const history = useQuery({
        queryKey: ["/responses", "of", contactId],
        queryFn: () => api.get("/responses", { query: { contactId, newest: true, limit: 50 } as never }),
        enabled: !!caller && !caller.sheet && me.may("responses.read"),
    });
    const types = useGet("/response-types", { stale: 300_000 });
    const responses = caller?.sheet ? caller.responses : (history.data?.items ?? []);

    useEffect(() => {
        const draft: Draft = { contactId, code: caller?.sheet?.piece?.code, campaignId, capture };
        if (caller || capture !== emptyCapture) localStorage.setItem(ownKey("desk"), JSON.stringify(draft));
    }, [caller, capture, contactId, campaignId]);

    // What the script's answers say the person wants is chosen with them.
    const wanted = talk?.responseType;
    useEffect(() => {
        if (wanted) setCapture((c) => ({ ...c, type: wanted }));
    }, [wanted]);

    const take = useCallback(
        (next: Caller) => {
            open(next);
            setFault(undefined);
            setFresh(true);
        },
        [open],
    );
    // Who holds an advertisement is not known yet, but what it offers is.
    const takeMedium = useCallback((sheet: Schemas["DeskSheet"]) => {
        setMedium(sheet);
        setCampaign(sheet.campaign?.id);
        search.current?.focus();
    }, []);
    const takeContact = useCallback((contact: Contact) => take({ contact, responses: [] }), [take]);

    // As soon as person and outcomes are on screen, the outcome is what is typed next.
    useEffect(() => {
        const radio = (which: string) => call.current?.querySelector<HTMLElement>("input[type=radio]" + which);
        const first = fresh ? (radio(":checked") ?? radio("")) : undefined;
        if (!first) return;
        first.focus();
        setFresh(false);
    }, [fresh, types.data]);

    // A telephone system opens /desk?code=…, /desk?contact=… or /desk?phone=…; a reload brings the draft back.
    useEffect(() => {
        const wish = new URLSearchParams(location.search);
        const draft = draftOf();
        // The number that was called decides the campaign; the code of what they hold decides it better.
        setCampaign(wish.get("campaign") ?? (wish.has("call") ? undefined : draft.campaignId));
        setLine({ scriptId: wish.get("script") ?? undefined, language: wish.get("language") ?? undefined });
        const code = wish.get("code") ?? (wish.get("contact") || wish.get("phone") ? undefined : draft.code);
        const phone = wish.get("phone") ?? "";
        if (phone && !code)
            return void searchContacts(phone).then(
                (found) => (found.length === 1 ? takeContact(found[0]) : setNumber(phone)),
                () => setNumber(phone),
            );
        const contact = wish.get("contact") ?? draft.contactId;
        if (code) void callerOfCode(code, takeMedium).then((c) => c && take(c), (e: unknown) => wish.get("code") && setFault(e));
        else if (contact) void api.get("/contacts/{id}", { path: { id: contact } }).then(takeContact, () => undefined);
    }, [query, take, takeContact, takeMedium]);

    const next = () => {
        localStorage.removeItem(ownKey("desk"));
        setCapture(emptyCapture);
        setFault(undefined);
        setNumber("");
        setCampaign(undefined);
        setMedium(undefined);
        setLine({});
        if (location.search) window.history.replaceState(window.history.state, "", "/desk");
        search.current?.focus();
        search.current?.select();
    };
    const save = async (change: Partial<Schemas["NewResponse"]> = {}) => {
        const type = change.type ?? capture.type;
        if (busy) return;
        if (!caller && !change.clearing) return search.current?.focus();
        if (!type) return call.current?.querySelector<HTMLElement>("input[type=radio]")?.focus();
        if (talk?.missing && !change.clearing) {
            call.current?.querySelector<HTMLElement>(".script")?.focus();
            return setFault(new Error(talk.missing));
        }
        setBusy(true);
        setFault(undefined);
        const asked = types.data?.items?.find((x) => x.key === type)?.fields ?? [];
        const fields = asked.length > 0 ? Object.fromEntries(asked.flatMap((f) => (capture.fields?.[f.key] ? [[f.key, capture.fields[f.key]]] : []))) : undefined;
        const body: Schemas["NewResponse"] = {
            type,
            channel: "phone",
            items: capture.lines.map((l) => ({ sku: l.sku, quantity: l.quantity })),
            note: capture.note,
            ...(fields ? { fields } : {}),
            receivedAt: new Date(since ?? Date.now()).toISOString(),
            ...(caller?.sheet ? { code: caller.sheet.piece?.code } : caller ? { contactId: caller.contact.id } : {}),
            ...(medium?.medium && !caller?.sheet ? { code: medium.medium.code } : {}),
            ...(campaignId && !caller?.sheet ? { campaignId } : {}),
            ...change,
        };
        try {
            const done = await post<Schemas["Captured"]>("/responses", body, t("desk.reply"));
            if (talk && !talk.missing) await talk.keep(done?.response ? { responseId: done.response.id } : {});
            notify(done ? t("desk.outcome." + done.outcome) : t("desk.waits"));
            finish();
            next();
            void refresh("/responses", "/orders", "/stock", "/clearing");
        } catch (error) {
            setFault(error);
        } finally {
            setBusy(false);
        }
    };
    const clearing = () =>
        void save({
            clearing: true,
            type: capture.type || "information-request",
            note: [capture.note, caller ? "" : search.current?.value].filter(Boolean).join(" · "),
            ...(caller ? {} : { externalKey: search.current?.value || t("desk.unknownCaller") }),
        });
    const doNotContact = async () => {
        if (!caller) return;
        const id = caller.contact.id;
        try {
            const made = await api.post("/suppressions", { body: { contactId: id, source: "phone" } });
            await queries.invalidateQueries();
            const undo = () =>
                void api.remove("/suppressions/{id}", { path: { id: made.id } }).then(() => {
                    notify(t("shell.undone"));
                    void queries.invalidateQueries();
                });
            if (me.may("contacts.unsuppress")) notifyUndo(t("desk.blocked"), t("shell.undo"), undo);
            else notify(t("desk.blocked"));
            if (caller.sheet) {
                const reach = { letter: "objection", email: "objection", phone: "objection" } as const;
                setCaller({ ...caller, sheet: { ...caller.sheet, reach } });
            }
        } catch (error) {
            if (error instanceof Problem) setFault(error);
            else throw error;
        }
    };
    const callBack = () => (agrees ? setAgreeing(true) : noteCallBack(t("desk.callBackNote") + " "));
    const noteCallBack = (note: string) => {
        setAgreeing(false);
        setCapture((c) => ({ ...c, type: "call-back", note: [c.note, note].filter(Boolean).join(" · ") }));
        queueMicrotask(() => call.current?.querySelector<HTMLElement>("textarea")?.focus());
    };
    const leave = () => {
        open(undefined);
        next();
    };
    useShortcuts([
        { key: "F2", label: t("desk.save"), act: () => void save() },
        { key: "F4", label: t("desk.callBack"), act: callBack, when: !!caller },
        { key: "F6", label: t("desk.clearing"), act: clearing },
        { key: "F8", label: t("desk.doNotContact"), act: () => void doNotContact(), when: !!caller },
        { key: "F9", label: t("desk.leave"), act: leave },
        { key: "Ctrl+K", label: t("desk.search"), act: () => (search.current?.focus(), search.current?.select()) },
    ]);

    const piece = caller?.sheet?.piece;
    const outcomes = useOutcomeSet(piece?.campaignId ?? campaignId).data?.outcomes;
    const context = { contactId, campaignId: piece?.campaignId ?? campaignId, waveId: piece?.waveId, code: piece?.code };
    return (
        <div className="desk">
            <h1 className="unseen">{t("desk.title")}</h1>
            <div className="desk-head">
                <DeskSearch ref={search} onCaller={take} onMedium={takeMedium} onContact={takeContact} hasCaller={!!caller} wish={number} />
                <Text size="sm" className="figures" aria-live="off">
                    {since !== undefined ? t("desk.inCall", { time: minutes(inCall) }) : wrapUp !== undefined ? t("desk.wrapUp", { time: minutes(after) }) : t("desk.ready")}
                </Text>
            </div>
            <Fault error={fault} />
            <div className="desk-columns">
                <section className="desk-column" aria-label={t("desk.who")}>
                    <h2>{t("desk.who")}</h2>
                    {caller ? (
                        <>
                            <Presence record={"contacts/" + caller.contact.id} />
                            <Who caller={caller} onContact={(contact) => setCaller({ ...caller, contact })} />
                            <Slot name="desk.who" context={context} />
                            <h3>{t("desk.earlier")}</h3>
                            {responses.length === 0 && <Text size="sm" c="dimmed">{t("desk.noEarlier")}</Text>}
                            <Earlier responses={responses} types={types.data?.items ?? []} />
                        </>
                    ) : (
                        <Text size="sm" c="dimmed">{t("desk.begin")}</Text>
                    )}
                </section>
                <section className="desk-column" aria-label={t("desk.call")} ref={call}>
                    <h2>{t("desk.call")}</h2>
                    <Slot name="desk.script" context={{ ...context, ...line, onScript: setTalk }} quiet />
                    <CallForm caller={caller} types={types.data?.items ?? []} outcomes={outcomes ?? undefined} capture={capture} onChange={setCapture} />
                </section>
                <section className="desk-column" aria-label={t("desk.hold")}>
                    <h2>{t("desk.hold")}</h2>
                    {caller?.sheet ? <Held sheet={caller.sheet} /> : medium && <Held sheet={medium} />}
                    {!caller?.sheet && (caller || campaignId) && (
                        <>
                            {caller && <Text size="sm" c="dimmed">{t("desk.noCode")}</Text>}
                            <NativeSelect size="xs" label={t("field.campaignId")} value={campaignId ?? ""} data={[{ value: "", label: "–" }, ...campaigns.options]} onChange={(e) => setCampaign(e.currentTarget.value || undefined)} />
                        </>
                    )}
                    {caller && <Slot name="desk.hold" context={context} />}
                </section>
            </div>
            <Dialog title={t("desk.callBack")} opened={agreeing && !!caller} onClose={() => setAgreeing(false)}>
                <Slot name="desk.callBack" context={{ ...context, onDone: noteCallBack }} />
            </Dialog>
            <Group className="desk-foot" gap="xs" role="toolbar" aria-label={t("desk.actions")}>
                <Button size="xs" loading={busy} onClick={() => void save()} disabled={!caller}>
                    F2 {t("desk.save")}
                </Button>
                <Button size="xs" variant="default" onClick={callBack} disabled={!caller}>
                    F4 {t("desk.callBack")}
                </Button>
                <Button size="xs" variant="default" onClick={clearing}>
                    F6 {t("desk.clearing")}
                </Button>
                <Button size="xs" variant="default" onClick={() => void doNotContact()} disabled={!caller}>
                    F8 {t("desk.doNotContact")}
                </Button>
                <Button size="xs" variant="subtle" onClick={leave}>
                    F9 {t("desk.leave")}
                </Button>
            </Group>
        </div>
    );
}

function Earlier(props: { responses: Schemas["Response"][]; types: Schemas["ResponseType"][] }) {
    const { day, word, has, t } = useTexts();
    const nameOf = (key: string) => (has("responseType." + key) ? t("responseType." + key) : (props.types.find((x) => x.key === key)?.name ?? key));
    return (
        <ul className="desk-earlier">
            {props.responses.slice(0, 8).map((r) => (
                <li key={r.id}>
                    <span className="figures">{day(r.receivedAt)}</span> {nameOf(r.type)} <small>{word("channel", r.channel)}</small>
                </li>
            ))}
        </ul>
    );
}

function Held(props: { sheet: Schemas["DeskSheet"] }) {
    const { t, day, word } = useTexts();
    const { piece, medium, campaign, cell, offerName } = props.sheet;
    const over = campaign?.offerEndsOn ? new Date(campaign.offerEndsOn) < new Date() : false;
    return (
        <div className="desk-held">
            <Text fw={600}>{campaign?.name}</Text>
            <Text size="sm">
                {[
                    cell && `${t("field.cellId")} ${cell.code} · ${cell.name}`,
                    piece ? `${word("channel", piece.channel)} ${day(piece.handedOverAt)}` : medium?.medium,
                ].filter(Boolean).join(" · ")}
            </Text>
            <Text size="sm">
                {t("field.code")} <span className="code">{piece?.code ?? medium?.code}</span>
            </Text>
            {offerName && (
                <Text size="sm" fw={600}>
                    {t("desk.offer", { name: offerName })}
                </Text>
            )}
            {campaign?.offerEndsOn && (
                <Badge color={over ? "orange" : "teal"} variant="light" className="state">
                    {t(over ? "desk.offerOver" : "desk.offerUntil", { day: day(campaign.offerEndsOn) })}
                </Badge>
            )}
        </div>
    );
}
