import { Alert, Button, Stack, Text } from "@mantine/core";
import { api, DataTable, Dialog, EmptyState, Facts, Fault, type FieldSpec, Figure, Form, Panel, refresh, type Schemas, Screen, useGet, useMe, useTexts, type Values } from "@rejoinder/console";
import { useState } from "react";

type View = Schemas["WorkplaceView"];

/** Names of weekdays, Monday first, as the language has them. */
function useWeekdays() {
    const { language } = useTexts();
    const format = new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" });
    return [0, 1, 2, 3, 4, 5, 6].map((i) => format.format(new Date(Date.UTC(2024, 0, 1 + i))));
}

/** What desk and warehouse get done, what waits there, and until when. */
export default function CapacityPage() {
    const { t } = useTexts();
    const { data, error } = useGet("/capacity", { every: 30_000 });
    const [open, setOpen] = useState<View>();
    return (
        <Screen title={t("capacity.title")} hint={t("capacity.hint")}>
            <Fault error={error} />
            {(data?.items ?? []).map((view) => <Workplace key={view.capacity.workplace} view={view} onEdit={() => setOpen(view)} />)}
            <Edit view={open} onClose={() => setOpen(undefined)} />
        </Screen>
    );
}

function Workplace({ view: v, onEdit }: { view: View; onEdit: () => void }) {
    const { t, word, whole, day } = useTexts();
    const weekdays = useWeekdays();
    const me = useMe();
    const known = v.capacity.version > 0;
    return (
        <Panel title={word("workplace", v.capacity.workplace)} tools={me.may("campaigns.write") && <Button size="compact-xs" variant="default" onClick={onEdit}>{t("shell.edit")}</Button>}>
            <Stack gap="sm">
                {!known && <Alert color="gray">{t("capacity.unknown")}</Alert>}
                <div className="grid-figures">
                    <Figure label={t("capacity.waiting")} value={whole(v.waiting)} />
                    <Figure label={t("capacity.late")} value={whole(v.late)} to={v.capacity.workplace === "warehouse" ? "/promises" : undefined} />
                    <Figure label={t("capacity.today")} value={known ? whole(v.today) : "–"} />
                    <Figure
                        label={t("capacity.emptyOn")}
                        value={v.waiting === 0 ? t("capacity.empty") : v.emptyOn ? day(v.emptyOn) : "–"}
                        note={v.waiting === 0 ? undefined : v.emptyOn ? t("capacity.workdays", { count: v.emptyInWorkdays ?? 0 }) : known ? t("capacity.never") : undefined}
                    />
                </div>
                <DataTable<Schemas["Queue"]>
                    name={"queues-" + v.capacity.workplace}
                    label={t("capacity.queues")}
                    compact
                    rows={v.queues ?? []}
                    rowKey={(q) => q.kind}
                    empty={<EmptyState title={t("capacity.nothingWaits")} hint="" />}
                    columns={[
                        { key: "kind", label: t("field.kind"), value: (q) => word("queue", q.kind) },
                        { key: "waiting", label: t("capacity.waiting"), value: (q) => q.waiting, show: (q) => whole(q.waiting), right: true },
                        { key: "late", label: t("capacity.late"), value: (q) => q.late, show: (q) => whole(q.late), right: true },
                    ]}
                />
                {known && (
                    <Facts
                        items={[
                            ...(v.capacity.week ?? []).map((n, i): [string, string] => [weekdays[i] ?? "", whole(n)]),
                            ...(v.capacity.exceptions ?? []).map((e): [string, string] => [day(e.day), whole(e.perDay) + (e.note ? " · " + e.note : "")]),
                        ]}
                    />
                )}
                {(v.closedDays ?? []).length > 0 && <Text size="xs" c="dimmed">{t("capacity.closed", { days: (v.closedDays ?? []).map((d) => day(d)).join(", ") })}</Text>}
            </Stack>
        </Panel>
    );
}

function Edit({ view, onClose }: { view?: View; onClose: () => void }) {
    const { t, word } = useTexts();
    const weekdays = useWeekdays();
    const workplace = view?.capacity.workplace;
    const shown = (v: View): Values => ({ ...Object.fromEntries((v.capacity.week ?? []).map((n, i) => ["week." + i, n])), week: { ...v.capacity.week }, exceptions: v.capacity.exceptions ?? [], perHundred: v.capacity.perHundred });
    const fields: FieldSpec[] = [
        ...weekdays.map((label, i): FieldSpec => ({ name: "week." + i, kind: "number", label, autoFocus: i === 0 })),
        { name: "perHundred", kind: "number", label: t("capacity.perHundred"), hint: t("capacity.perHundredHint"), width: 3 },
        {
            name: "exceptions", kind: "rows", label: t("capacity.exceptions"), fresh: { day: "", perDay: 0, note: "" },
            columns: [{ name: "day", kind: "date", label: t("capacity.day") }, { name: "perDay", kind: "number", label: t("capacity.perDay") }, { name: "note", label: t("field.note"), width: 2 }],
        },
    ];
    return (
        <Dialog title={workplace ? word("workplace", workplace) : ""} opened={!!view} onClose={onClose} size="xl">
            {view && workplace && (
                <Form
                    wide
                    initial={shown(view)}
                    fields={fields}
                    submit={t("shell.save")}
                    version={view.capacity.version}
                    current={async () => {
                        const now = ((await api.get("/capacity")).items ?? []).find((v) => v.capacity.workplace === workplace)!;
                        return { ...shown(now), version: now.capacity.version };
                    }}
                    onSubmit={async (v, version) => {
                        const week = [0, 1, 2, 3, 4, 5, 6].map((i) => (v.week as Record<number, number>)[i] ?? 0);
                        await api.put("/capacity/{workplace}", { path: { workplace }, version, body: { week, exceptions: v.exceptions, perHundred: v.perHundred } as never });
                        await refresh("/capacity", "/campaigns");
                        onClose();
                    }}
                />
            )}
        </Dialog>
    );
}
