import { Button, Group, Stack, Text } from "@mantine/core";
import { api, type Schemas, CodeField, ContactName, DataTable, EmptyState, Fault, nameOf, notify, Panel, Problem, placeOf, refresh, Screen, usePages, useShortcuts, useTexts } from "@rejoinder/console";
import { useEffect, useRef, useState } from "react";

const reasons = ["moved", "unknown", "refused", "deceased", "other"] as const;

/** Returned letters, one after the other: code, reason, next. */
export default function Returns() {
    const { t, moment, word } = useTexts();
    const list = usePages("/returns", { newest: true });
    const [piece, setPiece] = useState<Schemas["PieceLookUp"]>();
    const [fault, setFault] = useState<unknown>();
    const code = useRef<HTMLInputElement>(null);
    const first = useRef<HTMLButtonElement>(null);
    useEffect(() => first.current?.focus(), [piece]);
    const take = async (reason: (typeof reasons)[number]) => {
        if (!piece?.piece) return;
        try {
            const row = await api.post("/returns", { body: { code: piece.piece.code, reason } });
            notify(t("returns.saved", { reason: t("returns." + reason) }) + (row.blocked ? " · " + t("returns.blocked") : ""));
            setPiece(undefined);
            setFault(undefined);
            code.current?.focus();
            await refresh("/returns");
        } catch (error) {
            setFault(error);
        }
    };
    useShortcuts(reasons.map((r, i) => ({ key: String(i + 1), label: t("returns." + r), act: () => void take(r), when: !!piece })));
    return (
        <Screen title={t("returns.title")} hint={t("returns.hint")}>
            <Panel>
                <Stack maw={520}>
                    <CodeField
                        ref={code}
                        label={t("field.code")}
                        autoFocus
                        clear
                        onCode={async (c) => {
                            const found = await api.get("/pieces/{code}", { path: { code: c } });
                            if (!found.piece) throw new Problem(422, "responses.unknown-code", "", []); // a medium never comes back
                            setPiece(found);
                        }}
                    />
                    <Fault error={fault} />
                    {piece && (
                        <>
                            <Text>
                                <b>{nameOf(piece.contact)}</b> {piece.contact && placeOf(piece.contact)} · {piece.waveName}
                            </Text>
                            <Group gap="xs">
                                {reasons.map((r, i) => (
                                    <Button key={r} ref={i === 0 ? first : undefined} variant="default" onClick={() => void take(r)}>
                                        {i + 1} {t("returns." + r)}
                                    </Button>
                                ))}
                            </Group>
                        </>
                    )}
                </Stack>
            </Panel>
            <Fault error={list.error} />
            <DataTable
                name="returns"
                label={t("returns.title")}
                rows={list.rows}
                rowKey={(r) => r.id}
                loading={list.isLoading}
                more={list.more}
                empty={<EmptyState title={t("returns.empty")} hint={t("returns.hint")} />}
                columns={[
                    { key: "at", label: t("returns.at"), value: (r) => r.returnedAt, show: (r) => moment(r.returnedAt) },
                    { key: "reason", label: t("field.reason"), value: (r) => word("returns", r.reason) },
                    { key: "contact", label: t("field.contactId"), width: 200, value: (r) => r.contactId, show: (r) => <ContactName id={r.contactId} /> },
                    { key: "blocked", label: t("returns.blocked"), wide: true, value: (r) => t(r.blocked ? "shell.yes" : "shell.no") },
                    { key: "remark", label: t("field.remark"), wide: true, value: (r) => r.remark },
                ]}
            />
        </Screen>
    );
}
