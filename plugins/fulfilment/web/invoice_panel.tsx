import { Group } from "@mantine/core";
import { ActButton, api, Door, Panel, refresh, StateBadge, useGet, useMe, useTexts } from "@rejoinder/console";
import { invoiceColours } from "./invoice_model";

/** The invoices of an order, and the button that makes one. */
export function InvoicesOfOrder(props: { orderId: string; shipped: boolean; open: boolean }) {
    const { t, money, word } = useTexts();
    const may = useMe().may("fulfilment.invoices");
    const list = useGet("/invoices", { query: { orderId: props.orderId } as never });
    const make = (prepaid: boolean) => api.post("/orders/{id}/invoices", { path: { id: props.orderId }, body: { prepaid } }).then(() => refresh("/invoices"));
    return (
        <Panel title={t("invoices.title")}>
            {(list.data?.items ?? []).map((v) => (
                <Group key={v.id} gap="xs">
                    <Door to={"/invoices/" + v.id}>{word("invoiceKind", v.kind)} {v.number}</Door>
                    {money(v.totalMinor, v.currency)}
                    <StateBadge group="invoice" value={v.state} colours={invoiceColours} />
                </Group>
            ))}
            {may && (
                <Group gap="xs">
                    {props.shipped && <ActButton label={t("invoices.ofShipped")} act={() => make(false)} done={t("shell.saved")} />}
                    {props.open && <ActButton label={t("invoices.prepaid")} act={() => make(true)} done={t("shell.saved")} />}
                </Group>
            )}
        </Panel>
    );
}
