import { ActButton, api, DataTable, Fault, notify, Panel, refresh, useGet, useTexts } from "@rejoinder/console";

/** What plugins did not take although it was tried often; once the cause is mended it can be tried again. */
export function Parked() {
    const { t, moment } = useTexts();
    const { data, error } = useGet("/parked-deliveries", { every: 60_000 });
    const items = data?.items ?? [];
    if (!error && items.length === 0) return null;
    return (
        <Panel title={t("parked.title")}>
            <Fault error={error} />
            <DataTable
                name="parked-deliveries"
                label={t("parked.title")}
                rows={items}
                rowKey={(d) => d.subscriber + d.eventId}
                height="30dvh"
                columns={[
                    { key: "subscriber", label: t("parked.subscriber"), value: (d) => d.subscriber },
                    { key: "topic", label: t("parked.topic"), value: (d) => d.topic },
                    { key: "attempts", label: t("operations.attempts"), value: (d) => d.attempts, right: true },
                    { key: "error", label: t("operations.error"), value: (d) => d.error },
                    { key: "at", label: t("field.at"), value: (d) => d.publishedAt, show: (d) => moment(d.publishedAt) },
                    {
                        key: "act", label: t("shell.again"), value: () => "",
                        show: (d) => (
                            <ActButton
                                size="compact-xs"
                                label={t("shell.again")}
                                act={() =>
                                    api.post("/parked-deliveries/retry", { body: { subscriber: d.subscriber, eventId: d.eventId } as never }).then(() => {
                                        notify(t("parked.again"));
                                        return refresh("/parked-deliveries");
                                    })
                                }
                            />
                        ),
                    },
                ]}
            />
        </Panel>
    );
}
