import { ActButton, api, DataTable, EmptyState, Fault, Panel, refresh, Screen, urlOf, useGet, usePages, useTexts } from "@rejoinder/console";

/** The end of the day: what waits for a carrier is handed over and closed out, once. */
export default function HandOver() {
    const { t, moment } = useTexts();
    const carriers = useGet("/carriers", { every: 60_000 });
    const list = usePages("/manifests");
    const close = async (carrier: string) => {
        await api.post("/manifests", { body: { carrier } });
        await refresh("/manifests", "/carriers");
    };
    return (
        <Screen title={t("handOver.title")} hint={t("handOver.hint")}>
            <Fault error={carriers.error ?? list.error} />
            <Panel title={t("handOver.waiting")}>
                <DataTable
                    name="carriers"
                    label={t("handOver.waiting")}
                    compact
                    rows={carriers.data?.items ?? []}
                    rowKey={(c) => c.name}
                    columns={[
                        { key: "name", label: t("orders.carrier"), value: (c) => c.name },
                        { key: "parcels", label: t("handOver.parcels"), value: (c) => c.parcels, right: true },
                        {
                            key: "act",
                            label: t("handOver.close"),
                            value: (c) => c.name,
                            show: (c) => c.parcels > 0 && <ActButton label={t("handOver.close")} act={() => close(c.name)} sure={t("handOver.sure", { count: c.parcels })} done={t("shell.saved")} />,
                        },
                    ]}
                />
            </Panel>
            <DataTable
                name="manifests"
                label={t("handOver.done")}
                rows={list.rows}
                rowKey={(m) => m.id}
                loading={list.isLoading}
                more={list.more}
                empty={<EmptyState title={t("handOver.empty")} hint={t("handOver.emptyHint")} />}
                columns={[
                    { key: "at", label: t("field.at"), value: (m) => m.closedAt, show: (m) => moment(m.closedAt) },
                    { key: "carrier", label: t("orders.carrier"), value: (m) => m.carrier },
                    { key: "parcels", label: t("handOver.parcels"), value: (m) => m.parcels, right: true },
                    { key: "by", label: t("stock.by"), wide: true, value: (m) => m.closedBy },
                    { key: "list", label: t("handOver.list"), value: (m) => m.id, show: (m) => <a href={urlOf("/manifests/{id}/csv", { path: { id: m.id } })} download>CSV</a> },
                ]}
            />
        </Screen>
    );
}
