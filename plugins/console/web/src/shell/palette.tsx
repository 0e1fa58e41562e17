import { Modal, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useContactSearch, nameOf, placeOf } from "../kit/contact";
import { useGo } from "../kit/screen";
import { useTexts } from "../i18n/text";
import { useRegistry } from "./contributions";
import { useMe } from "./session";

interface Item {
    key: string;
    title: string;
    note?: string;
    to: string;
}

/** One field for pages, people and whatever plugins' search services find. */
export function Palette(props: { opened: boolean; onClose: () => void }) {
    const { t } = useTexts();
    return (
        <Modal opened={props.opened} onClose={props.onClose} withCloseButton={false} size="lg" yOffset="8vh" padding="sm" title={t("palette.title")}>
            {props.opened && <Inner onClose={props.onClose} />}
        </Modal>
    );
}

function Inner(props: { onClose: () => void }) {
    const { t } = useTexts();
    const me = useMe();
    const go = useGo();
    const { pages, services } = useRegistry();
    const [text, setText] = useState("");
    const [at, setAt] = useState(0);
    const people = useContactSearch(text, me.may("contacts.read"));
    const extra = Object.entries(services)
        .filter(([name]) => name.startsWith("palette."))
        .flatMap(([, find]) => (find as (text: string) => { title: string; note?: string; to: string }[])(text));
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const asked = words.join(" ");
    /** What begins as it was typed stands before what holds it somewhere. */
    const farOff = (title: string) => {
        const has = title.toLowerCase();
        if (has.startsWith(asked)) return has === asked ? 0 : 1;
        return words.every((w) => has.split(/[\s-]+/).some((part) => part.startsWith(w))) ? 2 : 3;
    };
    const items: Item[] = [
        ...extra.map((e, i) => ({ ...e, key: "e" + i, title: t(e.title, { text }) })),
        ...pages
            .filter((p) => p.group && words.every((w) => t(p.title).toLowerCase().includes(w)))
            .map((p) => ({ key: p.path, title: t(p.title), note: t("group." + p.group), to: p.path }))
            .sort((a, b) => (words.length ? farOff(a.title) - farOff(b.title) : 0))
            .slice(0, words.length ? 8 : 30),
        ...(text.trim().length >= 2 ? (people.data ?? []) : [])
            .slice(0, 8)
            .map((c) => ({ key: c.id, title: nameOf(c), note: placeOf(c), to: "/contacts/" + c.id })),
    ];
    const open = (item: Item | undefined) => {
        if (!item) return;
        props.onClose();
        go(item.to);
    };
    return (
        <>
            <TextInput
                autoFocus
                data-autofocus
                aria-label={t("palette.title")}
                placeholder={t("palette.hint")}
                role="combobox"
                aria-expanded
                aria-controls="palette"
                aria-activedescendant={items[at] ? "palette-" + at : undefined}
                value={text}
                onChange={(e) => (setText(e.currentTarget.value), setAt(0))}
                onKeyDown={(e) => {
                    if (e.key === "ArrowDown") setAt(Math.min(items.length - 1, at + 1));
                    else if (e.key === "ArrowUp") setAt(Math.max(0, at - 1));
                    else if (e.key === "Enter") open(items[at]);
                    else return;
                    e.preventDefault();
                }}
            />
            <div id="palette" role="listbox" aria-label={t("palette.title")} style={{ marginTop: 8, maxHeight: "55vh", overflowY: "auto" }}>
                {items.map((item, i) => (
                    <div key={item.key} id={"palette-" + i} role="option" aria-selected={i === at} tabIndex={-1} className="palette-item" onClick={() => open(item)} onMouseEnter={() => setAt(i)}>
                        <Text span size="sm" fw={500}>
                            {item.title}
                        </Text>
                        {item.note && (
                            <Text span size="xs" c="dimmed" ml="sm">
                                {item.note}
                            </Text>
                        )}
                    </div>
                ))}
            </div>
        </>
    );
}
