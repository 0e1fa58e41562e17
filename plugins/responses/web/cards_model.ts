import { cleanCode, ownKey, type Schemas } from "@rejoinder/console";
import { readWish } from "./desk_model";

/** A reply card as it was typed. */
export interface Card {
    key: string;
    code: string;
    type: string;
    /** "2 TEA-ASSAM, BROCHURE" */
    items: string;
    note: string;
    /** why the server refused it */
    problem?: string;
}

/** Cards that lie on the desk in one pile, with the totals that were counted by hand before. */
export interface Pile {
    cards: number;
    pieces: number | null;
    receivedOn: string;
    entered: Card[];
    /** one closing is done once, however often it is sent */
    key: string;
}

export const keptPile = (): Pile | undefined => {
    const kept = localStorage.getItem(ownKey("cards"));
    return kept ? (JSON.parse(kept) as Pile) : undefined;
};
export const keepPile = (pile: Pile | undefined) =>
    pile ? localStorage.setItem(ownKey("cards"), JSON.stringify(pile)) : localStorage.removeItem(ownKey("cards"));

export function itemsOf(text: string): { sku: string; quantity: number }[] {
    return text
        .split(/[,;+]/)
        .map((part) => readWish(part.trim()))
        .filter((w) => w.words.length > 0)
        .map((w) => ({ sku: w.words.join("-").toUpperCase(), quantity: w.quantity }));
}

export const piecesOf = (cards: Card[]) => cards.reduce((sum, c) => sum + itemsOf(c.items).reduce((n, i) => n + i.quantity, 0), 0);

/** A pile closes only when what was typed is what was counted. */
export function balanceOf(pile: Pile) {
    const cards = pile.entered.length - pile.cards;
    const pieces = pile.pieces === null ? 0 : piecesOf(pile.entered) - pile.pieces;
    return { cards, pieces, fits: cards === 0 && pieces === 0 };
}

export function bodyOf(pile: Pile): { items: Schemas["NewResponse"][]; name: string; counted: number; countedItems?: number } {
    return {
        name: pile.receivedOn,
        counted: pile.cards,
        ...(pile.pieces === null ? {} : { countedItems: pile.pieces }),
        items: pile.entered.map((c) => ({
            type: c.type,
            channel: "post",
            clearing: true,
            ...(c.code ? { code: cleanCode(c.code) } : { externalKey: c.note || "?" }),
            items: itemsOf(c.items),
            note: c.note,
            receivedAt: pile.receivedOn + "T12:00:00Z",
            reference: `${pile.key}.${c.key}`,
        })),
    };
}
