import { faultTexts } from "../i18n/text";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];
type Json<T> = T extends { content: { "application/json": infer R } } ? R : undefined;
type Answer<O> = O extends { responses: infer R }
    ? R extends { 200: infer A }
        ? Json<A>
        : R extends { 201: infer A }
          ? Json<A>
          : R extends { 202: infer A }
            ? Json<A>
            : undefined
    : never;
type Verb = "get" | "post" | "put" | "patch" | "delete";
export type PathsOf<V extends Verb> = {
    [P in keyof paths]: paths[P] extends { [K in V]: { responses: unknown } } ? P : never;
}[keyof paths];
export type AnswerOf<P extends keyof paths, V extends Verb> = paths[P] extends { [K in V]: infer O } ? Answer<O> : never;
export type BodyOf<P extends keyof paths, V extends Verb> = paths[P] extends {
    [K in V]: { requestBody?: { content: { "application/json": infer B } } };
}
    ? B
    : never;
export type QueryOf<P extends keyof paths, V extends Verb> = paths[P] extends {
    [K in V]: { parameters: { query?: infer Q } };
}
    ? Q
    : never;

/** One fault of a request: where (a JSON pointer), which, and in words. */
export interface Fault {
    pointer: string;
    code: string;
    message: string;
}

/** What the server refused, or why it was not reached (status 0). */
export class Problem extends Error {
    constructor(
        readonly status: number,
        readonly code: string,
        message: string,
        readonly faults: Fault[] = [],
        readonly requestId = "",
    ) {
        super(message);
    }
    get offline() {
        return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
    }
}

/** When somebody last did something, in any window of this browser. */
const kActive = "rejoinder.active";
/** How often that is told to the other windows, and after which time a request counts as asked by itself. */
const kTell = 10_000;
const kAttended = 60_000;
let lastActive = Date.now();
let lastTold = 0;

export function somebodyIsHere() {
    lastActive = Date.now();
    if (lastActive - lastTold < kTell) return;
    lastTold = lastActive;
    localStorage.setItem(kActive, String(lastActive));
}
for (const event of ["keydown", "pointerdown", "wheel", "touchstart"]) window.addEventListener(event, somebodyIsHere, { capture: true, passive: true });

/** Milliseconds in which nobody did anything. */
export const idleFor = () => Date.now() - Math.max(lastActive, Number(localStorage.getItem(kActive) ?? 0));

let csrfToken = "";
let onSignedOut: () => void = () => {};

export function setCsrfToken(token: string) {
    csrfToken = token;
}
export function whenSignedOut(act: () => void) {
    onSignedOut = act;
}

/** A key under which the server does a piece of work at most once. */
export function newKey(): string {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

export interface Wish {
    path?: Record<string, string>;
    query?: Record<string, unknown>;
    body?: unknown;
    /** of the record that a change is based on */
    version?: number;
    key?: string;
    signal?: AbortSignal;
}

export function urlOf(path: string, wish: Wish = {}): string {
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(wish.path?.[name] ?? ""));
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(wish.query ?? {}))
        if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
    const text = query.toString();
    return "/api/v1" + filled + (text ? "?" + text : "");
}

async function problemOf(response: Response): Promise<Problem> {
    const [body] = (await Promise.all([response.json().catch(() => ({})), faultTexts()])) as [Partial<Schemas["Problem"]>, void];
    const faults = ((body.errors ?? []) as Record<string, string>[]).map((e) => ({
        pointer: e.pointer ?? e.path ?? "",
        code: e.code ?? "",
        message: e.detail ?? e.message ?? e.text ?? "",
    }));
    return new Problem(
        response.status,
        body.code ?? "http." + response.status,
        body.detail ?? body.title ?? response.statusText,
        faults,
        body.requestId ?? "",
    );
}

async function accepted(verb: string, path: string, wish: Wish): Promise<Response> {
    const headers: Record<string, string> = { Accept: "application/json" };
    let body: BodyInit | undefined;
    if (wish.body instanceof Blob) {
        headers["Content-Type"] = wish.body.type || "application/octet-stream";
        if (wish.body instanceof File)
            headers["Content-Disposition"] = `attachment; filename="${wish.body.name.replace(/[^\x20-\x7e]|"/g, "_")}"`;
        body = wish.body;
    } else if (wish.body !== undefined) {
        headers["Content-Type"] = "application/json";
        body = JSON.stringify(wish.body);
    }
    if (idleFor() > kAttended) headers["X-Unattended"] = "1";
    if (verb !== "GET") {
        headers["X-CSRF-Token"] = csrfToken;
        if (verb === "POST") headers["Idempotency-Key"] = wish.key ?? newKey();
        if (wish.version !== undefined) headers["If-Match"] = `"${wish.version}"`;
    }
    let response: Response;
    try {
        response = await fetch(urlOf(path, wish), { method: verb, headers, body, signal: wish.signal });
    } catch (error) {
        if (error instanceof DOMException && error.name === "AbortError") throw error;
        throw new Problem(0, "console.offline", String(error));
    }
    if (response.ok) return response;
    const problem = await problemOf(response);
    if (problem.status === 401 && path !== "/sessions" && path !== "/sessions/current") onSignedOut();
    throw problem;
}

/** One request. Every refusal is thrown as a Problem. */
export async function request(verb: string, path: string, wish: Wish = {}): Promise<unknown> {
    const response = await accepted(verb, path, wish);
    return response.status === 204 ? undefined : await response.json();
}

/** A file, under the name that the server gives it. */
export async function fileOf(path: PathsOf<"get">, wish: Wish = {}): Promise<File> {
    const response = await accepted("GET", path, wish);
    const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "")?.[1];
    const content = await response.blob();
    return new File([content], name ?? "file", { type: content.type });
}

/** The same, with the types of the path and verb. */
export const api = {
    get: <P extends PathsOf<"get">>(path: P, wish: Wish & { query?: QueryOf<P, "get"> } = {}) =>
        request("GET", path, wish) as Promise<AnswerOf<P, "get">>,
    post: <P extends PathsOf<"post">>(path: P, wish: Wish & { body?: BodyOf<P, "post"> | Blob } = {}) =>
        request("POST", path, wish) as Promise<AnswerOf<P, "post">>,
    put: <P extends PathsOf<"put">>(path: P, wish: Wish & { body?: BodyOf<P, "put"> } = {}) =>
        request("PUT", path, wish) as Promise<AnswerOf<P, "put">>,
    patch: <P extends PathsOf<"patch">>(path: P, wish: Wish & { body?: BodyOf<P, "patch"> } = {}) =>
        request("PATCH", path, wish) as Promise<AnswerOf<P, "patch">>,
    remove: <P extends PathsOf<"delete">>(path: P, wish: Wish = {}) => request("DELETE", path, wish),
};
