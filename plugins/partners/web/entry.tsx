import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { api, ContactName, ContactPicker, Dialog, Door, Facts, Fault, notify, notifyRefusal, notifyUndo, refresh, StateBadge, useGet, useMe, useShortcuts, useTexts } from "@rejoinder/console";
import { useState } from "react";
import { type Entry, entryColours, useReason } from "./partner_model";

/** Decides about an entry; what was decided can be taken back. */
export function useDecide() {
    const { t } = useTexts();
    const all = () => refresh("/partner-entries", "/partner-files", "/responses", "/orders", "/payment-references");
    const decide = async (e: Entry, body: Record<string, unknown>): Promise<Entry | undefined> => {
        try {
            const done = await api.patch("/partner-entries/{id}", { path: { id: e.id }, version: e.version, body: body as never });
            const back = () => void decide(done, { state: "clearing" });
            if (body.state === "clearing") notify(t("shell.undone"));
            else notifyUndo(t("partners.done." + String(body.state)), t("shell.undo"), back);
            await all();
            return done;
        } catch (refused) {
            notifyRefusal(refused);
            await all();
            return undefined;
        }
    };
    return decide;
}

/** An entry with all that it tells; in clearing, whose it may be: a key each. */
export function EntryDialog(props: { id: string | undefined; onClose: () => void }) {
    const { t, word } = useTexts();
    const entry = useGet("/partner-entries/{id}", { path: { id: props.id ?? "" }, enabled: !!props.id });
    const e = props.id ? entry.data : undefined;
    return (
        <Dialog title={e ? word("partnerSource", e.source) : t("partners.one")} opened={!!props.id} onClose={props.onClose}>
            <Fault error={entry.error} />
            {e && <Shown key={e.id + e.version} entry={e} onDone={props.onClose} />}
        </Dialog>
    );
}

function Shown(props: { entry: Entry; onDone: () => void }) {
    const { t, moment, money } = useTexts();
    const reason = useReason();
    const e = props.entry;
    const told = e.told;
    const facts: [string, string | undefined | null][] = [
        [t("partners.amount"), e.amountMinor == null ? "" : money(e.amountMinor, e.currency)],
        [t("partners.when"), moment(e.happenedAt)],
        ...(["payerName", "payerIban", "reference", "message", "shop", "number", "note", "code", "externalKey", "companyName", "email", "phone", "remark", "account", "entryReference"] as const).map((f): [string, string | undefined] => [t("partnerField." + f), told[f]]),
        [t("partners.person"), [told.givenName, told.familyName].filter(Boolean).join(" ")],
        [t("partners.address"), [[told.street, told.houseNumber].filter(Boolean).join(" "), [told.postcode, told.city].filter(Boolean).join(" "), told.country].filter(Boolean).join(", ")],
        [t("partners.items"), (told.lines ?? []).map((l) => l.quantity + " × " + l.sku).join(", ")],
        [t("field.remark"), e.remark],
    ];
    return (
        <Stack gap="sm">
            <Group>
                <StateBadge group="partnerEntries" value={e.state} colours={entryColours} />
                {e.reason && <Text size="sm">{reason(e.reason)}</Text>}
                {e.contactId && <ContactName id={e.contactId} />}
            </Group>
            <Facts items={facts.filter(([, value]) => value).map(([label, value]): [string, string] => [label, value!])} />
            <Group>
                {e.responseId && <Door to={"/responses/" + e.responseId}>{t("partners.response")}</Door>}
                {e.orderId && <Door to={"/orders/" + e.orderId}>{t("partners.order")}</Door>}
                {e.contactId && <Door to={"/contacts/" + e.contactId}>{t("field.contactId")}</Door>}
            </Group>
            <Deciding entry={e} onDone={props.onDone} />
        </Stack>
    );
}

function Deciding(props: { entry: Entry; onDone: () => void }) {
    const { t } = useTexts();
    const me = useMe();
    const e = props.entry;
    const decide = useDecide();
    const may = me.may("partners.write");
    if (!may || e.state === "withdrawn") return null;
    if (e.state === "clearing") return <Choices entry={e} onDone={props.onDone} />;
    if (e.source === "postalReturns" && e.state !== "rejected") return null;
    return <Group><Button variant="default" onClick={() => void decide(e, { state: "clearing" }).then((done) => done && props.onDone())}>{t("partners.takeBack")}</Button></Group>;
}

function Choices(props: { entry: Entry; onDone: () => void }) {
    const { t, word } = useTexts();
    const e = props.entry;
    const decide = useDecide();
    const found = useGet("/partner-entries/{id}/candidates", { path: { id: e.id } });
    const candidates = found.data?.items ?? [];
    const [contactId, setContact] = useState("");
    const [code, setCode] = useState("");
    const [remark, setRemark] = useState("");
    const go = (body: Record<string, unknown>) => void decide(e, { remark, ...body }).then((done) => done && props.onDone());
    const take = (i: number) => {
        const c = candidates[i];
        if (c) go({ state: "captured", ...(c.reference ? { reference: c.reference } : { contactId: c.contactId }) });
    };
    const late = !!e.orderId;
    useShortcuts([
        ...candidates.map((c, i) => ({ key: String(i + 1), label: c.name, act: () => take(i) })),
        { key: "r", label: t("partners.reject"), act: () => go({ state: "rejected" }) },
    ]);
    return (
        <Stack gap="xs">
            <Fault error={found.error} />
            {candidates.length > 0 && <Text fw={600} size="sm">{t("partners.candidates")}</Text>}
            {candidates.map((c, i) => (
                <Button key={c.contactId} variant="light" justify="start" onClick={() => take(i)}>
                    {i + 1} {c.name}, {c.place} · {c.score} · {(c.reasons ?? []).map((r) => word("partnerWhy", r)).join(", ")}{c.reference ? " · " + c.reference : ""}
                </Button>
            ))}
            {late ? (
                <Group>
                    <Button data-autofocus onClick={() => go({ state: "captured" })}>{t("partners.carryOut")}</Button>
                    <Button variant="default" onClick={() => go({ state: "rejected" })}>R {t("partners.leave")}</Button>
                </Group>
            ) : (
                <>
                    <ContactPicker label={t("field.contactId")} value={contactId} onChange={(v) => setContact(v ?? "")} />
                    <TextInput label={t("partners.byCode")} value={code} onChange={(x) => setCode(x.currentTarget.value)} maxLength={64} />
                    <TextInput label={t("field.remark")} value={remark} onChange={(x) => setRemark(x.currentTarget.value)} maxLength={2000} />
                    <Group>
                        <Button disabled={!contactId && !code} onClick={() => go({ state: "captured", ...(code ? { code } : { contactId }) })}>{t("partners.assign")}</Button>
                        <Button variant="default" onClick={() => go({ state: "rejected" })}>R {t("partners.reject")}</Button>
                    </Group>
                </>
            )}
        </Stack>
    );
}
