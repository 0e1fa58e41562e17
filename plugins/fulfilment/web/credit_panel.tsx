import { DataTable, mainUnits, Panel, StateBadge, useGet, useTexts } from "@rejoinder/console";

const colours = { waiting: "orange", approved: "teal", refused: "red", superseded: "gray", dropped: "gray" };

/** Who was asked whether the buyer will pay, and what they said. */
export function CreditOfOrder(props: { orderId: string }) {
    const { t, word, moment, money } = useTexts();
    const { data } = useGet("/credit-checks", { query: { orderId: props.orderId } as never });
    const checks = data?.items ?? [];
    if (checks.length === 0) return null;
    return (
        <Panel title={t("creditCheck.title")}>
            <DataTable
                name="credit-checks"
                label={t("creditCheck.title")}
                compact
                rows={checks}
                rowKey={(c) => c.id}
                columns={[
                    { key: "amount", label: t("invoices.amount"), value: (c) => mainUnits(c.amountMinor, c.currency), show: (c) => money(c.amountMinor, c.currency), right: true },
                    { key: "state", label: t("field.state"), value: (c) => word("creditState", c.state), show: (c) => <StateBadge group="creditState" value={c.state} colours={colours} /> },
                    { key: "reason", label: t("field.reason"), value: (c) => c.reason },
                    { key: "asked", label: t("creditCheck.asked"), wide: true, value: (c) => c.askedAt ?? "", show: (c) => (c.askedAt ? moment(c.askedAt) : "–") },
                    { key: "tries", label: t("creditCheck.tries"), wide: true, value: (c) => c.tries, right: true },
                    { key: "next", label: t("creditCheck.next"), value: (c) => c.nextAt ?? "", show: (c) => (c.nextAt ? moment(c.nextAt) : "–") },
                ]}
            />
        </Panel>
    );
}
