import { useSyncExternalStore } from "react";
import { newKey, Problem, request } from "../api/client";

/** A save that has not reached the server yet. Its key makes the server do it once, however often it is sent. */
interface Waiting {
    key: string;
    path: string;
    body: unknown;
    label: string;
    since: number;
}

const kStore = "rejoinder.outbox";
let waiting: Waiting[] = JSON.parse(localStorage.getItem(kStore) ?? "[]") as Waiting[];
const listeners = new Set<() => void>();
let sending = false;
let refused: (label: string, problem: Problem) => void = () => {};

function keep(next: Waiting[]) {
    waiting = next;
    localStorage.setItem(kStore, JSON.stringify(next));
    listeners.forEach((l) => l());
}

export function whenRefused(act: typeof refused) {
    refused = act;
}

async function drain() {
    if (sending) return;
    sending = true;
    try {
        while (waiting.length > 0) {
            const first = waiting[0];
            try {
                await request("POST", first.path, { body: first.body, key: first.key });
            } catch (error) {
                if (!(error instanceof Problem) || error.offline || error.status === 401) return;
                refused(first.label, error);
            }
            keep(waiting.filter((w) => w.key !== first.key));
        }
    } finally {
        sending = false;
    }
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
        keep([...waiting, { key, path, body, label, since: Date.now() }]);
        return undefined;
    }
}

export function startOutbox() {
    window.addEventListener("online", () => void drain());
    setInterval(() => waiting.length > 0 && void drain(), 3000);
    void drain();
}

export function useOutbox(): readonly Waiting[] {
    return useSyncExternalStore(
        (l) => (listeners.add(l), () => listeners.delete(l)),
        () => waiting,
    );
}
