import type { Values } from "@rejoinder/console";

/** Days and numbers that were filled in; what is empty is not said. */
export function said(values: Values): Values {
    return Object.fromEntries(Object.entries(values).filter(([, v]) => v !== "" && v !== null && v !== undefined));
}
