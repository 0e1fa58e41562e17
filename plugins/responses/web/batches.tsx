import { Button, Group } from "@mantine/core";
import { DataTable, Door, EmptyState, Fault, Panel, Screen, StateBadge, useGo, useMe, usePages, useTexts, useView } from "@rejoinder/console";
import { Through } from "./through";

/** Stacks that were typed with their figures, and a way through what of them still waits for a person. */
export default function Batches() {
    const { t, whole, moment } = useTexts();
    const me = useMe();
    const go = useGo();
    const [batchId, setBatch] = useView("batch");
    const list = usePages("/responses/batches", {});
    return (
        <Screen
            title={t("batches.title")}
            hint={t("batches.hint")}
            tools={me.may("responses.write") && <Button size="xs" onClick={() => go("/cards")}>{t("batches.new")}</Button>}
        >
            <Fault error={list.error} />
            {me.may("responses.write") && <Through key={batchId} batchId={batchId} onAll={() => setBatch("")} />}
            <Panel title={t("batches.list")}>
                <DataTable
                    name="batches"
                    label={t("batches.list")}
                    rows={list.rows}
                    rowKey={(b) => b.id}
                    loading={list.isLoading}
                    more={list.more}
                    compact
                    onOpen={(b) => setBatch(b.clearing > 0 ? b.id : "")}
                    empty={<EmptyState title={t("batches.none")} hint={t("batches.noneHint")} />}
                    columns={[
                        { key: "at", label: t("field.createdAt"), value: (b) => b.createdAt, show: (b) => moment(b.createdAt) },
                        { key: "name", label: t("field.name"), value: (b) => b.name },
                        { key: "by", label: t("responses.by"), wide: true, value: (b) => b.createdBy },
                        { key: "counted", label: t("batches.counted"), value: (b) => b.counted ?? null, right: true },
                        { key: "received", label: t("control.received"), value: (b) => b.received, right: true },
                        { key: "captured", label: t("control.captured"), value: (b) => b.captured, right: true },
                        { key: "duplicate", label: t("control.duplicate"), value: (b) => b.duplicate, right: true },
                        { key: "clearing", label: t("control.clearing"), value: (b) => b.clearing, show: (b) => (b.clearing > 0 ? <Door to={"/batches?batch=" + b.id}>{whole(b.clearing)}</Door> : whole(0)), right: true },
                        { key: "rejected", label: t("control.rejected"), value: (b) => b.rejected, right: true },
                        { key: "refused", label: t("batches.refused"), wide: true, value: (b) => b.refused, right: true },
                        { key: "state", label: t("field.state"), value: (b) => t(b.clearing > 0 ? "batch.open" : "batch.closed"), show: (b) => <StateBadge group="batch" value={b.clearing > 0 ? "open" : "closed"} /> },
                    ]}
                />
                <Group mt="xs"><Door to="/control">{t("control.title")}</Door></Group>
            </Panel>
        </Screen>
    );
}
