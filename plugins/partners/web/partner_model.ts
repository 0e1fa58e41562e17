import { type Schemas, useTexts } from "@rejoinder/console";

export type File = Schemas["PartnerFile"];
export type Entry = Schemas["PartnerEntry"];
export type Source = File["file"]["source"];

export const sources: Source[] = ["payments", "shopOrders", "postalReturns"];
/** What a line is counted as. */
export const outcomes = ["captured", "duplicate", "known", "clearing", "rejected", "withdrawn", "refused", "waiting"] as const;
export const fileColours = { unbalanced: "red", failed: "red", closed: "teal", clearing: "orange", mapping: "orange", reading: "blue" };
export const entryColours = { captured: "teal", duplicate: "gray", clearing: "orange", rejected: "gray", withdrawn: "gray" };

const kTypes: Record<string, string> = { xml: "application/xml", zip: "application/zip", csv: "text/csv", txt: "text/plain" };

/** The file as the server takes it, whatever the browser thinks that it is. */
export function typed(file: globalThis.File): globalThis.File {
    return new globalThis.File([file], file.name, { type: kTypes[file.name.split(".").at(-1)?.toLowerCase() ?? ""] ?? "text/csv" });
}

/** Why something waits or was refused: in our words, or in those of the plugin that refused it. */
export function useReason() {
    const { t, has, word } = useTexts();
    return (code: string) => (has("reasonOf." + code) || !has("fault." + code) ? word("reasonOf", code) : t("fault." + code));
}
