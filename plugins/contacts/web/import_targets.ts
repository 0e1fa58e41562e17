import type { Texts } from "@rejoinder/console";

const fields = [
    "externalKey", "kind", "salutation", "title", "givenName", "familyName", "nameSuffix", "companyName", "department", "careOf", "street", "houseNumber",
    "addressLine2", "building", "poBox", "postcode", "city", "district", "region", "country", "language", "email", "phone", "source", "addressUndeliverable", "deceased",
];

/** Where a column of a file can go. */
export function importTargets(x: Texts, header: string, now: string) {
    const { t, has } = x;
    const known = [
        { value: "ignore", label: t("imports.toNothing") },
        { value: "attribute:" + header, label: t("imports.toAttribute", { name: header }) },
        ...fields.filter((f) => has("field." + f)).map((f) => ({ value: f, label: t("field." + f) })),
        ...["email", "phone", "sms"].map((c) => ({ value: "consent:" + c, label: t("imports.toConsent", { channel: t("channel." + c) }) })),
    ];
    return known.some((k) => k.value === now) ? known : [{ value: now, label: now.replace(/^attribute:/, "") }, ...known];
}
