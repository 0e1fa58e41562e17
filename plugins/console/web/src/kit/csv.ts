function cell(value: string | number): string {
    const text = String(value);
    // A spreadsheet would take these for formulas.
    const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? "'" + text : text;
    return /[",;\r\n]/.test(safe) ? '"' + safe.replace(/"/g, '""') + '"' : safe;
}

export function csvOf(header: string[], rows: (string | number)[][]): string {
    return [header, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** Hands the browser a CSV file (RFC 4180, UTF-8 with mark). */
export function saveCsv(name: string, header: string[], rows: (string | number)[][]) {
    const url = URL.createObjectURL(new Blob(["\ufeff" + csvOf(header, rows)], { type: "text/csv;charset=utf-8" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = name + ".csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
}
