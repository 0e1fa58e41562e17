import { Button, Group, Text } from "@mantine/core";
import { ActButton, api, choices, Dialog, Facts, Form, refresh, type Schemas, StateBadge, useGet, useMe, useTexts } from "@rejoinder/console";
import { useState } from "react";
import { said } from "./said";

type Mandate = Schemas["Mandate"];

const colours = { active: "teal", used: "gray", lapsed: "orange", withdrawn: "gray" };

/** What was signed, as it is entered once; no draft is kept of an account number. */
function Sign(props: { contactId: string; onDone: () => void }) {
    const x = useTexts();
    const { t } = x;
    return (
        <Form
            initial={{ kind: "recurrent" }}
            fields={[
                { name: "iban", label: "IBAN", required: true, autoFocus: true, width: 2 },
                { name: "holder", label: t("mandates.holder"), required: true },
                { name: "signedOn", label: t("mandates.signedOn"), kind: "date", required: true },
                { name: "kind", label: t("mandates.kind"), kind: "select", required: true, options: choices("mandateKind", ["recurrent", "oneOff"])(x) },
                { name: "reference", label: t("mandates.reference"), hint: t("mandates.referenceHint") },
                { name: "lastUsedOn", label: t("mandates.lastUsedOn"), hint: t("mandates.lastUsedHint"), kind: "date" },
            ]}
            submit={t("shell.save")}
            onCancel={props.onDone}
            onSubmit={async (v) => {
                await api.post("/direct-debit-mandates", { body: { ...said(v), contactId: props.contactId } as never });
                await refresh("/direct-debit-mandates");
                props.onDone();
            }}
        />
    );
}

/** The account as a whole, asked for only when somebody wants to see it. */
function Account(props: { mandate: Mandate }) {
    const { t, day } = useTexts();
    const { data } = useGet("/direct-debit-mandates/{id}", { path: { id: props.mandate.id } });
    return (
        <Facts
            items={[
                [t("mandates.reference"), props.mandate.reference],
                ["IBAN", data?.iban.replace(/(.{4})(?=.)/g, "$1 ") ?? ""],
                [t("mandates.holder"), data?.holder ?? ""],
                [t("mandates.signedOn"), props.mandate.signedOn],
                [t("mandates.lastUsedOn"), props.mandate.lastUsedOn ?? "–"],
                [t("mandates.entered"), day(props.mandate.createdAt) + " · " + props.mandate.createdBy],
            ]}
        />
    );
}

/** A person's mandates of direct debit, newest first. */
export default function MandatePanel(props: { contactId: string }) {
    const { t, word } = useTexts();
    const me = useMe();
    const { data } = useGet("/direct-debit-mandates", { query: { contactId: props.contactId } as never });
    const [signing, setSigning] = useState(false);
    const [shown, setShown] = useState<Mandate>();
    const all = data?.items ?? [];
    const withdraw = (m: Mandate) =>
        api.patch("/direct-debit-mandates/{id}", { path: { id: m.id }, version: m.version, body: { state: "withdrawn" } }).then(() => refresh("/direct-debit-mandates"));
    return (
        <>
            {data && all.length === 0 && <Text size="sm" c="dimmed">{t("mandates.none")}</Text>}
            {all.length > 0 && (
                <table className="data">
                    <tbody>
                        {all.map((m) => (
                            <tr key={m.id}>
                                <td className="figures">{m.reference}</td>
                                <td className="figures">{m.iban || "–"}</td>
                                <td>{word("mandateKind", m.kind)}</td>
                                <td><StateBadge group="mandate" value={m.state} colours={colours} /></td>
                                <td className="right">
                                    <Group gap="xs" justify="flex-end">
                                        {me.may("fulfilment.accounts") && m.iban && <Button size="compact-xs" variant="default" onClick={() => setShown(m)}>{t("mandates.account")}</Button>}
                                        {me.may("fulfilment.order") && m.state !== "withdrawn" && <ActButton label={t("mandates.withdraw")} act={() => withdraw(m)} sure={t("mandates.withdrawSure")} done={t("shell.saved")} />}
                                    </Group>
                                </td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            )}
            {me.may("fulfilment.order") && <Button size="compact-sm" variant="default" onClick={() => setSigning(true)}>{t("mandates.new")}</Button>}
            <Dialog title={t("mandates.new")} opened={signing} onClose={() => setSigning(false)}>
                {signing && <Sign contactId={props.contactId} onDone={() => setSigning(false)} />}
            </Dialog>
            <Dialog title={t("mandates.one")} opened={!!shown} onClose={() => setShown(undefined)}>
                {shown && <Account mandate={shown} />}
            </Dialog>
        </>
    );
}
