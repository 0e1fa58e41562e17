import { Form, useTexts } from "@rejoinder/console";

/** Ends a row of a list that never changes otherwise: a price, a shipping rate. */
export function LastDay(props: { row: { untilDay?: string | null; version: number }; save: (untilDay: string, version?: number) => Promise<void>; onCancel: () => void }) {
    const { t } = useTexts();
    return (
        <Form
            initial={{ untilDay: props.row.untilDay }}
            fields={[{ name: "untilDay", label: t("prices.lastDay"), kind: "date", required: true, autoFocus: true }]}
            submit={t("shell.save")}
            version={props.row.version}
            onCancel={props.onCancel}
            onSubmit={(v, version) => props.save(String(v.untilDay), version)}
        />
    );
}
