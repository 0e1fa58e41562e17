/** Colours of an invoice's states. */
export const invoiceColours: Record<string, string> = { open: "orange", partlyPaid: "yellow", paid: "teal", overpaid: "red", credited: "gray", note: "gray" };

/** "8.1": hundredths of a percent as percent. */
export const percentOf = (basisPoints: number) => basisPoints / 100;

/** In groups, as it stands on a slip. */
export const printedReference = (reference: string) =>
    reference.startsWith("RF") ? reference.replace(/(.{4})(?=.)/g, "$1 ") : reference.slice(0, 2) + " " + reference.slice(2).replace(/(.{5})(?=.)/g, "$1 ");

/** Colours of a collection's states. */
export const collectionColours: Record<string, string> = { made: "orange", handedOver: "teal", undone: "gray" };
