import { ActionIcon, Button, Checkbox, Group, Loader, Menu, Text, TextInput } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useCallback, useDeferredValue, useId, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useTexts } from "../i18n/text";
import { saveCsv } from "./csv";
import { EmptyState } from "./empty";
import { kRow, Row, useWidths, useWindow } from "./table_view";
import { useView } from "./view";

export interface Column<T> {
    key: string;
    label: string;
    value: (row: T) => string | number | null | undefined;
    show?: (row: T) => ReactNode;
    right?: boolean;
    /** in pixels, at least; for what is fetched only when it is shown */
    width?: number;
    hidden?: boolean;
    /** left out on a narrow screen */
    wide?: boolean;
}

/** The rest of a list that the server hands out in pages. */
export interface More<T> {
    has: boolean;
    load: () => void;
    busy: boolean;
    all: () => Promise<T[]>;
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
    more?: More<T>;
    empty?: ReactNode;
    height?: number | string;
    tools?: ReactNode;
    compact?: boolean;
}

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

const narrow = window.matchMedia("(max-width: 560px)");
const useNarrow = () =>
    useSyncExternalStore(
        (act) => (narrow.addEventListener("change", act), () => narrow.removeEventListener("change", act)),
        () => narrow.matches,
    );

/** The rows that hold all words of the filter, in the wished order. */
function useChosen<T>(rows: T[], columns: Column<T>[], filter: string, sort: { key: string; down: boolean } | undefined) {
    return useMemo(() => {
        const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
        let out = rows;
        if (words.length > 0)
            out = out.filter((row) => {
                const text = columns.map((c) => c.value(row) ?? "").join(" ").toLowerCase();
                return words.every((w) => text.includes(w));
            });
        const by = sort && columns.find((c) => c.key === sort.key);
        if (by) out = [...out].sort((a, b) => compare(by.value(a), by.value(b)) * (sort.down ? -1 : 1));
        return out;
    }, [rows, columns, filter, sort]);
}

/** The one table: sorts, filters, chooses columns, saves CSV, and draws only the rows that can be seen. */
export function DataTable<T>(props: TableProps<T>) {
    const { t, whole, number } = useTexts();
    const id = useId();
    // What is filtered and sorted stands in the address, so that it can be kept and sent to somebody.
    const [filter, setFilter] = useView(props.name + ".filter");
    const [sorted, setSorted] = useView(props.name + ".sort");
    const sort = useMemo(() => (sorted ? { key: sorted.replace(/^-/, ""), down: sorted.startsWith("-") } : undefined), [sorted]);
    const [active, setActive] = useState(0);
    const [gathering, setGathering] = useState(false);
    const box = useRef<HTMLDivElement>(null);
    const { hidden, toggle } = useHiddenColumns(props.name, props.columns);
    const isNarrow = useNarrow();
    const columns = useMemo(
        () => props.columns.filter((c) => !hidden.includes(c.key) && !(isNarrow && c.wide)),
        [props.columns, hidden, isNarrow],
    );
    const latest = useRef(props);
    latest.current = props;
    const openRow = useCallback((index: number, row: T) => {
        setActive(index);
        latest.current.onOpen?.(row);
    }, []);
    const rows = useChosen(props.rows, props.columns, useDeferredValue(filter), sort);
    const view = useWindow(box, rows.length);
    const style = useWidths(box, columns, rows.length > 0);

    const go = (to: number) => {
        const next = Math.max(0, Math.min(rows.length - 1, to));
        setActive(next);
        const e = box.current;
        if (!e) return;
        if (next * kRow < e.scrollTop) e.scrollTop = next * kRow;
        else if ((next + 2) * kRow > e.scrollTop + e.clientHeight) e.scrollTop = (next + 2) * kRow - e.clientHeight;
        if (props.more?.has && !props.more.busy && next > rows.length - 20) props.more.load();
    };
    const onKey = (e: KeyboardEvent) => {
        if (/^(BUTTON|A|INPUT|SELECT)$/.test((e.target as HTMLElement).tagName)) return;
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
    /** What is saved is the whole list, also what has not been shown yet. */
    const csv = async () => {
        let all = rows;
        if (props.more?.has && !filter) {
            setGathering(true);
            all = await props.more.all().finally(() => setGathering(false));
        }
        saveCsv(
            props.name,
            columns.map((c) => c.label),
            all.map((row) => columns.map((c) => c.value(row) ?? "")),
        );
    };

    if (!props.loading && props.rows.length === 0 && props.empty) return <>{props.empty}</>;
    const count = props.loading && props.rows.length === 0 ? t("shell.loading") : t(props.more?.has ? "table.rowsMore" : "table.rows", { count: rows.length, shown: whole(rows.length) });
    return (
        <div className="table-box">
            {(!props.compact || props.tools || rows.length > 0) && (
                <Group gap="xs" mb={6} wrap="wrap">
                    {!props.compact && (
                        <TextInput
                            size="xs"
                            w={200}
                            placeholder={t("table.filter")}
                            aria-label={t("table.filter")}
                            value={filter}
                            onChange={(e) => (setFilter(e.currentTarget.value), setActive(0))}
                            onKeyDown={(e) => e.key === "ArrowDown" && box.current?.focus()}
                        />
                    )}
                    <Text size="xs" c="dimmed" className="figures" aria-live="polite">
                        {!props.compact && count}
                        {filter && props.more?.has ? " · " + t("table.filterLoaded") : ""}
                    </Text>
                    {props.more?.busy && <Loader size={12} />}
                    <div style={{ flex: 1 }} />
                    {props.tools}
                    <ColumnMenu columns={props.columns} hidden={hidden} toggle={toggle} />
                    <Button size="compact-xs" variant="default" loading={gathering} onClick={() => void csv()}>
                        CSV
                    </Button>
                </Group>
            )}
            {!props.loading && rows.length === 0 ? (
                <div className="table-scroll">
                    <EmptyState title={t(props.rows.length === 0 ? "table.none" : "table.nothing")} />
                </div>
            ) : (
                <div
                    ref={box}
                    className="table-scroll"
                    style={{ maxHeight: props.height ?? "calc(100dvh - 250px)" }}
                    tabIndex={0}
                    role="grid"
                    aria-label={t(props.onOpen ? "table.hint" : "table.hintMove", { name: props.label })}
                    aria-rowcount={rows.length + 1}
                    aria-activedescendant={active >= view.from && active < view.to ? `${id}-${active}` : undefined}
                    onKeyDown={onKey}
                    onScroll={(e) => {
                        const e0 = e.currentTarget;
                        view.scrolled(e0.scrollTop);
                        if (props.more?.has && !props.more.busy && e0.scrollTop + e0.clientHeight > e0.scrollHeight - 400) props.more.load();
                    }}
                >
                    <table className="data rows" role="presentation" style={style}>
                        <thead role="rowgroup">
                            <tr role="row" aria-rowindex={1}>
                                {columns.map((c) => (
                                    <th
                                        role="columnheader"
                                        key={c.key}
                                        scope="col"
                                        className={c.right ? "right" : undefined}
                                        aria-sort={sort?.key === c.key ? (sort.down ? "descending" : "ascending") : undefined}
                                    >
                                        <button
                                            type="button"
                                            className="sort"
                                            onClick={() => setSorted((sort?.key === c.key && !sort.down ? "-" : "") + c.key)}
                                        >
                                            {c.label}
                                            <span aria-hidden>{sort?.key === c.key ? (sort.down ? " ↓" : " ↑") : ""}</span>
                                        </button>
                                    </th>
                                ))}
                            </tr>
                        </thead>
                        <tbody role="rowgroup" style={{ paddingTop: view.from * kRow, height: rows.length * kRow }}>
                            {rows.slice(view.from, view.to).map((row, i) => (
                                <Row
                                    key={props.rowKey(row)}
                                    id={`${id}-${view.from + i}`}
                                    row={row}
                                    index={view.from + i}
                                    columns={columns as Column<never>[]}
                                    active={view.from + i === active}
                                    opens={!!props.onOpen}
                                    number={number}
                                    onOpen={openRow as (index: number, row: unknown) => void}
                                />
                            ))}
                        </tbody>
                    </table>
                </div>
            )}
            {props.more?.has && (
                <ActionIcon variant="subtle" w="auto" px={8} mt={4} onClick={props.more.load} loading={props.more.busy}>
                    {t("table.more")}
                </ActionIcon>
            )}
        </div>
    );
}

function ColumnMenu<T>(props: { columns: Column<T>[]; hidden: string[]; toggle: (key: string) => void }) {
    const { t } = useTexts();
    return (
        <Menu shadow="md" closeOnItemClick={false}>
            <Menu.Target>
                <Button size="compact-xs" variant="default">
                    {t("table.columns")}
                </Button>
            </Menu.Target>
            <Menu.Dropdown>
                {props.columns.map((c) => (
                    <Menu.Item key={c.key} onClick={() => props.toggle(c.key)} closeMenuOnClick={false}>
                        <Checkbox size="xs" label={c.label} checked={!props.hidden.includes(c.key)} readOnly tabIndex={-1} />
                    </Menu.Item>
                ))}
            </Menu.Dropdown>
        </Menu>
    );
}
