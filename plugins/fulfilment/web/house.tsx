import { Button, FileInput, Stack, Text } from "@mantine/core";
import { ActButton, api, DataTable, Dialog, Door, EmptyState, Fault, Form, notify, Panel, refresh, type Schemas, Screen, StateBadge, urlOf, useGet, useId, useMe, usePages, useTexts } from "@rejoinder/console";
import { useState } from "react";
import { houseFields } from "./houses";

const changed = () => refresh("/houses", "/house-files", "/house-lines", "/house-answers", "/orders", "/stock");

/** Files for the house; one whose hand-over broke off waits for a person's word. */
function Files(props: { house: string }) {
    const { t, word, moment } = useTexts();
    const may = useMe().may("fulfilment.work");
    const list = usePages("/house-files", { houseId: props.house });
    const set = (f: Schemas["HouseFile"], state: "handed" | "made") => api.patch("/house-files/{id}", { path: { id: f.id }, version: f.version, body: { state } }).then(changed);
    return (
        <Panel
            title={t("houses.files")}
            tools={may && <ActButton label={t("houses.makeFile")} act={() => api.post("/houses/{id}/files", { path: { id: props.house }, body: {} as never }).then(changed)} done={t("houses.fileMade")} />}
        >
            <Fault error={list.error} />
            <DataTable
                name="house-files"
                label={t("houses.files")}
                compact
                rows={list.rows}
                rowKey={(f) => f.id}
                loading={list.isLoading}
                more={list.more}
                empty={<EmptyState title={t("houses.noFiles")} hint={t("houses.noFilesHint")} />}
                columns={[
                    { key: "at", label: t("field.at"), value: (f) => f.madeAt, show: (f) => moment(f.madeAt) },
                    { key: "state", label: t("field.state"), value: (f) => word("houseFile", f.state), show: (f) => <StateBadge group="houseFile" value={f.state} colours={{ unknown: "red" }} /> },
                    { key: "orders", label: t("orders.title"), value: (f) => f.orders, right: true },
                    { key: "lines", label: t("houses.lines"), wide: true, value: (f) => f.lineCount, right: true },
                    { key: "by", label: t("stock.by"), wide: true, value: (f) => f.madeBy },
                    { key: "csv", label: t("houses.fetch"), value: (f) => f.id, show: (f) => may && <a href={urlOf("/house-files/{id}/csv", { path: { id: f.id } })} download>CSV</a> },
                    {
                        key: "act",
                        label: t("houses.say"),
                        value: (f) => f.state,
                        show: (f) =>
                            may &&
                            (f.state === "made" || f.state === "unknown") && (
                                <>
                                    <ActButton label={t("houses.hasIt")} act={() => set(f, "handed")} done={t("shell.saved")} />
                                    {f.state === "unknown" && <ActButton label={t("houses.sendAgain")} act={() => set(f, "made")} sure={t("houses.sendAgainSure")} done={t("shell.saved")} />}
                                </>
                            ),
                    },
                ]}
            />
        </Panel>
    );
}

/** What the house was told to send and did not answer; who should have been heard of first. */
function Waiting(props: { house: string }) {
    const { t, moment } = useTexts();
    const { data } = useGet("/house-lines", { query: { houseId: props.house, limit: 200 }, every: 60_000 });
    const late = (l: Schemas["HouseLine"]) => Date.parse(l.answerBy) < Date.now();
    if (!data || (data.items ?? []).length === 0) return null;
    return (
        <Panel title={t("houses.away")}>
            <DataTable
                name="house-lines"
                label={t("houses.away")}
                compact
                rows={data.items ?? []}
                rowKey={(l) => l.id}
                height="35dvh"
                columns={[
                    { key: "by", label: t("houses.answerBy"), value: (l) => l.answerBy, show: (l) => (late(l) ? "⚠ " : "") + moment(l.answerBy) },
                    { key: "order", label: t("orders.one"), value: (l) => l.orderId, show: (l) => <Door to={"/orders/" + l.orderId}>{l.orderId}</Door> },
                    { key: "sku", label: t("field.sku"), value: (l) => l.sku },
                    { key: "open", label: t("houses.open"), value: (l) => l.quantity - l.shipped - l.refused, right: true },
                    { key: "due", label: t("houses.due"), wide: true, value: (l) => l.dueAt, show: (l) => moment(l.dueAt) },
                ]}
            />
        </Panel>
    );
}

/** One answer: what became of each line. */
function Answer(props: { id: string }) {
    const { t, word } = useTexts();
    const { data, error } = useGet("/house-answers/{id}", { path: { id: props.id } });
    const fault = (code: string) => (code ? t("fault." + code) : "");
    return (
        <>
            <Fault error={error} />
            <DataTable
                name="house-answer"
                label={t("houses.answer")}
                rows={data?.lines ?? []}
                rowKey={(l) => String(l.lineNo)}
                height="60dvh"
                columns={[
                    { key: "no", label: t("houses.lineNo"), value: (l) => l.lineNo, right: true },
                    { key: "state", label: t("field.state"), value: (l) => word("houseLine", l.state) },
                    { key: "fault", label: t("houses.fault"), value: (l) => fault(l.fault) },
                    { key: "order", label: t("orders.one"), value: (l) => l.orderId ?? "", show: (l) => l.orderId && <Door to={"/orders/" + l.orderId}>{l.orderId}</Door> },
                    { key: "sku", label: t("field.sku"), value: (l) => l.sku },
                    { key: "quantity", label: t("field.quantity"), value: (l) => l.quantity, right: true },
                    { key: "outcome", label: t("houses.column.outcome"), value: (l) => (l.outcome ? t("houses.word." + l.outcome) : "") },
                    { key: "number", label: t("houses.column.trackingNumber"), wide: true, value: (l) => l.trackingNumber },
                    { key: "lot", label: t("lots.lot"), wide: true, value: (l) => l.lot },
                    { key: "reason", label: t("field.reason"), wide: true, value: (l) => l.reason },
                ]}
            />
        </>
    );
}

function Answers(props: { house: string }) {
    const { t, moment } = useTexts();
    const may = useMe().may("fulfilment.work");
    const [open, setOpen] = useState("");
    const [file, setFile] = useState<File | null>(null);
    const [fault, setFault] = useState<unknown>();
    const list = usePages("/house-answers", { houseId: props.house });
    const hand = async () => {
        setFault(undefined);
        try {
            const made = await api.post("/houses/{id}/answers", { path: { id: props.house }, body: file! });
            setFile(null);
            notify(t("houses.taken", { applied: made.answer.applied, faults: made.answer.faults }));
            setOpen(made.id);
            await changed();
        } catch (e) {
            setFault(e);
        }
    };
    return (
        <Panel title={t("houses.answers")}>
            <Stack gap="xs">
                <Fault error={fault ?? list.error} />
                {may && (
                    <Stack gap="xs" maw={420}>
                        <FileInput label={t("houses.handIn")} accept=".csv,.txt,text/csv,text/plain" value={file} onChange={setFile} clearable clearButtonProps={{ "aria-label": t("shell.remove") }} />
                        <Button size="xs" disabled={!file} onClick={() => void hand()}>{t("houses.handInNow")}</Button>
                    </Stack>
                )}
                <DataTable
                    name="house-answers"
                    label={t("houses.answers")}
                    compact
                    rows={list.rows}
                    rowKey={(a) => a.id}
                    more={list.more}
                    onOpen={(a) => setOpen(a.id)}
                    columns={[
                        { key: "at", label: t("field.at"), value: (a) => a.receivedAt, show: (a) => moment(a.receivedAt) },
                        { key: "name", label: t("field.name"), wide: true, value: (a) => a.fileName },
                        { key: "applied", label: t("houseLine.applied"), value: (a) => a.applied, right: true },
                        { key: "again", label: t("houseLine.again"), wide: true, value: (a) => a.again, right: true },
                        { key: "faults", label: t("houseLine.fault"), value: (a) => a.faults, show: (a) => (a.faults > 0 ? "⚠ " + a.faults : "0"), right: true },
                        { key: "by", label: t("stock.by"), wide: true, value: (a) => a.receivedBy },
                    ]}
                />
                <Dialog title={t("houses.answer")} opened={!!open} onClose={() => setOpen("")} size="xl">{open && <Answer id={open} />}</Dialog>
            </Stack>
        </Panel>
    );
}

function Items(props: { view: Schemas["HouseView"] }) {
    const { t } = useTexts();
    const may = useMe().may("fulfilment.stock");
    const [open, setOpen] = useState(false);
    const items = useGet("/items", { query: { limit: 1000 } });
    const id = props.view.id;
    const there = props.view.items ?? [];
    const others = (items.data?.items ?? []).filter((i) => !i.kit && !i.lots && !there.some((h) => h.id === i.id));
    return (
        <Panel title={t("items.title")} tools={may && <Button size="xs" onClick={() => setOpen(true)}>{t("houses.give")}</Button>}>
            <DataTable
                name="house-items"
                label={t("items.title")}
                compact
                rows={there}
                rowKey={(i) => i.id}
                empty={<EmptyState title={t("houses.noItems")} hint={t("houses.giveHint")} />}
                columns={[
                    { key: "sku", label: t("field.sku"), value: (i) => i.sku },
                    { key: "name", label: t("field.name"), wide: true, value: (i) => i.name },
                    { key: "hand", label: t("stock.onHand"), value: (i) => i.onHand, right: true },
                    { key: "reserved", label: t("stock.reserved"), wide: true, value: (i) => i.reserved, right: true },
                    { key: "available", label: t("stock.available"), value: (i) => i.available, right: true },
                    { key: "back", label: t("stock.backOrdered"), wide: true, value: (i) => i.backOrdered, right: true },
                    { key: "act", label: t("houses.take"), value: (i) => i.id, show: (i) => may && <ActButton label={t("houses.take")} act={() => api.remove("/houses/{id}/items/{itemId}", { path: { id, itemId: i.id } }).then(changed)} sure={t("houses.takeSure")} done={t("shell.saved")} /> },
                ]}
            />
            <Dialog title={t("houses.give")} opened={open} onClose={() => setOpen(false)}>
                <Text size="sm" mb="xs">{t("houses.giveHint")}</Text>
                <Form
                    fields={[{ name: "sku", kind: "select", required: true, autoFocus: true, options: [{ value: "", label: "–" }, ...others.map((i) => ({ value: i.sku, label: `${i.name} (${i.sku})` }))], width: 3 }]}
                    submit={t("houses.give")}
                    onCancel={() => setOpen(false)}
                    onSubmit={async (v) => {
                        await api.post("/houses/{id}/items", { path: { id }, body: v as never });
                        setOpen(false);
                        await changed();
                    }}
                />
            </Dialog>
        </Panel>
    );
}

/** One outside house: what it has to do, its files, its answers, its goods. */
export default function HousePage() {
    const x = useTexts();
    const { t } = x;
    const id = useId();
    const may = useMe().may("fulfilment.items");
    const [edit, setEdit] = useState(false);
    const { data, error } = useGet("/houses/{id}", { path: { id }, every: 60_000 });
    return (
        <Screen
            title={data?.house.name ?? t("houses.one")}
            hint={data && t("houses.figures", { away: data.away, late: data.late })}
            back={{ to: "/houses", label: t("houses.title") }}
            tools={may && data && <Button size="xs" variant="default" onClick={() => setEdit(true)}>{t("shell.edit")}</Button>}
        >
            <Fault error={error} />
            <Files house={id} />
            <Waiting house={id} />
            <Answers house={id} />
            {data && <Items view={data} />}
            {data && (
                <Dialog title={data.house.name} opened={edit} onClose={() => setEdit(false)} size="lg">
                    <Form
                        initial={data.house as never}
                        fields={[...houseFields(x), { name: "active", kind: "check" }]}
                        submit={t("shell.save")}
                        version={data.version}
                        current={() => api.get("/houses/{id}", { path: { id } }).then((h) => ({ ...h.house, version: h.version }))}
                        onCancel={() => setEdit(false)}
                        onSubmit={async (v, version) => {
                            const { name, folder, sendAt, answerHours, parcelCost, pieceCost, mapping, active } = v;
                            await api.patch("/houses/{id}", { path: { id }, version, body: { name, folder, sendAt, answerHours, parcelCost, pieceCost, mapping, active } as never });
                            setEdit(false);
                            await changed();
                        }}
                    />
                </Dialog>
            )}
        </Screen>
    );
}
