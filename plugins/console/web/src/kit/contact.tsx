import { Combobox, Text, TextInput, useCombobox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas } from "../api/client";
import { useTexts } from "../i18n/text";

export type Contact = Schemas["Contact"];

export function nameOf(c: Pick<Contact, "title" | "givenName" | "familyName" | "companyName" | "email"> | null | undefined): string {
    if (!c) return "–";
    const person = [c.title, c.givenName, c.familyName].filter(Boolean).join(" ");
    if (c.companyName) return person ? `${c.companyName} · ${person}` : c.companyName;
    return person || c.email || "–";
}

export function placeOf(c: Contact): string {
    const street = [c.street, c.houseNumber].filter(Boolean).join(" ");
    const city = [c.postcode, c.city].filter(Boolean).join(" ");
    return [street, c.addressLine2, city].filter(Boolean).join(", ");
}

/** "079 123…" may belong to any of the countries that callers come from. */
function phonesOf(text: string): string[] {
    const digits = text.replace(/[^\d+]/g, "");
    if (digits.startsWith("+")) return [digits];
    if (digits.startsWith("00")) return ["+" + digits.slice(2)];
    if (digits.startsWith("0")) return ["41", "49", "43", "33"].map((c) => "+" + c + digits.slice(1));
    return [];
}

/** People by what somebody says on the phone: name, postcode, phone number, e-mail, or customer number. */
export async function searchContacts(text: string, signal?: AbortSignal): Promise<Contact[]> {
    const wish = text.trim();
    if (wish.length < 2) return [];
    const queries: Record<string, string>[] = [];
    if (wish.includes("@")) queries.push({ email: wish });
    else if (/^[+\d][\d\s/()-]*$/.test(wish)) {
        for (const phone of phonesOf(wish)) queries.push({ phone });
        if (/^\d{2,6}$/.test(wish)) queries.push({ postcode: wish });
        if (/^\d+$/.test(wish)) queries.push({ externalKey: wish });
    } else {
        // "Müller Bern" and "Müller 3011": the name is asked for, the rest narrows it.
        queries.push({ name: wish });
        const [first, ...rest] = wish.split(/[\s,]+/);
        // Of a common name there are hundreds; who is meant must be among those that are narrowed down.
        if (rest.length > 0) queries.push({ name: first, limit: "500" });
        if (/\d/.test(wish) && rest.length === 0) queries.push({ externalKey: wish });
    }
    const found = await Promise.all(queries.map((query) => api.get("/contacts", { query: { limit: 50, ...query } as never, signal })));
    const all = new Map<string, Contact>();
    for (const page of found) for (const c of page.items ?? []) all.set(c.id, c);
    const words = wish.toLowerCase().split(/[\s,]+/).slice(1);
    const rank = (c: Contact) => {
        const text = [c.givenName, c.familyName, c.companyName, c.city, c.postcode].join(" ").toLowerCase();
        return words.filter((w) => text.includes(w)).length;
    };
    return [...all.values()].sort((a, b) => rank(b) - rank(a)).slice(0, 20);
}

export function useContactSearch(text: string, enabled = true) {
    return useQuery({
        queryKey: ["/contacts", "search", text.trim()],
        queryFn: ({ signal }) => searchContacts(text, signal),
        enabled: enabled && text.trim().length >= 2,
        staleTime: 30_000,
        placeholderData: (before) => before,
    });
}

export function useContact(id: string | null | undefined) {
    return useQuery({
        queryKey: ["/contacts/{id}", { id }, {}],
        queryFn: ({ signal }) => api.get("/contacts/{id}", { path: { id: id! }, signal }),
        enabled: !!id,
        staleTime: 60_000,
    });
}

let asked = new Map<string, ((c: Contact | null) => void)[]>();

/** One request for all names that come into view together. */
function nameLater(id: string): Promise<Contact | null> {
    return new Promise((done) => {
        if (asked.size === 0)
            setTimeout(async () => {
                const all = asked;
                asked = new Map();
                const ids = [...all.keys()];
                const found = new Map<string, Contact>();
                for (let i = 0; i < ids.length; i += 200) {
                    const page = await api.get("/contacts", { query: { ids: ids.slice(i, i + 200).join() } as never }).catch(() => undefined);
                    for (const c of page?.items ?? []) found.set(c.id, c);
                }
                for (const [key, acts] of all) acts.forEach((act) => act(found.get(key) ?? null));
            }, 10);
        asked.set(id, [...(asked.get(id) ?? []), done]);
    });
}

/** A person by name; looked up when it is shown. */
export function ContactName(props: { id: string | null | undefined }) {
    const { data, isFetched } = useQuery({
        queryKey: ["/contacts", "name", props.id],
        queryFn: () => nameLater(props.id!),
        enabled: !!props.id,
        staleTime: 60_000,
    });
    return <>{data ? [nameOf(data), data.city].filter(Boolean).join(", ") : props.id && !isFetched ? "…" : "–"}</>;
}

/** A field in which a person is chosen by typing. */
export function ContactPicker(props: {
    label: string;
    value: string;
    fault?: string;
    required?: boolean;
    autoFocus?: boolean;
    onChange: (id: string | undefined) => void;
}) {
    const { t } = useTexts();
    const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
    const [text, setText] = useState("");
    const chosen = useContact(props.value || undefined);
    const found = useContactSearch(text, box.dropdownOpened);
    return (
        <Combobox
            store={box}
            onOptionSubmit={(id) => {
                props.onChange(id);
                setText("");
                box.closeDropdown();
            }}
        >
            <Combobox.Target>
                <TextInput
                    label={props.label}
                    error={props.fault}
                    withAsterisk={props.required}
                    autoFocus={props.autoFocus}
                    data-autofocus={props.autoFocus || undefined}
                    placeholder={t("contact.search")}
                    value={text || (chosen.data ? `${nameOf(chosen.data)}, ${chosen.data.city}` : "")}
                    onChange={(e) => {
                        setText(e.currentTarget.value);
                        if (props.value) props.onChange(undefined);
                        box.openDropdown();
                        box.updateSelectedOptionIndex();
                    }}
                    onBlur={() => box.closeDropdown()}
                />
            </Combobox.Target>
            <Combobox.Dropdown hidden={!found.data}>
                <Combobox.Options mah={280} style={{ overflowY: "auto" }} aria-label={props.label}>
                    {found.data?.length === 0 && <Combobox.Empty>{t("contact.none")}</Combobox.Empty>}
                    {found.data?.map((c) => (
                        <Combobox.Option key={c.id} value={c.id}>
                            <Text size="sm">{nameOf(c)}</Text>
                            <Text size="xs" c="dimmed">
                                {placeOf(c)}
                            </Text>
                        </Combobox.Option>
                    ))}
                </Combobox.Options>
            </Combobox.Dropdown>
        </Combobox>
    );
}
