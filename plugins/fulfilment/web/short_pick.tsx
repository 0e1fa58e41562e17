import { api, choices, Form, notify, refresh, useTexts } from "@rejoinder/console";

/** Fewer lie in the bin than are wanted: how many are missing, and why. */
export function ShortPick(props: { order: string; line: string; sku: string; missing: number; onDone: (reason: string) => void; onCancel: () => void }) {
    const x = useTexts();
    const { t } = x;
    return (
        <Form
            initial={{ reason: "notFound", quantity: props.missing }}
            fields={[
                { name: "reason", kind: "select", required: true, autoFocus: true, options: choices("short", ["notFound", "damaged", "wrongItem", "pickLater"])(x), width: 3 },
                { name: "quantity", label: t("pick.missing"), kind: "number", required: true },
                { name: "note", width: 3 },
            ]}
            submit={t("pick.report")}
            onCancel={props.onCancel}
            onSubmit={async (v) => {
                const told = await api.post("/orders/{id}/short-picks", { path: { id: props.order }, body: { note: "", ...v, lineId: props.line } as never });
                const left = told.reason === "pickLater" ? 0 : told.quantity - told.refilled;
                notify(t("pick.reported", { sku: props.sku }) + (told.refilled > 0 ? " " + t("pick.others", { count: told.refilled }) : "") + (left > 0 ? " " + t("pick.noOthers", { count: left }) : ""));
                props.onDone(String(v.reason));
                await refresh("/orders", "/stock", "/short-picks", "/pick-batches");
            }}
        />
    );
}
