import { useGet, useTexts } from "@rejoinder/console";

/** Names of response types in the user's language; own ones as they were called. */
export function useTypeName() {
    const { t, has } = useTexts();
    const { data } = useGet("/response-types", { stale: 300_000 });
    return (key: string) => (has("responseType." + key) ? t("responseType." + key) : (data?.items?.find((x) => x.key === key)?.name ?? key));
}

/** The response types to choose from. */
export function useTypeNames() {
    const name = useTypeName();
    const { data } = useGet("/response-types", { stale: 300_000 });
    return (data?.items ?? []).filter((x) => x.active).map((x) => ({ value: x.key, label: name(x.key) }));
}
