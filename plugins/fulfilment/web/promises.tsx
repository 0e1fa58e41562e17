import { Group, NativeSelect, Text } from "@mantine/core";
import { ActButton, api, choices, ContactName, DataTable, Dialog, Door, EmptyState, Fault, Figure, Form, notify, Panel, refresh, type Schemas, Screen, StateBadge, useGet, useGo, useMe, usePages, useTexts, useView } from "@rejoinder/console";
import { useState } from "react";
import { HeldOrders } from "./holds";

const ages = ["lateWeek", "lateDays", "lateHours", "soon", "inTime"] as const;
const states = ["entered", "backOrdered", "reserved", "picked", "packed"] as const;

/** What an order's buyer was told, and what they answered. */
function Told(props: { duty: Schemas["DelayDuty"]; onDone: () => void }) {
    const x = useTexts();
    const { t, day, moment, word } = x;
    const { duty } = props;
    const { data, error } = useGet("/delay-notices", { query: { orderId: duty.id } as never });
    const notices = data?.items ?? [];
    const answer = async (notice: Schemas["DelayNotice"], said: "consented" | "cancelled") => {
        await api.patch("/delay-notices/{id}", { path: { id: notice.id }, version: notice.version, body: { answer: said } });
        await refresh("/delay-notices", "/promises", "/orders");
        props.onDone();
    };
    return (
        <>
            <Fault error={error} />
            <Text mb="xs">
                <ContactName id={duty.contactId} /> · <Door to={"/orders/" + duty.id}>{t("orders.one")} {duty.id}</Door>
            </Text>
            {notices.map((n) => (
                <Group key={n.id} gap="xs" mb="xs">
                    <span>
                        {moment(n.toldAt)} · {word("channel", n.channel)} · {n.newDay ? t("delays.until", { day: day(n.newDay) }) : t("delays.open")} · {word("delayAnswer", n.answer)}
                    </span>
                    {n.answer === "awaited" && <ActButton label={t("delays.consented")} act={() => answer(n, "consented")} done={t("shell.saved")} />}
                    {(n.answer === "awaited" || n.answer === "silent") && n.number === notices.length && (
                        <ActButton label={t("delays.cancelled")} act={() => answer(n, "cancelled")} sure={t("delays.cancelSure")} done={t("shell.saved")} />
                    )}
                </Group>
            ))}
            {(duty.step === "tell" || duty.step === "tellAgain") && (
                <Form
                    initial={{ channel: "letter" }}
                    fields={[
                        { name: "newDay", label: t("delays.newDay"), hint: t("delays.newDayHint"), kind: "date", autoFocus: true },
                        { name: "channel", kind: "select", required: true, options: choices("channel", ["letter", "email", "phone"])(x) },
                    ]}
                    submit={t("delays.tell")}
                    onSubmit={async (v) => {
                        await api.post("/orders/{id}/delay-notices", { path: { id: duty.id }, body: { channel: v.channel, ...(v.newDay ? { newDay: v.newDay } : {}) } as never });
                        notify(t("shell.saved"));
                        await refresh("/delay-notices", "/promises");
                        props.onDone();
                    }}
                />
            )}
        </>
    );
}

function Duties() {
    const { t, day, word } = useTexts();
    const may = useMe().may("fulfilment.work");
    const { data, error } = useGet("/delay-notices/due", { query: { limit: 200 } as never, every: 60_000 });
    const [open, setOpen] = useState<Schemas["DelayDuty"]>();
    if (!error && (data?.items ?? []).length === 0) return null;
    return (
        <Panel title={t("delays.title")}>
            <Fault error={error} />
            <DataTable
                name="delay-duties"
                label={t("delays.title")}
                compact
                rows={data?.items ?? []}
                rowKey={(d) => d.id}
                onOpen={may ? setOpen : undefined}
                columns={[
                    { key: "by", label: t("delays.by"), value: (d) => d.by, show: (d) => day(d.by) },
                    { key: "step", label: t("delays.step"), value: (d) => word("delayStep", d.step), show: (d) => <StateBadge group="delayStep" value={d.step} /> },
                    { key: "contact", label: t("field.contactId"), width: 200, value: (d) => d.contactId, show: (d) => <ContactName id={d.contactId} /> },
                    { key: "state", label: t("field.state"), wide: true, value: (d) => word("order", d.state) },
                    { key: "notices", label: t("delays.notices"), wide: true, value: (d) => d.notices, right: true },
                ]}
            />
            <Dialog title={t("delays.one")} opened={!!open} onClose={() => setOpen(undefined)}>
                {open && <Told duty={open} onDone={() => setOpen(undefined)} />}
            </Dialog>
        </Panel>
    );
}

/** What was promised: how old open orders are and why, what must be out next, what must be said to whom. */
export default function Promises() {
    const { t, word, whole, percent, moment, day } = useTexts();
    const go = useGo();
    const [state, setState] = useView("state");
    const board = useGet("/orders/ageing", { every: 60_000 });
    const list = usePages("/promises", { state });
    const b = board.data;
    const count = (age: string, of: string) => (b?.cells ?? []).find((c) => c.age === age && c.state === of)?.orders ?? 0;
    const rows = ages.filter((age) => states.some((s) => count(age, s) > 0));
    const used = states.filter((s) => ages.some((age) => count(age, s) > 0));
    return (
        <Screen title={t("promises.title")} hint={t("promises.hint")}>
            <Fault error={board.error ?? list.error} retry={() => void list.refetch()} />
            {b && (
                <div className="grid-figures">
                    <Figure label={t("promises.late")} value={whole(b.late)} />
                    <Figure label={t("promises.soon")} value={whole(b.soon)} note={moment(b.soonUntil)} />
                    <Figure label={t("promises.open")} value={whole(b.open)} />
                    <Figure label={t("promises.kept")} value={b.shipped > 0 ? percent(b.kept / b.shipped) : "–"} note={t("promises.keptOf", { count: b.shipped })} />
                </div>
            )}
            {rows.length > 0 && (
                <DataTable
                    name="ageing"
                    label={t("promises.ageing")}
                    compact
                    rows={rows.map((age) => ({ age }))}
                    rowKey={(r) => r.age}
                    columns={[
                        { key: "age", label: t("promises.age"), value: (r) => word("promiseAge", r.age) },
                        ...used.map((s) => ({ key: s as string, label: word("order", s), value: (r: { age: string }) => count(r.age, s), right: true })),
                    ]}
                />
            )}
            <Duties />
            {b && <HeldOrders counts={b.held ?? []} />}
            <DataTable
                name="promises"
                label={t("promises.next")}
                rows={list.rows}
                rowKey={(p) => p.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={(p) => go("/orders/" + p.id)}
                tools={
                    <NativeSelect
                        size="xs"
                        aria-label={t("field.state")}
                        value={state}
                        onChange={(e) => setState(e.currentTarget.value)}
                        data={[{ value: "", label: t("shell.all") }, ...states.map((s) => ({ value: s as string, label: word("order", s) }))]}
                    />
                }
                empty={<EmptyState title={t("promises.none")} hint={t("promises.noneHint")} />}
                columns={[
                    { key: "due", label: t("promises.due"), value: (p) => p.dueAt, show: (p) => <>{Date.parse(p.dueAt) < Date.now() ? "⚠ " : ""}{moment(p.dueAt)}</> },
                    { key: "contact", label: t("field.contactId"), width: 200, value: (p) => p.contactId, show: (p) => <ContactName id={p.contactId} /> },
                    { key: "state", label: t("field.state"), value: (p) => word("order", p.state), show: (p) => <><StateBadge group="order" value={p.state} /> {p.held && <StateBadge group="order" value="held" />}</> },
                    { key: "ordered", label: t("orders.ordered"), wide: true, value: (p) => p.orderedAt, show: (p) => moment(p.orderedAt) },
                    { key: "shipBy", label: t("promises.shipBy"), wide: true, value: (p) => p.shipBy ?? "", show: (p) => (p.shipBy ? day(p.shipBy) : "–") },
                    { key: "kind", label: t("orders.kind"), wide: true, value: (p) => t(p.purchase ? "orders.purchase" : "orders.information") },
                ]}
            />
        </Screen>
    );
}
