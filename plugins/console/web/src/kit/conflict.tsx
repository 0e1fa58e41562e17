import { Button, Group, Modal, Radio, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";
import { mainUnits, useTexts } from "../i18n/text";
import type { FieldSpec } from "./fields";
import { getAt, setAt, type Values } from "./form";

const raw = (v: unknown) => (v === undefined || v === null || v === "" ? "" : JSON.stringify(v));

/** A value as it stands in its field. */
function shown(field: FieldSpec, v: unknown, values: Values): string {
    if (raw(v) === "" || raw(v) === "[]") return "–";
    if (Array.isArray(v)) return v.map((one) => (field.columns ? field.columns.map((c) => shown(c, (one as Values)[c.name], values)).join(" · ") : shown(field, one, values))).join(", ");
    if (field.kind === "check") return v ? "✓" : "–";
    if (typeof v === "number" && field.kind === "money") return String(mainUnits(v, field.currency?.(values) ?? ""));
    if (typeof v === "number" && field.kind === "percent") return `${Math.round(v * 1e8) / 1e6} %`;
    return field.options?.find((o) => o.value === v)?.label ?? (typeof v === "object" ? JSON.stringify(v) : String(v));
}

/** Two people changed one record: per field that differs, mine or theirs; never "last wins". */
export function ConflictChoice(props: {
    fields: FieldSpec[];
    before: Values;
    mine: Values;
    theirs: Values;
    onCancel: () => void;
    onChoose: (values: Values) => void;
}) {
    const { t } = useTexts();
    const differing = props.fields.filter((f) => raw(getAt(props.mine, f.name)) !== raw(getAt(props.theirs, f.name)));
    // Who did not touch a field keeps what the other wrote.
    const [choice, setChoice] = useState<Record<string, string>>(() =>
        Object.fromEntries(
            differing.map((f) => [f.name, raw(getAt(props.mine, f.name)) === raw(getAt(props.before, f.name)) ? "theirs" : "mine"]),
        ),
    );
    const choose = () => {
        let out = props.mine;
        for (const f of differing) if (choice[f.name] === "theirs") out = setAt(out, f.name, getAt(props.theirs, f.name));
        props.onChoose(out);
    };
    return (
        <Modal opened onClose={props.onCancel} title={t("conflict.title")} size="lg" closeButtonProps={{ "aria-label": t("shell.close") }}>
            <Stack gap="sm">
                <Text size="sm">{t("conflict.hint")}</Text>
                <Table withRowBorders>
                    <Table.Thead>
                        <Table.Tr>
                            <Table.Th>{t("conflict.field")}</Table.Th>
                            <Table.Th>{t("conflict.mine")}</Table.Th>
                            <Table.Th>{t("conflict.theirs")}</Table.Th>
                        </Table.Tr>
                    </Table.Thead>
                    <Table.Tbody>
                        {differing.map((f) => (
                            <Table.Tr key={f.name}>
                                <Table.Th scope="row">{f.label ?? t("field." + f.name)}</Table.Th>
                                {(["mine", "theirs"] as const).map((side) => (
                                    <Table.Td key={side}>
                                        <Radio
                                            name={"conflict." + f.name}
                                            label={shown(f, getAt(props[side], f.name), props[side])}
                                            checked={choice[f.name] === side}
                                            onChange={() => setChoice({ ...choice, [f.name]: side })}
                                        />
                                    </Table.Td>
                                ))}
                            </Table.Tr>
                        ))}
                    </Table.Tbody>
                </Table>
                <Group gap="xs">
                    <Button onClick={choose}>{t("conflict.save")}</Button>
                    <Button variant="default" onClick={props.onCancel}>
                        {t("shell.cancel")}
                    </Button>
                </Group>
            </Stack>
        </Modal>
    );
}
