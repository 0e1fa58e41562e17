import { Problem } from "../api/client";
import { faultTexts, textNow } from "../i18n/text";
import { notify } from "./notify";

/** What a fault says, in the user's language where there are words for its code. */
export const faultText = (code: string, message: string) => (textNow.has("fault." + code) ? textNow.t("fault." + code) : message);

/** What a refusal says: its faults, else what it is as a whole. */
export function refusalText(error: unknown): string {
    if (!(error instanceof Problem)) return String(error);
    if (error.offline && !textNow.has("fault." + error.code)) return textNow.t("shell.offline");
    const faults = error.faults.map((f) => faultText(f.code, f.message));
    return faults.length > 0 ? [...new Set(faults)].join(" · ") : faultText(error.code, error.message);
}

/** Says at the edge of the screen why something was refused. What is no refusal goes on its way. */
export function notifyRefusal(error: unknown) {
    if (!(error instanceof Problem)) throw error;
    void faultTexts().then(() => notify(refusalText(error), { bad: true }));
}
