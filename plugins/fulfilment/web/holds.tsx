import { Alert, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { ActButton, api, DataTable, Dialog, Door, Fault, Form, Panel, refresh, type Schemas, useGo, useMe, usePages, useTexts, useView } from "@rejoinder/console";

const changed = () => refresh("/orders", "/holds", "/promises", "/stock");

/** What holds an order, and the button that releases it. */
export function HoldsOfOrder(props: { holds: Schemas["fulfilment.Hold"][] }) {
    const { t, word, moment } = useTexts();
    const may = useMe().may("fulfilment.release");
    if (props.holds.length === 0) return null;
    return (
        <Alert color="orange" title={t("holds.held")} role="status">
            <Stack gap="xs">
                {props.holds.map((h) => (
                    <Group key={h.id} gap="xs" justify="space-between">
                        <Text size="sm">
                            <strong>{word("hold", h.reason)}</strong>
                            {h.note && " · " + h.note} · {moment(h.heldAt)}
                            {h.heldBy && " · " + h.heldBy}
                        </Text>
                        {may && (
                            <ActButton
                                label={t("holds.release")}
                                act={() => api.patch("/holds/{id}", { path: { id: h.id }, version: h.version, body: { released: true, note: "" } }).then(changed)}
                                done={t("holds.released")}
                            />
                        )}
                    </Group>
                ))}
                {!may && <Text size="sm">{t("holds.who")}</Text>}
            </Stack>
        </Alert>
    );
}

/** Asks why an order must wait. */
export function HoldDialog(props: { order: string; opened: boolean; onClose: () => void }) {
    const { t } = useTexts();
    return (
        <Dialog title={t("holds.hold")} opened={props.opened} onClose={props.onClose}>
            <Form
                fields={[{ name: "note", label: t("field.reason"), hint: t("holds.hint"), required: true, autoFocus: true, width: 3 }]}
                submit={t("holds.hold")}
                onCancel={props.onClose}
                onSubmit={async (v) => {
                    await api.post("/orders/{id}/holds", { path: { id: props.order }, body: v as never });
                    props.onClose();
                    await changed();
                }}
            />
        </Dialog>
    );
}

/** Orders that wait for a person's word, by what holds them. */
export function HeldOrders(props: { counts: Schemas["HeldFor"][] }) {
    const { t, word, whole, moment } = useTexts();
    const go = useGo();
    const [reason, setReason] = useView("held");
    const list = usePages("/holds", { reason });
    if (props.counts.length === 0 && list.rows.length === 0 && !list.error) return null;
    return (
        <Panel title={t("holds.title")}>
            <Fault error={list.error} retry={() => void list.refetch()} />
            <DataTable
                name="held-orders"
                label={t("holds.title")}
                compact
                rows={list.rows}
                rowKey={(h) => h.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={(h) => go("/orders/" + h.orderId)}
                tools={
                    <NativeSelect
                        size="xs"
                        aria-label={t("holds.reason")}
                        value={reason}
                        onChange={(e) => setReason(e.currentTarget.value)}
                        data={[{ value: "", label: t("shell.all") }, ...props.counts.map((c) => ({ value: c.reason as string, label: `${word("hold", c.reason)} (${whole(c.orders)})` }))]}
                    />
                }
                columns={[
                    { key: "at", label: t("holds.since"), value: (h) => h.heldAt, show: (h) => moment(h.heldAt) },
                    { key: "reason", label: t("field.reason"), value: (h) => word("hold", h.reason) },
                    { key: "note", label: t("field.note"), value: (h) => h.note },
                    { key: "order", label: t("orders.one"), wide: true, value: (h) => h.orderId, show: (h) => <Door to={"/orders/" + h.orderId}>{h.orderId}</Door> },
                    { key: "by", label: t("stock.by"), wide: true, value: (h) => h.heldBy },
                ]}
            />
        </Panel>
    );
}
