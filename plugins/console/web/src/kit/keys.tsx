import { createContext, type ReactNode, useContext, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";

export interface Shortcut {
    /** "F2", "Alt+A", "Ctrl+K", "/" */
    key: string;
    label: string;
    act: () => void;
    /** also while a dialog is open or a text is typed; function keys and Ctrl, Alt always are */
    when?: boolean;
}

let active: { owner: symbol; list: Shortcut[] }[] = [];
let version = 0;
const listeners = new Set<() => void>();
function changed() {
    version++;
    listeners.forEach((l) => l());
}

const singleKeys = () => localStorage.getItem("rejoinder.single-keys") !== "off";

function nameOf(e: KeyboardEvent): string {
    const key = e.key.length === 1 ? (e.key === " " ? "Space" : e.key.toUpperCase()) : e.key;
    return (e.ctrlKey || e.metaKey ? "Ctrl+" : "") + (e.altKey ? "Alt+" : "") + key;
}

function typing(target: EventTarget | null): boolean {
    const e = target as HTMLElement | null;
    return !!e && (e.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(e.tagName));
}

if (typeof window !== "undefined")
    window.addEventListener("keydown", (e) => {
        const name = nameOf(e);
        const bare = name.length === 1;
        if (bare && (typing(e.target) || !singleKeys())) return;
        for (const { list } of [...active].reverse()) {
            const found = list.find((s) => s.key === name && s.when !== false);
            if (!found) continue;
            e.preventDefault();
            found.act();
            return;
        }
    });

/** Keys that work as long as the screen is shown; they stand in the sheet of shortcuts. */
export function useShortcuts(list: Shortcut[]) {
    const owner = useRef(Symbol());
    const current = useRef(list);
    current.current = list;
    const names = list.map((s) => s.key + s.label + (s.when ?? true)).join();
    // Before the screen is drawn: who sees it may press at once.
    useLayoutEffect(() => {
        const entry = {
            owner: owner.current,
            // What a key does, and whether it does, is asked when it is pressed.
            list: current.current.map((s, i) => ({
                ...s,
                act: () => current.current[i]?.act(),
                get when() {
                    return current.current[i]?.when;
                },
            })),
        };
        active = [...active, entry];
        changed();
        return () => {
            active = active.filter((a) => a !== entry);
            changed();
        };
    }, [names]);
}

export function useActiveShortcuts(): Shortcut[] {
    useSyncExternalStore(
        (l) => (listeners.add(l), () => listeners.delete(l)),
        () => version,
    );
    return active.flatMap((a) => a.list);
}

const Ticks = createContext(0);

/** Seconds since a moment, counted while shown. */
export function useSeconds(since: number | undefined): number {
    useContext(Ticks);
    const [now, setNow] = useState(Date.now());
    useEffect(() => {
        if (since === undefined) return;
        setNow(Date.now());
        const timer = setInterval(() => setNow(Date.now()), 1000);
        return () => clearInterval(timer);
    }, [since]);
    return since === undefined ? 0 : Math.max(0, Math.floor((now - since) / 1000));
}

export type Children = { children: ReactNode };
