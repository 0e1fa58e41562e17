import { Group } from "@mantine/core";
import { ActButton, api, choices, countries, DataTable, Dialog, Fault, Form, Panel, refresh, type Schemas, setAt, useGet, useTexts, type Values } from "@rejoinder/console";

type View = Schemas["OrderView"];
type Address = Schemas["OrderAddress"];

const changed = () => refresh("/orders", "/stock", "/promises", "/holds");

/** Quantities, another line, and why. */
export function ChangeLines(props: { view: View; opened: boolean; onClose: () => void }) {
    const { t } = useTexts();
    const items = useGet("/items", { query: { limit: 1000 } as never });
    const skus = (items.data?.items ?? []).filter((i) => i.active && !i.hasVariants).map((i) => ({ value: i.sku, label: `${i.name} (${i.sku})` }));
    const lines = (props.view.lines ?? []).filter((l) => l.ordered > l.cancelled && l.role !== "part");
    const initial = lines.reduce<Values>((v, l, n) => setAt(v, `lines.${n}.quantity`, l.ordered - l.cancelled), {});
    return (
        <Dialog title={t("orders.change")} opened={props.opened} onClose={props.onClose}>
            <Form
                initial={initial}
                fields={[
                    ...lines.map((l, n) => ({ name: `lines.${n}.quantity`, label: t("orders.newQuantity", { name: l.name, sku: l.sku }), kind: "number" as const, required: true, autoFocus: n === 0, width: 3 as const })),
                    { name: "addLines.0.sku", label: t("orders.addLine"), kind: "select", options: [{ value: "", label: "–" }, ...skus], width: 2 },
                    { name: "addLines.0.quantity", label: t("orders.quantity"), kind: "number", when: (v) => !!(v.addLines as { 0?: { sku?: string } } | undefined)?.[0]?.sku },
                    { name: "note", label: t("orders.whyChanged"), width: 3 },
                ]}
                submit={t("shell.save")}
                onCancel={props.onClose}
                onSubmit={async (v) => {
                    const wanted = v.lines as Record<number, { quantity: number }>;
                    const added = (v.addLines as { 0?: { sku?: string; quantity?: number } } | undefined)?.[0];
                    const differ = lines.some((l, n) => wanted[n]?.quantity !== l.ordered - l.cancelled);
                    await api.post("/orders/{id}/changes", {
                        path: { id: props.view.id },
                        version: props.view.version,
                        body: {
                            // All of them, so that a fault's place is the field's.
                            lines: differ ? lines.map((l, n) => ({ lineId: l.id, quantity: wanted[n]?.quantity ?? 0 })) : [],
                            addLines: added?.sku ? [{ sku: added.sku, quantity: added.quantity ?? 1 }] : [],
                            note: v.note ?? "",
                        } as never,
                    });
                    props.onClose();
                    await changed();
                }}
            />
        </Dialog>
    );
}

/** Where this order's goods or bill go instead of where the person lives. */
export function ChangeAddress(props: { view: View; opened: boolean; onClose: () => void }) {
    const x = useTexts();
    const { t } = x;
    return (
        <Dialog title={t("orders.otherAddress")} opened={props.opened} onClose={props.onClose}>
            <Form
                initial={{ addresses: { 0: { kind: "ship", country: "CH" } } }}
                fields={[
                    { name: "addresses.0.kind", label: t("orders.addressKind"), kind: "select", required: true, autoFocus: true, options: choices("addressKind", ["ship", "bill"])(x), width: 3 },
                    { name: "addresses.0.name", label: t("field.name"), required: true, width: 3 },
                    { name: "addresses.0.addressLine2", label: t("field.addressLine2"), width: 3 },
                    { name: "addresses.0.street", label: t("field.street"), width: 2 },
                    { name: "addresses.0.houseNumber", label: t("field.houseNumber") },
                    { name: "addresses.0.postcode", label: t("field.postcode"), required: true },
                    { name: "addresses.0.city", label: t("field.city"), required: true, width: 2 },
                    { name: "addresses.0.country", label: t("field.country"), kind: "select", required: true, options: countries(x.language), width: 3 },
                    { name: "note", label: t("orders.whyChanged"), width: 3 },
                ]}
                submit={t("shell.save")}
                onCancel={props.onClose}
                onSubmit={async (v) => {
                    const address = (v.addresses as { 0: Address })[0];
                    await api.post("/orders/{id}/changes", { path: { id: props.view.id }, version: props.view.version, body: { addresses: [address], note: v.note ?? "" } as never });
                    props.onClose();
                    await changed();
                }}
            />
        </Dialog>
    );
}

/** How this order is paid from now on. */
export function ChangePayment(props: { view: View; opened: boolean; onClose: () => void }) {
    const x = useTexts();
    const { t } = x;
    return (
        <Dialog title={t("orders.payment")} opened={props.opened} onClose={props.onClose}>
            <Form
                initial={{ payment: props.view.payment.kind, reference: props.view.payment.reference }}
                fields={[
                    { name: "payment", label: t("orders.payment"), kind: "select", required: true, autoFocus: true, options: choices("paymentKind", ["invoice", "prepaid", "card", "directDebit", "elsewhere"])(x) },
                    { name: "reference", label: t("orders.paymentReference"), hint: t("orders.paymentReferenceHint"), width: 2 },
                    { name: "note", label: t("orders.whyChanged"), width: 3 },
                ]}
                submit={t("shell.save")}
                onCancel={props.onClose}
                onSubmit={async (v) => {
                    const payment = { kind: v.payment, reference: v.reference ?? "" };
                    await api.post("/orders/{id}/changes", { path: { id: props.view.id }, version: props.view.version, body: { payment, note: v.note ?? "" } as never });
                    props.onClose();
                    await changed();
                }}
            />
        </Dialog>
    );
}

/** Where an order goes, and what was changed of it by whom. */
export function ChangesOfOrder(props: { view: View; mayChange: boolean }) {
    const { t, word, has, moment } = useTexts();
    const { data, error } = useGet("/orders/{id}/changes", { path: { id: props.view.id } });
    const said = (text: string) => (has("hold." + text) ? word("hold", text) : has("creditState." + text) ? word("creditState", text) : has("paymentKind." + text) ? word("paymentKind", text) : text);
    const own = (kind: Address["kind"]) =>
        api.post("/orders/{id}/changes", { path: { id: props.view.id }, version: props.view.version, body: { ownAddress: [kind] } as never }).then(changed);
    const addresses = data?.addresses ?? [];
    const changes = data?.changes ?? [];
    return (
        <>
            <Fault error={error} />
            {addresses.length > 0 && (
                <Panel title={t("orders.addresses")}>
                    {addresses.map((a) => (
                        <Group key={a.kind} gap="xs">
                            <strong>{word("addressKind", a.kind)}</strong>
                            <span>{[a.name, a.addressLine2, [a.street, a.houseNumber].filter(Boolean).join(" "), a.postcode + " " + a.city, a.country].filter(Boolean).join(", ")}</span>
                            {props.mayChange && <ActButton label={t("orders.ownAddress")} act={() => own(a.kind)} done={t("shell.saved")} />}
                        </Group>
                    ))}
                </Panel>
            )}
            {changes.length > 0 && (
                <Panel title={t("orders.changes")}>
                    <DataTable
                        name="order-changes"
                        label={t("orders.changes")}
                        compact
                        rows={changes}
                        rowKey={(c) => c.id}
                        columns={[
                            { key: "at", label: t("field.at"), value: (c) => c.changedAt, show: (c) => moment(c.changedAt) },
                            { key: "kind", label: t("orders.changeKind"), value: (c) => word("change", c.kind) },
                            { key: "sku", label: t("field.sku"), value: (c) => c.sku },
                            { key: "before", label: t("orders.before"), value: (c) => said(c.before) },
                            { key: "after", label: t("orders.after"), value: (c) => said(c.after) },
                            { key: "note", label: t("field.note"), value: (c) => c.note },
                            { key: "by", label: t("stock.by"), value: (c) => c.changedBy },
                        ]}
                    />
                </Panel>
            )}
        </>
    );
}
