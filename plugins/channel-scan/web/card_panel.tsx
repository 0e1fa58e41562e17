import { Button, Group, Text } from "@mantine/core";
import { ActButton, api, Dialog, Fault, type FieldSpec, Form, refresh, type Values, useGet, useMe, useTexts } from "@rejoinder/console";
import { useState } from "react";
import { useTypes } from "./scan_model";

/** Where the boxes of the campaign's reply card are, and what a tick means. */
export default function CardPanel(props: { campaignId: string }) {
    const { t } = useTexts();
    const me = useMe();
    const types = useTypes();
    const items = useGet("/items", { query: { limit: 1000 } as never, stale: 60_000, enabled: me.may("fulfilment.read") });
    const { data, error } = useGet("/card-templates");
    const [open, setOpen] = useState(false);
    const card = data?.items?.find((c) => c.campaignId === props.campaignId);
    const path = { campaignId: props.campaignId };
    const number = (name: string): FieldSpec => ({ name, kind: "decimal", label: t("replyCard." + name), required: true });
    const fields: FieldSpec[] = [
        { name: "moduleMm", kind: "decimal", label: t("replyCard.moduleMm"), hint: t("replyCard.moduleHint"), required: true, autoFocus: true },
        {
            name: "boxes", kind: "rows", label: t("scans.boxes"), fresh: { name: "", x: 0, y: 0, width: 4, height: 4 },
            columns: [
                { name: "name", label: t("field.name"), required: true, width: 2 },
                ...["x", "y", "width", "height"].map(number),
                { name: "sku", kind: "select", label: t("replyCard.sku"), none: "–", width: 2, options: (items.data?.items ?? []).map((i) => ({ value: i.sku, label: i.name })) },
                { name: "type", kind: "select", label: t("scans.type"), none: "–", width: 2, options: types.choices },
            ],
        },
    ];
    const save = async (v: Values) => {
        const boxes = (v.boxes as Values[]).map((b) => ({ ...b, sku: b.sku || undefined, type: b.type || undefined }));
        await api.put("/card-templates/{campaignId}", { path, version: card?.version ?? 0, body: { moduleMm: v.moduleMm, boxes } as never });
        setOpen(false);
        await refresh("/card-templates");
    };
    return (
        <>
            <Fault error={error} />
            <Text size="sm">{card ? (card.boxes ?? []).map((b) => b.name).join(", ") : t("replyCard.none")}</Text>
            {me.may("channel-scan.cards") && (
                <Group mt="xs">
                    <Button size="xs" variant="default" onClick={() => setOpen(true)}>{t("replyCard.edit")}</Button>
                    {card && <ActButton label={t("replyCard.remove")} size="xs" variant="subtle" act={async () => (await api.remove("/card-templates/{campaignId}", { path }), await refresh("/card-templates"))} />}
                </Group>
            )}
            <Dialog title={t("replyCard.title")} opened={open} onClose={() => setOpen(false)} size="xl">
                {open && <><Text size="sm" c="dimmed">{t("replyCard.hint")}</Text><Form wide initial={card ? { ...card } : { moduleMm: 0.5, boxes: [] }} fields={fields} submit={t("shell.save")} onSubmit={save} /></>}
            </Dialog>
        </>
    );
}
