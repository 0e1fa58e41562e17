import { fileOf, type PathsOf, type Wish } from "../api/client";

function cell(value: string | number): string {
    const text = String(value);
    // A spreadsheet would take these for formulas.
    const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? "'" + text : text;
    return /[",;\r\n]/.test(safe) ? '"' + safe.replace(/"/g, '""') + '"' : safe;
}

export function csvOf(header: string[], rows: (string | number)[][]): string {
    return [header, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** Hands the browser a file. */
export function saveFile(name: string, content: BlobPart, type: string) {
    const url = URL.createObjectURL(new Blob([content], { type }));
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Hands it one that the server makes, or throws why the server refuses; a link would save the refusal. */
export async function saveAnswer(path: PathsOf<"get">, wish: Wish = {}) {
    const file = await fileOf(path, wish);
    saveFile(file.name, file, file.type);
}

/** The same as saveFile for a CSV file (RFC 4180, UTF-8 with mark). */
export function saveCsv(name: string, header: string[], rows: (string | number)[][]) {
    saveFile(name + ".csv", "\ufeff" + csvOf(header, rows), "text/csv;charset=utf-8");
}
