import type { Texts } from "../i18n/text";

const options = (group: string, values: string[]) => (x: Texts) => values.map((v) => ({ value: v, label: x.word(group, v) }));

/** Choices that many forms share, in the user's language. */
export const channels = options("channel", ["letter", "email", "phone", "sms", "web", "post", "shop", "payment", "other"]);
export const outgoing = options("channel", ["letter", "email", "phone", "sms"]);
export const salutations = options("salutation", ["none", "mr", "ms", "mx", "family", "couple"]);
export const contactKinds = options("contactKind", ["person", "company"]);
export const choices = options;

/** Countries that addresses come from, by their names. */
export function countries(language: string) {
    const names = new Intl.DisplayNames([language], { type: "region" });
    return ["CH", "DE", "AT", "FR", "LI", "IT", "LU", "BE", "NL", "GB", "US", "CN"].map((v) => ({ value: v, label: names.of(v) ?? v }));
}
