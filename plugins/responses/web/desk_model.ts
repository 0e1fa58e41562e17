import { api, cleanCode, type Contact, queries, type Schemas } from "@rejoinder/console";

/** What the desk offers of an item; some plugin that keeps goods brings it. */
export interface DeskItem {
    sku: string;
    name: string;
    information: boolean;
    available: number | null;
    priceMinor: number;
    currency: string;
}

export interface Line {
    sku: string;
    name: string;
    quantity: number;
}

/** The person on the phone with what is known of them. */
export interface Caller {
    contact: Contact;
    sheet?: Schemas["DeskSheet"];
    responses: Schemas["Response"][];
}

/** What is being captured; kept in the browser while it is typed. */
export interface Capture {
    type: string;
    lines: Line[];
    note: string;
    fields?: Record<string, string>;
}

export const emptyCapture: Capture = { type: "", lines: [], note: "" };

/** The order in which callers' wishes are offered: the usual first. */
const usual = ["information-request", "order", "question", "call-back", "appointment", "not-interested", "complaint", "opt-out", "visit"];

export function inUsualOrder(types: Schemas["ResponseType"][]): Schemas["ResponseType"][] {
    const place = (key: string) => (usual.indexOf(key) + usual.length + 1) % (usual.length + 1);
    return types.filter((t) => t.active).sort((a, b) => place(a.key) - place(b.key));
}

export const mayBeCode = (text: string) => {
    const code = cleanCode(text);
    return code.length >= 6 && code.length <= 16 && /\d/.test(code) && !/^[+\d\s/()-]+$/.test(text.trim());
};

/** A code may have letters only; then it looks like a name, and is tried as a code before the name that was found. */
export const mayBeBoth = (text: string) => /^[A-Za-z-]{6,16}$/.test(text.trim());

let early: { code: string; at: number; sheet: Promise<Schemas["DeskSheet"]> } | undefined;

function sheetOf(code: string): Promise<Schemas["DeskSheet"]> {
    return api.get("/responses/desk/{code}", { path: { code } });
}

/** Letters of a piece's code; a medium's is shorter, and the beginning of a piece's may look like one. */
export const kPieceCode = 9;

/** Asks for a piece's code as soon as its last character is typed; what was asked is there when Enter is pressed. */
export function fetchEarly(text: string) {
    const code = cleanCode(text);
    if (code.length !== kPieceCode || early?.code === code) return;
    early = { code, at: Date.now(), sheet: sheetOf(code) };
    early.sheet.catch(() => undefined);
}

/** `onMedium` is told of the code of a medium: campaign and cell are known then, the person is not. */
export async function callerOfCode(text: string, onMedium?: (sheet: Schemas["DeskSheet"]) => void): Promise<Caller | undefined> {
    const code = cleanCode(text);
    const asked = early?.code === code && Date.now() - early.at < 10_000 ? early.sheet : sheetOf(code);
    early = undefined;
    const sheet = await asked;
    if (sheet.medium) onMedium?.(sheet);
    if (!sheet.contact) return undefined;
    queries.setQueryData(["/contacts/{id}", { id: sheet.contact.id }, {}], sheet.contact);
    return { contact: sheet.contact, sheet, responses: sheet.responses ?? [] };
}

/** "2 assam" is two of what "assam" finds. */
export function readWish(text: string): { quantity: number; words: string[] } {
    const found = /^\s*(\d{1,4})\s*[x×*]?\s+(.*)$/.exec(text);
    const rest = found ? found[2] : text;
    return { quantity: found ? Math.max(1, Number(found[1])) : 1, words: rest.toLowerCase().split(/\s+/).filter(Boolean) };
}

export function matching(items: DeskItem[], text: string, order: boolean): DeskItem[] {
    const { words } = readWish(text);
    return items
        .filter((i) => words.every((w) => `${i.sku} ${i.name}`.toLowerCase().includes(w)))
        .sort((a, b) => Number(a.information === order) - Number(b.information === order));
}
