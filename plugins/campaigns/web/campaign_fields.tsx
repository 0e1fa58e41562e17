import { channels, type FieldSpec, type Schemas, useTexts, type Values } from "@rejoinder/console";

export const figures = ["pieces", "responses", "responseRate", "orders", "orderRate", "revenue", "costPerResponse", "costPerOrder"];

/** The fields of a plan; the code is chosen once. */
export function useCampaignFields(isNew: boolean, offers: Schemas["Offer"][]): FieldSpec[] {
    const x = useTexts();
    const { t } = x;
    const currency = (v: Values) => String(v.currency ?? "");
    return [
        ...(isNew ? [{ name: "code", required: true, autoFocus: true, hint: t("campaigns.codeHint") } as FieldSpec] : []),
        { name: "name", required: true, autoFocus: !isNew },
        { name: "description", kind: "area", rows: 2 },
        ...(isNew ? [{ name: "currency", required: true } as FieldSpec] : []),
        { name: "budgetMinor", kind: "money", currency },
        { name: "fixedCostMinor", kind: "money", currency },
        { name: "contributionPerOrder", kind: "decimal" },
        { name: "startsOn", kind: "date" },
        { name: "endsOn", kind: "date" },
        { name: "offerEndsOn", kind: "date" },
        {
            name: "cells",
            label: t("field.cellIds"),
            kind: "rows",
            fresh: { code: "", channel: "letter", holdOut: false, costPerPiece: "0" },
            columns: [
                { name: "code" },
                { name: "name", width: 2 },
                { name: "channel", kind: "select", required: true, options: channels(x), width: 2 },
                { name: "costPerPiece", label: t("campaigns.costPerPiece"), kind: "decimal" },
                { name: "offerId", label: t("offers.one"), kind: "select", none: "–", options: offers.map((o) => ({ value: o.id, label: o.name })), width: 2 },
                { name: "holdOut", label: t("campaigns.holdOut"), kind: "check", width: 2 },
            ],
        },
        {
            name: "goals",
            label: t("campaigns.goals"),
            kind: "rows",
            fresh: { figure: "responseRate", target: 0 },
            columns: [
                { name: "figure", label: t("campaigns.figure"), kind: "select", required: true, options: figures.map((f) => ({ value: f, label: t("goal." + f) })) },
                { name: "target", label: t("campaigns.target"), kind: "number" },
            ],
        },
        {
            name: "volumes",
            label: t("campaigns.volumes"),
            kind: "rows",
            fresh: { cellCode: "", pieces: 0 },
            columns: [
                { name: "cellCode", label: t("field.cellId") },
                { name: "segment", label: t("campaigns.segment"), width: 2 },
                { name: "pieces", kind: "number" },
            ],
        },
    ];
}
