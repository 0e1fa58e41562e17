import { Group } from "@mantine/core";
import { ActButton, api, Facts, Panel, refresh, type Schemas, StateBadge, useMe, useTexts } from "@rejoinder/console";

const colours = { announced: "blue", collecting: "teal", returned: "red", stopped: "gray" };

/** How an invoice is collected by direct debit, and a person's word about it. */
export function DebitOfInvoice(props: { view: Schemas["InvoiceView"] }) {
    const { t } = useTexts();
    const may = useMe().may("fulfilment.invoices");
    const { debit, id, version } = props.view;
    if (!debit) return null;
    const decide = (state: "announced" | "stopped") => api.patch("/invoices/{id}/direct-debit", { path: { id }, version, body: { state } }).then(() => refresh("/invoices"));
    return (
        <Panel title={t("mandates.title")}>
            <Facts
                items={[
                    [t("field.state"), <StateBadge key="s" group="debit" value={debit.state} colours={colours} />],
                    [t("debit.collectOn"), debit.collectOn],
                    ...(debit.nextOn !== debit.collectOn ? [[t("debit.nextOn"), debit.nextOn] as [string, string]] : []),
                    [t("mandates.reference"), debit.mandateReference],
                    [t("debit.account"), debit.account],
                    [t("debit.creditor"), debit.creditorId],
                ]}
            />
            {may && (
                <Group gap="xs">
                    {["announced", "returned"].includes(debit.state) && <ActButton label={t("debit.stop")} act={() => decide("stopped")} sure={t("debit.stopSure")} done={t("shell.saved")} />}
                    {["stopped", "returned"].includes(debit.state) && <ActButton label={t("debit.collect")} act={() => decide("announced")} sure={t("debit.collectSure")} done={t("shell.saved")} />}
                </Group>
            )}
        </Panel>
    );
}
