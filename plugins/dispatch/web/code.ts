const kAlphabet = "23456789CDFHJKMNPRTVWXY";
const kAlike: Record<string, string> = { 0: "D", O: "D", Q: "D", Z: "2", S: "5", B: "8", G: "6", U: "V", A: "4" };

/** True when a text is a whole printed code, of a piece or of a medium, and its check character fits (src/piece_code.h). */
export function isWholeCode(text: string): boolean {
    const letters = [...text.toUpperCase().replace(/[\s\-–._/]/g, "")].map((c) => kAlphabet.indexOf(kAlike[c] ?? c));
    if ((letters.length !== 9 && letters.length !== 6) || letters.includes(-1)) return false;
    return letters.reduce((sum, value, i) => sum + (letters.length - i) * value, 0) % 23 === 0;
}
