import { api, choices, Form, notify, refresh, useTexts } from "@rejoinder/console";

/** A short tone: high for right, low for wrong. Text and colour say the same. */
export function sound(right: boolean) {
    const context = new AudioContext();
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = right ? 1046 : 196;
    volume.gain.value = 0.08;
    tone.connect(volume).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + (right ? 0.12 : 0.4));
    tone.onended = () => void context.close();
}

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
                await api.post("/orders/{id}/short-picks", { path: { id: props.order }, body: { note: "", ...v, lineId: props.line } as never });
                notify(t("pick.reported", { sku: props.sku }));
                props.onDone(String(v.reason));
                await refresh("/orders", "/stock", "/short-picks", "/pick-batches");
            }}
        />
    );
}
