import type { Schemas } from "@rejoinder/console";

export type QualityRow = Schemas["ListQuality"];

/** A share of all, or nothing where there was none. */
export const shareOf = (part: number, all: number): number | undefined => (all > 0 ? part / all : undefined);
