import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { ActButton, api, ContactName, countries, DataTable, Dialog, EmptyState, Fault, type FieldSpec, Form, refresh, type Schemas, Screen, StateBadge, StateSwitch, useCampaigns, useGet, useMe, usePages, useTexts, useView } from "@rejoinder/console";
import { useState } from "react";

type Line = Schemas["PhoneLine"];
type Figure = Schemas["LineFigure"];

const kStates = ["ringing", "talking", "ended", "missed", "abandoned", "forwarded"];

/** Calls per number and campaign, of the last 30 days or of what was chosen. */
function Figures() {
    const { t, whole, percent } = useTexts();
    const campaigns = useCampaigns();
    const lines = useGet("/phone-lines").data?.items ?? [];
    const [from, setFrom] = useView("from");
    const [until, setUntil] = useView("until");
    const { data, error, isLoading } = useGet("/phone-lines/figures", { query: { from: from || undefined, until: until || undefined } as never });
    const nameOf = (f: Figure) => lines.find((l) => l.id === f.lineId)?.name ?? "";
    const share = (part: number, of: number) => (of > 0 ? percent(part / of) : "–");
    const mean = (micros: number, of: number) => (of > 0 ? whole(Math.round(micros / of / 1e6)) + " s" : "–");
    return (
        <>
            <Fault error={error} />
            <Group gap="sm">
                <label>{t("lines.from")} <input type="date" value={from || data?.from || ""} onChange={(e) => setFrom(e.currentTarget.value)} /></label>
                <label>{t("lines.until")} <input type="date" value={until || data?.until || ""} onChange={(e) => setUntil(e.currentTarget.value)} /></label>
            </Group>
            <DataTable<Figure>
                name="phone-figures"
                label={t("lines.figures")}
                rows={data?.items ?? []}
                rowKey={(f) => f.toNumber + (f.lineId ?? "") + (f.campaignId ?? "")}
                loading={isLoading}
                empty={<EmptyState title={t("lines.noCalls")} hint={t("lines.noCallsHint")} />}
                columns={[
                    { key: "number", label: t("lines.number"), value: (f) => f.toNumber },
                    { key: "name", label: t("field.name"), value: nameOf },
                    { key: "campaign", label: t("field.campaignId"), value: (f) => (f.campaignId ? campaigns.name(f.campaignId) : "–") },
                    { key: "calls", label: t("lines.calls"), value: (f) => f.calls, show: (f) => whole(f.calls), right: true },
                    { key: "answered", label: t("lines.answered"), value: (f) => f.answered, show: (f) => `${whole(f.answered)} (${share(f.answered, f.calls)})`, right: true },
                    { key: "abandoned", label: t("lines.abandoned"), value: (f) => f.abandoned, show: (f) => `${whole(f.abandoned)} (${share(f.abandoned, f.calls)})`, right: true },
                    { key: "missed", label: t("lines.missed"), value: (f) => f.missed, show: (f) => whole(f.missed), right: true },
                    { key: "forwarded", label: t("lines.forwarded"), wide: true, value: (f) => f.forwarded, right: true },
                    { key: "callBacks", label: t("lines.callBacks"), wide: true, value: (f) => f.callBacks, right: true },
                    { key: "waited", label: t("lines.waited"), wide: true, value: (f) => f.waited, show: (f) => mean(f.waited, f.answered), right: true },
                    { key: "talked", label: t("lines.talked"), wide: true, value: (f) => f.talked, show: (f) => mean(f.talked, f.answered), right: true },
                ]}
            />
        </>
    );
}

function Numbers() {
    const x = useTexts();
    const { t, day, word } = x;
    const me = useMe();
    const campaigns = useCampaigns();
    const offers = useGet("/offers", { query: { limit: 200 } as never, stale: 60_000, enabled: me.may("campaigns.read") });
    const scripts = useGet("/call-scripts", { stale: 60_000 });
    const { data, error, isLoading } = useGet("/phone-lines");
    const [open, setOpen] = useState<Line | "new">();
    const may = me.may("channel-phone.lines");
    const fields: FieldSpec[] = [
        { name: "number", label: t("lines.number"), required: true, autoFocus: true },
        { name: "country", kind: "select", label: t("lines.country"), hint: t("lines.countryHint"), none: "–", options: countries(x.language) },
        { name: "name", required: true },
        { name: "campaignId", kind: "select", none: "–", options: campaigns.options },
        { name: "offerId", kind: "select", label: t("lines.offer"), none: "–", options: (offers.data?.items ?? []).map((o) => ({ value: o.id, label: o.name })) },
        { name: "scriptId", kind: "select", label: t("lines.script"), none: "–", options: (scripts.data?.items ?? []).map((s) => ({ value: s.id, label: s.name })) },
        { name: "language", kind: "select", none: "–", options: ["de", "en", "fr", "it", "zh"].map((value) => ({ value, label: word("languageName", value) })) },
        { name: "validFrom", kind: "date", label: t("lines.validFrom") },
        { name: "validUntil", kind: "date", label: t("lines.validUntil") },
        { name: "callBackMinutes", kind: "number", label: t("lines.callBackMinutes"), hint: t("lines.callBackMinutesHint") },
    ];
    const done = async () => {
        setOpen(undefined);
        await refresh("/phone-lines");
    };
    return (
        <>
            <Fault error={error} />
            {may && <Group><Button size="xs" onClick={() => setOpen("new")}>{t("shell.new")}</Button></Group>}
            <DataTable<Line>
                name="phone-lines"
                label={t("lines.numbers")}
                rows={data?.items ?? []}
                rowKey={(l) => l.id}
                loading={isLoading}
                onOpen={may ? setOpen : undefined}
                empty={<EmptyState title={t("lines.none")} hint={t("lines.noneHint")} />}
                columns={[
                    { key: "number", label: t("lines.number"), value: (l) => l.number },
                    { key: "name", label: t("field.name"), value: (l) => l.name },
                    { key: "campaign", label: t("field.campaignId"), value: (l) => (l.campaignId ? campaigns.name(l.campaignId) : "–") },
                    { key: "script", label: t("lines.script"), wide: true, value: (l) => scripts.data?.items?.find((s) => s.id === l.scriptId)?.name ?? "" },
                    { key: "language", label: t("field.language"), wide: true, value: (l) => (l.language ? word("languageName", l.language) : "") },
                    { key: "valid", label: t("lines.valid"), wide: true, value: (l) => l.validFrom ?? "", show: (l) => (l.validFrom || l.validUntil ? `${day(l.validFrom)} – ${day(l.validUntil)}` : t("lines.always")) },
                    { key: "back", label: t("lines.callBackMinutes"), wide: true, value: (l) => l.callBackMinutes, right: true },
                ]}
            />
            <Dialog title={t("lines.one")} opened={!!open} onClose={() => setOpen(undefined)} size="lg">
                {open && (
                    <Form
                        wide
                        initial={open === "new" ? { callBackMinutes: 5 } : { ...open }}
                        fields={fields}
                        submit={t("shell.save")}
                        version={open === "new" ? undefined : open.version}
                        current={open === "new" ? undefined : () => api.get("/phone-lines/{id}", { path: { id: open.id } }) as never}
                        onSubmit={async (v, version) => {
                            const kept = Object.fromEntries(fields.map((f) => [f.name, v[f.name]]).filter(([, value]) => value !== "" && value !== undefined && value !== null));
                            if (open === "new") await api.post("/phone-lines", { body: kept as never });
                            else await api.put("/phone-lines/{id}", { path: { id: open.id }, version, body: kept as never });
                            await done();
                        }}
                    >
                        {() => open !== "new" && <ActButton label={t("shell.remove")} sure={t("lines.removeSure")} size="xs" variant="subtle" act={async () => (await api.remove("/phone-lines/{id}", { path: { id: open.id } }), await done())} />}
                    </Form>
                )}
            </Dialog>
        </>
    );
}

function Calls() {
    const { t, moment, word } = useTexts();
    const campaigns = useCampaigns();
    const [state, setState] = useView("state");
    const list = usePages("/phone-calls", { state: state || undefined });
    return (
        <>
            <Fault error={list.error} />
            <StateSwitch group="leg" states={["", ...kStates]} value={state} onChange={setState} />
            <DataTable
                name="phone-calls"
                label={t("lines.log")}
                rows={list.rows}
                rowKey={(l) => l.id}
                loading={list.isLoading}
                more={list.more}
                empty={<EmptyState title={t("lines.noCalls")} hint={t("lines.noCallsHint")} />}
                columns={[
                    { key: "at", label: t("lines.at"), value: (l) => l.startedAt, show: (l) => moment(l.startedAt) },
                    { key: "direction", label: t("lines.direction"), value: (l) => word("legDirection", l.direction) },
                    { key: "from", label: t("lines.caller"), width: 170, value: (l) => l.fromNumber, show: (l) => (l.contactId ? <ContactName id={l.contactId} /> : l.fromNumber || t("calls.withheldNumber")) },
                    { key: "to", label: t("lines.number"), wide: true, value: (l) => l.toNumber },
                    { key: "campaign", label: t("field.campaignId"), wide: true, value: (l) => (l.campaignId ? campaigns.name(l.campaignId) : "–") },
                    { key: "state", label: t("field.state"), value: (l) => word("leg", l.state), show: (l) => <StateBadge group="leg" value={l.state} colours={{ missed: "orange", abandoned: "orange", ended: "teal", ringing: "blue", talking: "blue" }} /> },
                    { key: "agent", label: t("calls.agent"), wide: true, value: (l) => l.agent },
                    { key: "back", label: t("calls.callBack"), wide: true, value: (l) => (l.callBackId ? t("shell.yes") : "") },
                ]}
            />
        </>
    );
}

/** Telephone systems that may post to us. The secret of a new one stands here once. */
function Systems() {
    const x = useTexts();
    const { t, moment } = x;
    const { data, error, isLoading } = useGet("/cti-systems");
    const [open, setOpen] = useState<Schemas["Cti"] | "new">();
    const [made, setMade] = useState<Schemas["MadeCti"]>();
    const done = async (told?: Schemas["MadeCti"]) => {
        setOpen(undefined);
        setMade(told);
        await refresh("/cti-systems");
    };
    return (
        <>
            <Fault error={error} />
            <Group><Button size="xs" onClick={() => setOpen("new")}>{t("shell.new")}</Button></Group>
            <DataTable<Schemas["Cti"]>
                name="cti-systems"
                label={t("lines.systems")}
                rows={data?.items ?? []}
                rowKey={(c) => c.id}
                loading={isLoading}
                onOpen={setOpen}
                empty={<EmptyState title={t("lines.noSystems")} hint={t("lines.noSystemsHint")} />}
                columns={[
                    { key: "name", label: t("field.name"), value: (c) => c.name },
                    { key: "country", label: t("lines.country"), value: (c) => c.country },
                    { key: "active", label: t("field.active"), value: (c) => t(c.active ? "shell.yes" : "shell.no") },
                    { key: "at", label: t("field.createdAt"), wide: true, value: (c) => c.createdAt, show: (c) => moment(c.createdAt) },
                ]}
            />
            <Dialog title={t("lines.system")} opened={!!open} onClose={() => setOpen(undefined)}>
                {open && (
                    <Form
                        initial={open === "new" ? { country: "CH" } : { ...open }}
                        fields={[{ name: "name", required: true, autoFocus: true }, { name: "country", kind: "select", label: t("lines.country"), hint: t("lines.countryHint"), required: true, options: countries(x.language) }, ...(open === "new" ? [] : [{ name: "active", kind: "check" as const }])]}
                        submit={t("shell.save")}
                        version={open === "new" ? undefined : open.version}
                        current={open === "new" ? undefined : () => api.get("/cti-systems/{id}", { path: { id: open.id } }) as never}
                        onSubmit={async (v, version) => {
                            if (open === "new") return done(await api.post("/cti-systems", { body: { name: v.name, country: v.country } as never }));
                            await api.patch("/cti-systems/{id}", { path: { id: open.id }, version, body: { name: v.name, country: v.country, active: v.active } as never });
                            await done();
                        }}
                    >
                        {() => open !== "new" && <ActButton label={t("lines.renew")} sure={t("lines.renewSure")} size="xs" variant="subtle" act={async () => done(await api.post("/cti-systems/{id}/token", { path: { id: open.id } }))} />}
                    </Form>
                )}
            </Dialog>
            <Dialog title={t("lines.secret")} opened={!!made} onClose={() => setMade(undefined)} size="lg">
                {made && (
                    <Stack gap="xs">
                        <Text size="sm">{t("lines.secretHint")}</Text>
                        <Code block tabIndex={0} aria-label={t("lines.secret")}>{`${location.origin}/api/v1/cti/${made.token}`}</Code>
                        <Text size="sm" c="dimmed">{t("lines.secretHeader", { name: made.system.name })}</Text>
                    </Stack>
                )}
            </Dialog>
        </>
    );
}

const views = { figures: Figures, numbers: Numbers, calls: Calls, systems: Systems };

/** Numbers that people call: what came of the calls, what they are about, which system tells of them. */
export default function Lines() {
    const { t } = useTexts();
    const me = useMe();
    const [view, setView] = useView("view", "figures");
    const View = views[view as keyof typeof views] ?? Figures;
    const shown = Object.keys(views).filter((v) => v !== "systems" || me.may("channel-phone.lines"));
    return (
        <Screen title={t("lines.title")} hint={t("lines.hint")}>
            <StateSwitch group="linesView" states={shown} value={view} onChange={setView} />
            <View />
        </Screen>
    );
}
