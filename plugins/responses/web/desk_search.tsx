import { TextInput } from "@mantine/core";
import { type Contact, Form, likelyCodes, Dialog, nameOf, placeOf, api, Problem, type Schemas, useContactSearch, useMe, useService, useShortcuts, useTexts, countries } from "@rejoinder/console";
import { forwardRef, useEffect, useState } from "react";
import { callerOfCode, type Caller, fetchEarly, mayBeBoth, mayBeCode } from "./desk_model";

interface Choice {
    key: string;
    title: string;
    note: string;
    act: () => void;
}

/** One field for everything a caller may say: code, name, postcode, phone number, e-mail, order number. */
export const DeskSearch = forwardRef<
    HTMLInputElement,
    { onCaller: (c: Caller) => void; onMedium: (sheet: Schemas["DeskSheet"]) => void; onContact: (c: Contact) => void; hasCaller: boolean; wish?: string }
>(function DeskSearch(props, ref) {
    const { t, language } = useTexts();
    const me = useMe();
    const [text, setText] = useState("");
    const [open, setOpen] = useState(false);
    const [at, setAt] = useState(0);
    const [near, setNear] = useState<{ code: string; printedCode: string; name: string; city: string }[]>([]);
    const [fault, setFault] = useState("");
    const [creating, setCreating] = useState(false);
    const isWhole = useService<(text: string) => boolean>("code.whole");
    useEffect(() => {
        if (!props.wish) return;
        setText(props.wish);
        setOpen(true);
    }, [props.wish]);
    const isCode = mayBeCode(text);
    const found = useContactSearch(text, open && !isCode);

    const takeCode = async (code: string) => {
        setFault("");
        setNear([]);
        try {
            let medium = false;
            const caller = await callerOfCode(code, (sheet) => ((medium = true), props.onMedium(sheet)));
            if (medium) return close();
            if (!caller) return setFault(t("code.unknown"));
            close();
            props.onCaller(caller);
        } catch (error) {
            if (!(error instanceof Problem)) throw error;
            if (error.offline) return setFault(t("shell.offline"));
            const likely = await likelyCodes(code);
            setNear(likely);
            setFault(t(likely.length > 0 ? "code.likely" : "code.unknown"));
            setAt(0);
            setOpen(true);
        }
    };
    const takeEither = async (both: string, choice: Choice | undefined) => {
        let medium = false;
        const caller = await callerOfCode(both, (sheet) => ((medium = true), props.onMedium(sheet))).catch(() => undefined);
        if (medium) return close();
        if (!caller) return choice?.act();
        close();
        props.onCaller(caller);
    };
    const takeOrder = async (id: string) => {
        const order = await api.get("/orders/{id}", { path: { id } });
        const contact = await api.get("/contacts/{id}", { path: { id: order.order.contactId } });
        close();
        props.onContact(contact);
    };
    const close = () => {
        setOpen(false);
        setNear([]);
        setFault("");
        setText("");
    };
    const choices: Choice[] = near.map((n) => ({
        key: n.code,
        title: n.printedCode,
        note: `${n.name}, ${n.city}`,
        act: () => void takeCode(n.code),
    }));
    if (!isCode && text.trim().length >= 2)
        for (const c of found.data ?? [])
            choices.push({ key: c.id, title: nameOf(c), note: placeOf(c), act: () => (close(), props.onContact(c)) });
    if (/^\d{15,20}$/.test(text.trim()) && me.may("fulfilment.read"))
        choices.push({ key: "order", title: t("desk.orderNumber", { number: text.trim() }), note: "", act: () => void takeOrder(text.trim()).catch(() => setFault(t("contact.none"))) });
    if (text.trim().length >= 2 && me.may("contacts.write"))
        choices.push({ key: "new", title: t("desk.newContact"), note: text.trim(), act: () => setCreating(true) });
    useShortcuts([{ key: "Alt+N", label: t("desk.newContact"), act: () => setCreating(true), when: me.may("contacts.write") }]);

    const shown = open && choices.length > 0 && !creating;
    return (
        <div className="desk-search">
            <TextInput
                ref={ref}
                autoFocus
                aria-label={t("desk.search")}
                placeholder={t("desk.searchHint")}
                role="combobox"
                aria-expanded={shown}
                aria-controls="desk-choices"
                aria-activedescendant={shown ? "desk-choice-" + at : undefined}
                autoComplete="off"
                spellCheck={false}
                value={text}
                error={fault || undefined}
                onFocus={() => setOpen(true)}
                onBlur={() => setTimeout(() => setOpen(false), 150)}
                onChange={(e) => {
                    if (isWhole?.(e.currentTarget.value)) fetchEarly(e.currentTarget.value);
                    setText(e.currentTarget.value);
                    setOpen(true);
                    setAt(0);
                    setNear([]);
                    setFault("");
                }}
                onKeyDown={(e) => {
                    if (e.key === "ArrowDown") setAt(Math.min(choices.length - 1, at + 1));
                    else if (e.key === "ArrowUp") setAt(Math.max(0, at - 1));
                    else if (e.key === "Escape") setOpen(false);
                    else if (e.key === "Enter" && near.length > 0) choices[at]?.act();
                    else if (e.key === "Enter" && isCode) void takeCode(text);
                    else if (e.key === "Enter" && mayBeBoth(text)) void takeEither(text, choices[at]);
                    else if (e.key === "Enter") choices[at]?.act();
                    else return;
                    e.preventDefault();
                }}
            />
            {shown && (
                <div className="desk-choices" id="desk-choices" role="listbox" aria-label={t("desk.search")}>
                    {choices.map((c, i) => (
                        <div key={c.key} id={"desk-choice-" + i} role="option" aria-selected={i === at} className="palette-item" onMouseDown={c.act}>
                            <b>{c.title}</b> <small>{c.note}</small>
                        </div>
                    ))}
                </div>
            )}
            <Dialog title={t("desk.newContact")} opened={creating} onClose={() => setCreating(false)}>
                <Form
                    draft="desk.contact"
                    initial={{ kind: "person", country: "CH", language, source: "phone", familyName: /^[^\d@+]+$/.test(text.trim()) ? text.trim() : "" }}
                    fields={[
                        { name: "salutation", kind: "select", options: ["mr", "ms", "mx", "family"].map((v) => ({ value: v, label: t("salutation." + v) })), autoFocus: true },
                        { name: "companyName" },
                        { name: "givenName" },
                        { name: "familyName" },
                        { name: "street" },
                        { name: "houseNumber" },
                        { name: "postcode" },
                        { name: "city" },
                        { name: "country", kind: "select", options: countries(language) },
                        { name: "phone" },
                        { name: "email", kind: "email" },
                    ]}
                    submit={t("desk.makeContact")}
                    onCancel={() => setCreating(false)}
                    onSubmit={async (values) => {
                        const contact = await api.post("/contacts", { body: values as never });
                        setCreating(false);
                        close();
                        props.onContact(contact);
                    }}
                />
            </Dialog>
        </div>
    );
});
