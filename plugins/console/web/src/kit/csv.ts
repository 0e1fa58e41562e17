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
export function saveFile(name: string, text: string, type: string) {
    const url = URL.createObjectURL(new Blob([text], { type }));
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** The same for a CSV file (RFC 4180, UTF-8 with mark). */
export function saveCsv(name: string, header: string[], rows: (string | number)[][]) {
    saveFile(name + ".csv", "\ufeff" + csvOf(header, rows), "text/csv;charset=utf-8");
}
