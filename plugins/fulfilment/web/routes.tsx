import { Button } from "@mantine/core";
import { api, choices, DataTable, Dialog, EmptyState, Fault, type FieldSpec, Form, refresh, type Schemas, Screen, useGet, useMe, useTexts } from "@rejoinder/console";
import { useState } from "react";

type Route = Schemas["FulfilmentRoute"];
const kinds = ["parcel", "digital", "letter", "house", "appointment"] as const;
const namesIn = (text: unknown) => String(text ?? "").split(",").map((n) => n.trim()).filter(Boolean);

/** What response types and items set in motion, and who must agree first. */
export default function Routes() {
    const x = useTexts();
    const { t, word } = x;
    const me = useMe();
    const may = me.may("fulfilment.items");
    const list = useGet("/fulfilment-routes");
    const items = useGet("/items", { query: { limit: 1000 } });
    const types = useGet("/response-types", { stale: 300_000, enabled: me.may("responses.read") });
    const houses = useGet("/houses");
    const [open, setOpen] = useState<Route | "new">();
    const house = (id?: string | null) => (houses.data?.items ?? []).find((h) => h.id === id)?.house.name ?? "";
    const what: FieldSpec[] = [
        { name: "kind", label: t("routes.kind"), kind: "select", required: true, options: choices("route", [...kinds])(x), width: 3 },
        { name: "responseType", label: t("routes.type"), hint: t("routes.typeHint"), kind: "select", options: [{ value: "", label: "–" }, ...(types.data?.items ?? []).map((r) => ({ value: r.key, label: r.name }))], width: 3 },
        { name: "sku", label: t("orders.one.item"), kind: "select", options: [{ value: "", label: "–" }, ...(items.data?.items ?? []).map((i) => ({ value: i.sku, label: `${i.name} (${i.sku})` }))], width: 3 },
        { name: "houseId", label: t("houses.one"), kind: "select", options: [{ value: "", label: "–" }, ...(houses.data?.items ?? []).map((h) => ({ value: h.id, label: h.house.name }))], when: (v) => v.kind === "house", width: 3 },
    ];
    const how = (appointment: (v: Record<string, unknown>) => boolean): FieldSpec[] => [
        { name: "approval", label: t("routes.approval"), kind: "check", width: 3 },
        { name: "approvers", label: t("routes.approvers"), hint: t("routes.approversHint"), when: (v) => !!v.approval, width: 3 },
        { name: "days", label: t("routes.days"), kind: "number", when: appointment },
        { name: "assignee", label: t("appointments.assignee"), hint: t("routes.anybodyHint"), when: appointment, width: 2 },
    ];
    const done = async () => {
        setOpen(undefined);
        await refresh("/fulfilment-routes");
    };
    return (
        <Screen title={t("routes.title")} hint={t("routes.hint")} tools={may && <Button size="xs" onClick={() => setOpen("new")}>{t("routes.new")}</Button>}>
            <Fault error={list.error} />
            <DataTable<Route>
                name="fulfilment-routes"
                label={t("routes.title")}
                rows={list.data?.items ?? []}
                rowKey={(r) => r.id}
                loading={list.isLoading}
                onOpen={may ? setOpen : undefined}
                empty={<EmptyState title={t("routes.empty")} hint={t("routes.emptyHint")} />}
                columns={[
                    { key: "name", label: t("field.name"), value: (r) => r.name },
                    { key: "kind", label: t("routes.kind"), value: (r) => word("route", r.kind) + (r.houseId ? " · " + house(r.houseId) : "") },
                    { key: "type", label: t("routes.type"), value: (r) => (types.data?.items ?? []).find((y) => y.key === r.responseType)?.name ?? r.responseType },
                    { key: "sku", label: t("field.sku"), value: (r) => r.sku },
                    { key: "approval", label: t("routes.approval"), wide: true, value: (r) => (r.approval ? (r.approvers ?? []).join(", ") || t("routes.anybody") : t("shell.no")) },
                    { key: "active", label: t("field.active"), value: (r) => t(r.active ? "shell.yes" : "shell.no") },
                ]}
            />
            <Dialog title={open === "new" ? t("routes.new") : (open?.name ?? "")} opened={!!open} onClose={() => setOpen(undefined)}>
                {open === "new" ? (
                    <Form
                        initial={{ kind: "parcel", responseType: "", sku: "", days: 1 }}
                        fields={[{ name: "name", required: true, autoFocus: true, width: 3 }, ...what, ...how((v) => v.kind === "appointment")]}
                        submit={t("shell.save")}
                        onCancel={() => setOpen(undefined)}
                        onSubmit={async (v) => {
                            const { houseId, approvers, approval, ...rest } = v;
                            await api.post("/fulfilment-routes", { body: { ...rest, approval: !!approval, approvers: namesIn(approvers), ...(houseId && v.kind === "house" ? { houseId } : {}) } as never });
                            await done();
                        }}
                    />
                ) : (
                    open && (
                        <Form
                            initial={{ name: open.name, approval: open.approval, approvers: (open.approvers ?? []).join(", "), days: open.days, assignee: open.assignee, active: open.active }}
                            fields={[{ name: "name", required: true, autoFocus: true, width: 3 }, ...how(() => open.kind === "appointment"), { name: "active", kind: "check" }]}
                            submit={t("shell.save")}
                            version={open.version}
                            onCancel={() => setOpen(undefined)}
                            onSubmit={async (v, version) => {
                                await api.patch("/fulfilment-routes/{id}", { path: { id: open.id }, version, body: { ...v, approval: !!v.approval, active: !!v.active, approvers: namesIn(v.approvers) } as never });
                                await done();
                            }}
                        />
                    )
                )}
            </Dialog>
        </Screen>
    );
}
