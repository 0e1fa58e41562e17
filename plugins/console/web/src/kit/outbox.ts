import { useSyncExternalStore } from "react";
import { newKey, Problem, request } from "../api/client";
import { ownerNow } from "./own";

/** A save that has not reached the server yet. Its key makes the server do it once, however often it is sent. */
interface Waiting {
    key: string;
    /** whose save it is: a key holds for one caller only, so nobody else sends it */
    userId: string;
    path: string;
    body: unknown;
    label: string;
    since: number;
}

const kStore = "rejoinder.outbox";
const listeners = new Set<() => void>();
let own: readonly Waiting[] = [];
let refused: (label: string, problem: Problem) => void = () => {};

const text = () => localStorage.getItem(kStore) ?? "[]";
const all = () => JSON.parse(text()) as Waiting[];

let shown = "";
function show() {
    if (shown === ownerNow() + text()) return;
    shown = ownerNow() + text();
    own = all().filter((w) => w.userId === ownerNow());
    listeners.forEach((l) => l());
}

/** Other windows keep theirs in the same place, so it is read anew before it is changed. */
function change(act: (list: Waiting[]) => Waiting[]) {
    localStorage.setItem(kStore, JSON.stringify(act(all())));
    show();
}

export function whenRefused(act: typeof refused) {
    refused = act;
}

async function sendAll() {
    for (let first = own[0]; first; first = own[0]) {
        try {
            await request("POST", first.path, { body: first.body, key: first.key });
        } catch (error) {
            if (!(error instanceof Problem) || error.offline || error.status === 401) return;
            refused(first.label, error);
        }
        const { key } = first;
        change((list) => list.filter((w) => w.key !== key));
    }
}

/** One window at a time sends; a browser without locks is one window's. */
async function drain() {
    show();
    if (own.length === 0) return;
    if (navigator.locks) await navigator.locks.request(kStore, { ifAvailable: true }, (lock) => (lock ? sendAll() : undefined));
    else await sendAll();
}

/**
 * POSTs; when the server cannot be reached the save is kept in the browser and sent as soon as it can be.
 * @returns the answer, or undefined when it waits
 */
export async function post<T>(path: string, body: unknown, label: string): Promise<T | undefined> {
    const key = newKey();
    try {
        return (await request("POST", path, { body, key })) as T;
    } catch (error) {
        if (!(error instanceof Problem) || !error.offline) throw error;
        change((list) => [...list, { key, userId: ownerNow(), path, body, label, since: Date.now() }]);
        return undefined;
    }
}

export function startOutbox() {
    window.addEventListener("online", () => void drain());
    window.addEventListener("storage", (e) => e.key === kStore && show());
    setInterval(() => void drain(), 3000);
}

export function useOutbox(): readonly Waiting[] {
    return useSyncExternalStore(
        (l) => (listeners.add(l), () => listeners.delete(l)),
        () => own,
    );
}
