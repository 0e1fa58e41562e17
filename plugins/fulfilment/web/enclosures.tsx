import { Button } from "@mantine/core";
import { api, DataTable, Dialog, EmptyState, Fault, Form, Panel, refresh, type Schemas, useCampaigns, useMe, usePages, useTexts, type FieldSpec } from "@rejoinder/console";
import { useState } from "react";

type Enclosure = Schemas["Enclosure"];

/** What is laid into orders by itself: into each or every first one, of a campaign or of all, in these days. */
export function Enclosures(props: { items: { value: string; label: string }[] }) {
    const { t, day } = useTexts();
    const me = useMe();
    const may = me.may("fulfilment.items");
    const campaigns = useCampaigns(me.may("campaigns.read"));
    const list = usePages("/enclosures");
    const [open, setOpen] = useState<Enclosure | "new">();
    const when: FieldSpec[] = [
        { name: "firstOnly", label: t("enclosures.firstOnly"), kind: "check", width: 3 },
        { name: "fromDay", label: t("enclosures.from"), kind: "date" },
        { name: "untilDay", label: t("enclosures.until"), kind: "date" },
    ];
    const done = async () => {
        setOpen(undefined);
        await refresh("/enclosures");
    };
    const days = (v: Record<string, unknown>) => ({ firstOnly: !!v.firstOnly, ...(v.fromDay ? { fromDay: v.fromDay } : {}), ...(v.untilDay ? { untilDay: v.untilDay } : {}) });
    return (
        <Panel title={t("enclosures.title")}>
            <Fault error={list.error} retry={() => void list.refetch()} />
            <DataTable<Enclosure>
                name="enclosures"
                label={t("enclosures.title")}
                compact
                rows={list.rows}
                rowKey={(e) => e.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={may ? setOpen : undefined}
                tools={may && <Button size="xs" onClick={() => setOpen("new")}>{t("enclosures.new")}</Button>}
                empty={<EmptyState title={t("enclosures.empty")} hint={t("enclosures.emptyHint")} />}
                columns={[
                    { key: "sku", label: t("field.sku"), value: (e) => e.sku },
                    { key: "name", label: t("field.name"), value: (e) => e.name },
                    { key: "first", label: t("enclosures.into"), value: (e) => t(e.firstOnly ? "enclosures.first" : "enclosures.every") },
                    { key: "campaign", label: t("field.campaignId"), wide: true, value: (e) => (e.campaignId ? campaigns.name(e.campaignId) : t("shell.all")) },
                    { key: "days", label: t("enclosures.days"), wide: true, value: (e) => (e.fromDay || e.untilDay ? `${e.fromDay ? day(e.fromDay) : "…"} – ${e.untilDay ? day(e.untilDay) : "…"}` : t("enclosures.always")) },
                    { key: "active", label: t("field.active"), value: (e) => t(e.active ? "shell.yes" : "shell.no") },
                ]}
            />
            <Dialog title={open === "new" ? t("enclosures.new") : (open?.name ?? "")} opened={!!open} onClose={() => setOpen(undefined)}>
                {open === "new" ? (
                    <Form
                        fields={[
                            { name: "sku", label: t("orders.one.item"), kind: "select", required: true, autoFocus: true, options: [{ value: "", label: "–" }, ...props.items], width: 3 },
                            ...(campaigns.items.length > 0 ? [{ name: "campaignId", kind: "select" as const, options: [{ value: "", label: t("shell.all") }, ...campaigns.options], width: 3 as const }] : []),
                            ...when,
                        ]}
                        submit={t("shell.save")}
                        onCancel={() => setOpen(undefined)}
                        onSubmit={async (v) => {
                            await api.post("/enclosures", { body: { sku: v.sku, ...days(v), ...(v.campaignId ? { campaignId: v.campaignId } : {}) } as never });
                            await done();
                        }}
                    />
                ) : (
                    open && (
                        <Form
                            initial={{ firstOnly: open.firstOnly, fromDay: open.fromDay, untilDay: open.untilDay, active: open.active }}
                            fields={[...when, { name: "active", kind: "check" }]}
                            submit={t("shell.save")}
                            version={open.version}
                            current={() => api.get("/enclosures/{id}", { path: { id: open.id } })}
                            onSubmit={async (v, version) => {
                                await api.patch("/enclosures/{id}", { path: { id: open.id }, version, body: { ...days(v), active: !!v.active } as never });
                                await done();
                            }}
                        />
                    )
                )}
            </Dialog>
        </Panel>
    );
}
