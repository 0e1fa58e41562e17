import { ActionIcon, Text, Textarea, TextInput } from "@mantine/core";
import { type Schemas, useService, useTexts } from "@rejoinder/console";
import { useEffect, useRef, useState } from "react";
import { type Capture, type Caller, type DeskItem, inUsualOrder, type Line, matching, readWish } from "./desk_model";
import { OwnField } from "./own_field";

interface Props {
    /** the campaign's outcomes in their order; without them all types are offered */
    outcomes?: Schemas["OutcomeChoice"][];
    caller: Caller | undefined;
    types: Schemas["ResponseType"][];
    capture: Capture;
    onChange: (next: Capture) => void;
}

const noItems = (): DeskItem[] => [];

/** What the caller wants: the outcome, the items, a note; one step after the other. */
export function CallForm(props: Props) {
    const { t, has } = useTexts();
    const { capture, onChange } = props;
    const useItems = useService<() => DeskItem[]>("desk.items") ?? noItems;
    const items = useItems();
    const box = useRef<HTMLDivElement>(null);
    const types = props.outcomes ? props.outcomes.filter((o) => o.atDesk).flatMap((o) => props.types.filter((x) => x.active && x.key === o.type)) : inUsualOrder(props.types);
    const usual = props.outcomes?.find((o) => o.byDefault)?.type;
    useEffect(() => {
        if (usual && props.caller && !capture.type) onChange({ ...capture, type: usual });
    }, [usual, props.caller, capture, onChange]);
    const chosen = types.find((x) => x.key === capture.type);
    const nameOf = (x: Schemas["ResponseType"]) => (has("responseType." + x.key) ? t("responseType." + x.key) : x.name);
    const choose = (key: string, goOn: boolean) => {
        onChange({ ...capture, type: key });
        const type = types.find((x) => x.key === key);
        // Once drawn, and before the next key: whoever types on at once loses none.
        if (goOn) queueMicrotask(() => box.current?.querySelector<HTMLElement>(type?.fulfil && items.length > 0 ? ".desk-item input" : "textarea")?.focus());
    };
    return (
        <div ref={box}>
            <p className="desk-script">{t(props.caller ? (chosen ? "desk.script." + (chosen.fulfil ? "items" : "other") : "desk.script.wish") : "desk.script.who")}</p>
            <div
                className="desk-outcomes"
                role="radiogroup"
                aria-label={t("desk.outcome")}
                onKeyDown={(e) => {
                    const n = Number(e.key);
                    if (e.ctrlKey || e.altKey || !(n >= 1 && n <= types.length)) {
                        if (e.key !== "Enter" || !capture.type) return;
                        e.preventDefault();
                        return choose(capture.type, true);
                    }
                    e.preventDefault();
                    choose(types[n - 1].key, true);
                }}
            >
                {types.map((x, i) => (
                    <label key={x.id} className={capture.type === x.key ? "chosen" : undefined}>
                        <input type="radio" name="outcome" value={x.key} checked={capture.type === x.key} onChange={() => choose(x.key, false)} />
                        {i < 9 && <kbd>{i + 1}</kbd>} {nameOf(x)}
                    </label>
                ))}
            </div>
            {chosen?.fulfil && items.length > 0 && <Items items={items} lines={capture.lines} order={chosen.key === "order"} onLines={(lines) => onChange({ ...capture, lines })} />}
            {(chosen?.fields ?? []).map((f) => (
                <OwnField key={f.key} field={f} value={capture.fields?.[f.key] ?? ""} onChange={(v) => onChange({ ...capture, fields: { ...capture.fields, [f.key]: v } })} />
            ))}
            <Textarea label={t("field.note")} autosize minRows={2} maxRows={6} value={capture.note} onChange={(e) => onChange({ ...capture, note: e.currentTarget.value })} />
        </div>
    );
}

function Items(props: { items: DeskItem[]; lines: Line[]; order: boolean; onLines: (lines: Line[]) => void }) {
    const { t, whole, money } = useTexts();
    const [text, setText] = useState("");
    const [at, setAt] = useState(0);
    const found = text.trim() ? matching(props.items, text, props.order).slice(0, 6) : [];
    const priceOf = (sku: string) => props.items.find((i) => i.sku === sku);
    const add = (item: DeskItem) => {
        const { quantity } = readWish(text);
        const there = props.lines.find((l) => l.sku === item.sku);
        props.onLines(
            there
                ? props.lines.map((l) => (l === there ? { ...l, quantity: l.quantity + quantity } : l))
                : [...props.lines, { sku: item.sku, name: item.name, quantity }],
        );
        setText("");
        setAt(0);
    };
    const stock = (item: DeskItem | undefined) =>
        !item || item.available === null ? "" : item.available > 0 ? t("desk.inStock", { count: whole(item.available) }) : t("desk.notInStock");
    const total = props.lines.reduce((sum, l) => sum + l.quantity * (priceOf(l.sku)?.priceMinor ?? 0), 0);
    return (
        <div className="desk-items">
            <div className="desk-item">
                <TextInput
                    label={t("desk.item")}
                    placeholder={t("desk.itemHint")}
                    role="combobox"
                    aria-expanded={found.length > 0}
                    aria-controls="desk-item-choices"
                    aria-activedescendant={found[at] ? "desk-item-" + at : undefined}
                    autoComplete="off"
                    value={text}
                    onChange={(e) => (setText(e.currentTarget.value), setAt(0))}
                    onKeyDown={(e) => {
                        if (e.key === "ArrowDown") setAt(Math.min(found.length - 1, at + 1));
                        else if (e.key === "ArrowUp") setAt(Math.max(0, at - 1));
                        else if (e.key === "Enter" && found[at]) add(found[at]);
                        else if (e.key === "Escape") setText("");
                        else return;
                        e.preventDefault();
                    }}
                />
                {found.length > 0 && (
                    <div className="desk-choices" id="desk-item-choices" role="listbox" aria-label={t("desk.item")}>
                        {found.map((item, i) => (
                            <div key={item.sku} id={"desk-item-" + i} role="option" aria-selected={i === at} className="palette-item" onMouseDown={(e) => (e.preventDefault(), add(item))}>
                                <b>{item.name}</b> <small>{item.sku} · {item.priceMinor > 0 ? money(item.priceMinor, item.currency) + " · " : ""}{stock(item)}</small>
                            </div>
                        ))}
                    </div>
                )}
            </div>
            {props.lines.length > 0 && (
                <table className="data desk-lines" aria-label={t("desk.lines")}>
                    <tbody>
                        {props.lines.map((l) => {
                            const item = priceOf(l.sku);
                            return (
                                <tr key={l.sku}>
                                    <td>
                                        <input
                                            type="number"
                                            min={1}
                                            max={10000}
                                            className="desk-quantity"
                                            aria-label={t("desk.quantityOf", { name: l.name })}
                                            value={l.quantity}
                                            onChange={(e) => props.onLines(props.lines.map((x) => (x === l ? { ...x, quantity: Math.max(1, Number(e.currentTarget.value) || 1) } : x)))}
                                        />
                                    </td>
                                    <td>{l.name}</td>
                                    <td className="right figures">{item && item.priceMinor > 0 ? money(item.priceMinor * l.quantity, item.currency) : ""}</td>
                                    <td>
                                        <small>{stock(item)}</small>
                                    </td>
                                    <td>
                                        <ActionIcon size="sm" variant="subtle" aria-label={t("desk.removeLine", { name: l.name })} onClick={() => props.onLines(props.lines.filter((x) => x !== l))}>
                                            ×
                                        </ActionIcon>
                                    </td>
                                </tr>
                            );
                        })}
                    </tbody>
                </table>
            )}
            {props.order && total > 0 && (
                <Text size="sm" ta="right" fw={600} className="figures">
                    {t("desk.total", { sum: money(total, props.items[0]?.currency ?? "CHF") })}
                </Text>
            )}
        </div>
    );
}
