import { ActionIcon, Button, Checkbox, Group, Loader, Menu, Text, TextInput } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, memo, type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { useTexts } from "../i18n/text";
import { saveCsv } from "./csv";
import { EmptyState } from "./empty";

export interface Column<T> {
    key: string;
    label: string;
    value: (row: T) => string | number | null | undefined;
    show?: (row: T) => ReactNode;
    right?: boolean;
    width?: number;
    hidden?: boolean;
}

export interface TableProps<T> {
    /** names the CSV file and what is remembered of the columns */
    name: string;
    label: string;
    columns: Column<T>[];
    rows: T[];
    rowKey: (row: T) => string;
    onOpen?: (row: T) => void;
    /** keys that act on the row while the list has the focus */
    rowKeys?: Record<string, (row: T) => void>;
    loading?: boolean;
    more?: { has: boolean; load: () => void; busy: boolean };
    empty?: ReactNode;
    height?: number | string;
    tools?: ReactNode;
    compact?: boolean;
}

const kRow = 33;

function compare(a: unknown, b: unknown): number {
    if (a == null || a === "") return b == null || b === "" ? 0 : 1;
    if (b == null || b === "") return -1;
    if (typeof a === "number" && typeof b === "number") return a - b;
    return String(a).localeCompare(String(b), undefined, { numeric: true });
}

function useHiddenColumns<T>(name: string, columns: Column<T>[]) {
    const store = "rejoinder.columns." + name;
    const [hidden, setHidden] = useState<string[]>(() => {
        const kept = localStorage.getItem(store);
        return kept ? (JSON.parse(kept) as string[]) : columns.filter((c) => c.hidden).map((c) => c.key);
    });
    return {
        hidden,
        toggle: (key: string) => {
            const next = hidden.includes(key) ? hidden.filter((h) => h !== key) : [...hidden, key];
            localStorage.setItem(store, JSON.stringify(next));
            setHidden(next);
        },
    };
}

interface RowProps {
    row: unknown;
    index: number;
    columns: Column<never>[];
    active: boolean;
    opens: boolean;
    number: (n: number) => string;
    onOpen: (index: number, row: unknown) => void;
}

/** A row is drawn again only when something of it changed, so that scrolling costs what comes into view. */
const Row = memo(function Row(props: RowProps) {
    const row = props.row as never;
    return (
        <tr
            aria-rowindex={props.index + 2}
            className={(props.active ? "active" : "") + (props.opens ? " opens" : "")}
            onClick={() => props.onOpen(props.index, row)}
        >
            {props.columns.map((c) => {
                const v = c.value(row);
                return (
                    <td key={c.key} className={c.right ? "right figures" : undefined}>
                        {c.show ? c.show(row) : typeof v === "number" ? props.number(v) : v}
                    </td>
                );
            })}
        </tr>
    );
});

/** The one table: sorts, filters, chooses columns, saves CSV, and draws only the rows that can be seen. */
export function DataTable<T>(props: TableProps<T>) {
    const { t, whole, number } = useTexts();
    const [filter, setFilter] = useState("");
    const [sort, setSort] = useState<{ key: string; down: boolean }>();
    const [active, setActive] = useState(0);
    const scroll = useRef<HTMLDivElement>(null);
    const { hidden, toggle } = useHiddenColumns(props.name, props.columns);
    const columns = useMemo(() => props.columns.filter((c) => !hidden.includes(c.key)), [props.columns, hidden]);
    const latest = useRef(props);
    latest.current = props;
    const openRow = useCallback((index: number, row: T) => {
        setActive(index);
        latest.current.onOpen?.(row);
    }, []);

    const rows = useMemo(() => {
        const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
        let out = props.rows;
        if (words.length > 0)
            out = out.filter((row) => {
                const text = props.columns.map((c) => c.value(row) ?? "").join(" ").toLowerCase();
                return words.every((w) => text.includes(w));
            });
        const by = sort && props.columns.find((c) => c.key === sort.key);
        if (by) out = [...out].sort((a, b) => compare(by.value(a), by.value(b)) * (sort.down ? -1 : 1));
        return out;
    }, [props.rows, props.columns, filter, sort]);

    const virtual = useVirtualizer({
        count: rows.length,
        getScrollElement: () => scroll.current,
        estimateSize: () => kRow,
        overscan: 6,
    });
    const items = virtual.getVirtualItems();
    const before = items[0]?.start ?? 0;
    const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);

    const go = (to: number) => {
        const next = Math.max(0, Math.min(rows.length - 1, to));
        setActive(next);
        virtual.scrollToIndex(next);
        if (props.more?.has && !props.more.busy && next > rows.length - 20) props.more.load();
    };
    const onKey = (e: KeyboardEvent) => {
        if ((e.target as HTMLElement).tagName === "BUTTON" || (e.target as HTMLElement).tagName === "A") return;
        const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 };
        const row = rows[active];
        const own = row && !e.ctrlKey && !e.altKey ? props.rowKeys?.[e.key] : undefined;
        if (e.key in steps) go(active + steps[e.key]);
        else if (e.key === "Home") go(0);
        else if (e.key === "End") go(rows.length - 1);
        else if (e.key === "Enter" && row && props.onOpen) props.onOpen(row);
        else if (own) own(row);
        else return;
        e.preventDefault();
    };
    const csv = () =>
        saveCsv(
            props.name,
            columns.map((c) => c.label),
            rows.map((row) => columns.map((c) => c.value(row) ?? "")),
        );

    if (!props.loading && props.rows.length === 0 && props.empty) return <>{props.empty}</>;
    return (
        <div className="table-box">
            <Group gap="xs" mb={6} wrap="wrap">
                {!props.compact && (
                    <TextInput
                        size="xs"
                        w={200}
                        placeholder={t("table.filter")}
                        aria-label={t("table.filter")}
                        value={filter}
                        onChange={(e) => (setFilter(e.currentTarget.value), setActive(0))}
                        onKeyDown={(e) => e.key === "ArrowDown" && scroll.current?.focus()}
                    />
                )}
                <Text size="xs" c="dimmed" className="figures" aria-live="polite">
                    {props.loading && props.rows.length === 0
                        ? t("shell.loading")
                        : t(props.more?.has ? "table.rowsMore" : "table.rows", { count: rows.length, shown: whole(rows.length) })}
                </Text>
                {props.more?.busy && <Loader size={12} />}
                <div style={{ flex: 1 }} />
                {props.tools}
                {!props.compact && (
                    <>
                        <Menu shadow="md" closeOnItemClick={false}>
                            <Menu.Target>
                                <Button size="compact-xs" variant="default">
                                    {t("table.columns")}
                                </Button>
                            </Menu.Target>
                            <Menu.Dropdown>
                                {props.columns.map((c) => (
                                    <Menu.Item key={c.key} onClick={() => toggle(c.key)} closeMenuOnClick={false}>
                                        <Checkbox size="xs" label={c.label} checked={!hidden.includes(c.key)} readOnly tabIndex={-1} />
                                    </Menu.Item>
                                ))}
                            </Menu.Dropdown>
                        </Menu>
                        <Button size="compact-xs" variant="default" onClick={csv}>
                            CSV
                        </Button>
                    </>
                )}
            </Group>
            <div
                ref={scroll}
                className="table-scroll"
                style={{ maxHeight: props.height ?? "calc(100dvh - 250px)" }}
                tabIndex={0}
                role="region"
                aria-label={t("table.hint", { name: props.label })}
                onKeyDown={onKey}
                onScroll={(e) => {
                    const box = e.currentTarget;
                    if (props.more?.has && !props.more.busy && box.scrollTop + box.clientHeight > box.scrollHeight - 400)
                        props.more.load();
                }}
            >
                <table className="data" aria-label={props.label} aria-rowcount={rows.length + 1}>
                    <thead>
                        <tr>
                            {columns.map((c) => (
                                <th
                                    key={c.key}
                                    scope="col"
                                    style={{ width: c.width, minWidth: c.width }}
                                    className={c.right ? "right" : undefined}
                                    aria-sort={sort?.key === c.key ? (sort.down ? "descending" : "ascending") : undefined}
                                >
                                    <button
                                        type="button"
                                        className="sort"
                                        onClick={() => setSort({ key: c.key, down: sort?.key === c.key ? !sort.down : false })}
                                    >
                                        {c.label}
                                        <span aria-hidden>{sort?.key === c.key ? (sort.down ? " ↓" : " ↑") : ""}</span>
                                    </button>
                                </th>
                            ))}
                        </tr>
                    </thead>
                    <tbody>
                        {before > 0 && (
                            <tr aria-hidden>
                                <td colSpan={columns.length} style={{ height: before, padding: 0, border: 0 }} />
                            </tr>
                        )}
                        {items.map((item) => {
                            const row = rows[item.index];
                            return (
                                <Row
                                    key={props.rowKey(row)}
                                    row={row}
                                    index={item.index}
                                    columns={columns as Column<never>[]}
                                    active={item.index === active}
                                    opens={!!props.onOpen}
                                    number={number}
                                    onOpen={openRow as (index: number, row: unknown) => void}
                                />
                            );
                        })}
                        {after > 0 && (
                            <tr aria-hidden>
                                <td colSpan={columns.length} style={{ height: after, padding: 0, border: 0 }} />
                            </tr>
                        )}
                    </tbody>
                </table>
                {!props.loading && rows.length === 0 && <EmptyState title={t(props.rows.length === 0 ? "table.none" : "table.nothing")} />}
            </div>
            {props.more?.has && (
                <ActionIcon variant="subtle" w="auto" px={8} onClick={props.more.load} loading={props.more.busy}>
                    {t("table.more")}
                </ActionIcon>
            )}
        </div>
    );
}
