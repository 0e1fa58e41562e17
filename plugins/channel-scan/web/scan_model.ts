import { useGet, useTexts } from "@rejoinder/console";

/** What a page is counted as. */
export const states = ["captured", "duplicate", "clearing", "rejected", "waiting"] as const;

const kTypes: Record<string, string> = { tif: "image/tiff", tiff: "image/tiff", jpg: "image/jpeg", jpeg: "image/jpeg", png: "image/png", pdf: "application/pdf" };

/** The file as the server takes it: some browsers know no TIFF. */
export function typed(file: File): File {
    return new File([file], file.name, { type: kTypes[file.name.split(".").at(-1)?.toLowerCase() ?? ""] ?? "application/octet-stream" });
}

/** Response types by name, and those to choose from. */
export function useTypes() {
    const { t, has } = useTexts();
    const { data } = useGet("/response-types", { stale: 300_000 });
    const name = (key: string) => (has("responseType." + key) ? t("responseType." + key) : (data?.items?.find((x) => x.key === key)?.name ?? key));
    return { name, choices: (data?.items ?? []).filter((x) => x.active).map((x) => ({ value: x.key, label: name(x.key) })) };
}
