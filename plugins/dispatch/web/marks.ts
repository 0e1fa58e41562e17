import { useMe, usePages } from "@rejoinder/console";

/** The days on which waves were handed over, for a calendar. */
export function useWaveMarks() {
    const waves = usePages("/waves", {}, useMe().may("dispatch.read"));
    return waves.rows.flatMap((w) => (w.handedOverAt ? [{ campaignId: w.campaignId, at: w.handedOverAt, label: w.name, to: "/waves/" + w.id }] : []));
}
