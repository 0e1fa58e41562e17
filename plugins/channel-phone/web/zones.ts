const kZones: Record<string, string> = { CH: "Europe/Zurich", DE: "Europe/Berlin", AT: "Europe/Vienna", FR: "Europe/Paris", GB: "Europe/London", IT: "Europe/Rome", LI: "Europe/Vaduz", LU: "Europe/Luxembourg", CN: "Asia/Shanghai" };

export const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** When a call-back is due, as the person on the phone says it: their wall clock. */
export const zoneOf = (country: string | undefined): string => kZones[country ?? ""] ?? ownZone();

/** The zones that are offered; the person's own first. */
export function zones(first: string): string[] {
    const all = (Intl as unknown as { supportedValuesOf?: (what: string) => string[] }).supportedValuesOf?.("timeZone") ?? Object.values(kZones);
    return [...new Set([first, ownZone(), ...Object.values(kZones), ...all])];
}

/** The instant at which a zone's clocks show that local time. */
export function instantOf(local: string, zone: string): string {
    const guess = Date.parse(local + "Z");
    const shown = new Date(guess).toLocaleString("sv-SE", { timeZone: zone }).replace(" ", "T") + "Z";
    return new Date(guess - (Date.parse(shown) - guess)).toISOString();
}

/** A time to offer: in an hour, or at nine where their clocks show evening, night or early morning. */
export function offeredTime(zone: string): string {
    const local = localOf(new Date(Math.ceil((Date.now() + 3_600_000) / 900_000) * 900_000), zone);
    const hour = Number(local.slice(11, 13));
    if (hour >= 9 && hour < 20) return local;
    const day = new Date(local.slice(0, 10) + "T12:00:00Z");
    if (hour >= 20) day.setUTCDate(day.getUTCDate() + 1);
    return day.toISOString().slice(0, 10) + "T09:00";
}

/** What the clocks of a zone show at an instant, as an input field wants it. */
export const localOf = (instant: Date, zone: string) => instant.toLocaleString("sv-SE", { timeZone: zone }).replace(" ", "T").slice(0, 16);
