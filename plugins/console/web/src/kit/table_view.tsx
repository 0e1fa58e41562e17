import { type CSSProperties, memo, type RefObject, useEffect, useLayoutEffect, useState } from "react";
import type { Column } from "./table";

/** Height of every row, in pixels; what is drawn follows from it without measuring. */
export const kRow = 33;
/** Rows drawn beyond what can be seen, so that scrolling a little draws nothing. */
const kBeyond = 8;
/** Lists up to this length are drawn whole. */
const kWhole = 60;

/** Which rows are drawn at the place to which a box is scrolled. */
export function useWindow(box: RefObject<HTMLDivElement | null>, count: number) {
    const [height, setHeight] = useState(800);
    const [first, setFirst] = useState(0);
    useEffect(() => {
        if (!box.current) return;
        const sized = new ResizeObserver(([entry]) => setHeight(entry.contentRect.height));
        sized.observe(box.current);
        return () => sized.disconnect();
        // An empty list has no box.
    }, [box, count === 0]);
    const whole = count <= kWhole;
    const seen = Math.ceil(height / kRow) + 1;
    const from = whole ? 0 : Math.max(0, Math.min(first, count - seen) - kBeyond);
    const to = whole ? count : Math.min(count, from + seen + 2 * kBeyond);
    return {
        from,
        to,
        /** Every fourth row is enough: the rows beyond cover what lies between. */
        scrolled: (top: number) => setFirst(Math.floor(top / kRow / 4) * 4),
    };
}

const kWidest = 380;

/**
 * Widths of columns, from the first rows that are drawn. They are kept: columns that move while one scrolls cannot be
 * read, and laying rows out one by one is what makes a long table quick.
 */
export function useWidths<T>(box: RefObject<HTMLDivElement | null>, columns: Column<T>[], drawn: boolean): CSSProperties {
    const names = columns.map((c) => c.key + c.label).join() + String(drawn);
    const [measured, setMeasured] = useState<{ names: string; widths: number[] }>();
    useLayoutEffect(() => {
        const table = box.current?.querySelector("table");
        if (!table || measured?.names === names) return;
        table.classList.add("measured");
        const widths = columns.map((c) => c.width ?? 0);
        for (const row of table.rows)
            for (let i = 0; i < columns.length; i++) {
                const cell = row.cells[i];
                if (cell) widths[i] = Math.max(widths[i], Math.ceil(cell.getBoundingClientRect().width) + 1);
            }
        table.classList.remove("measured");
        const widest = Math.min(kWidest, Math.max(140, (box.current?.clientWidth ?? 800) * 0.6));
        setMeasured({ names, widths: widths.map((w) => Math.min(w, widest)) });
    });
    if (measured?.names !== names) return {};
    const { widths } = measured;
    const grow = columns.some((c) => !c.right);
    const template = columns.map((c, i) => (c.right && grow ? `${widths[i]}px` : `minmax(${widths[i]}px, ${widths[i]}fr)`));
    return { "--cols": template.join(" "), minWidth: widths.reduce((sum, w) => sum + w, 0) } as CSSProperties;
}

export interface RowProps {
    id: string;
    row: unknown;
    index: number;
    columns: Column<never>[];
    active: boolean;
    opens: boolean;
    number: (n: number) => string;
    onOpen: (index: number, row: unknown) => void;
}

/**
 * A row has no style of its own (its place follows from the ones before it): the browser then computes the style of one
 * row for all, which is what most of the time went into. It is drawn again only when something of it changed, so that
 * scrolling costs what comes into view.
 */
export const Row = memo(function Row(props: RowProps) {
    const row = props.row as never;
    return (
        <tr
            role="row"
            id={props.id}
            aria-rowindex={props.index + 2}
            aria-selected={props.active}
            className={props.opens ? (props.active ? "active opens" : "opens") : props.active ? "active" : undefined}
            onClick={() => props.onOpen(props.index, row)}
        >
            {props.columns.map((c) => {
                const v = c.value(row);
                return (
                    <td role="gridcell" key={c.key} className={c.right ? "right figures" : undefined}>
                        {c.show ? c.show(row) : typeof v === "number" ? props.number(v) : v}
                    </td>
                );
            })}
        </tr>
    );
});
