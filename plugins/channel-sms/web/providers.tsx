import { Button, Code, Stack, Text } from "@mantine/core";
import { ActButton, api, countries, DataTable, Dialog, EmptyState, Fault, type FieldSpec, Form, refresh, type Schemas, Screen, useGet, useTexts, type Values } from "@rejoinder/console";
import { useState } from "react";

type Row = Schemas["ProviderRow"];
type Made = Schemas["MadeProvider"];

const fresh = {
    name: "", active: true,
    profile: {
        method: "POST", url: "", encoding: "json", body: '{"to": "{{to}}", "from": "{{from}}", "text": "{{text}}", "reference": "{{reference}}"}', answerId: "/id", perMinute: 60, timeoutSeconds: 30, country: "CH",
        costPerSegment: "0.08", currency: "CHF", incoming: { id: "/id", from: "/from", to: "/to", text: "/text" }, receipts: { id: "/id", status: "/status", reason: "/reason" }, signature: "none",
    },
    headers: [{ name: "Authorization", value: "Bearer {{secret}}" }], retry: "429, 503", delivered: "delivered", failed: "failed, undeliverable, rejected, expired", keywords: [] as Values[],
};

const words = (text: unknown) => String(text ?? "").split(",").map((w) => w.trim()).filter(Boolean);

/** What the form shows of a provider: lists as words between commas. */
function shown(row: Row): Values {
    const p = row.profile;
    return {
        name: row.name, active: row.active, profile: { ...p },
        headers: Object.entries(p.headers ?? {}).map(([name, value]) => ({ name, value })), retry: (p.retryStatuses ?? []).join(", "),
        delivered: (p.receipts?.delivered ?? []).join(", "), failed: (p.receipts?.failed ?? []).join(", "), keywords: p.keywords ?? [],
    };
}

function kept(v: Values) {
    const profile = v.profile as Schemas["Provider"];
    return {
        name: v.name as string,
        profile: {
            ...profile,
            headers: Object.fromEntries((v.headers as Values[]).filter((h) => h.name).map((h) => [h.name, h.value])),
            retryStatuses: words(v.retry).map(Number),
            receipts: { ...profile.receipts, delivered: words(v.delivered), failed: words(v.failed) },
            keywords: v.keywords,
        },
    };
}

/** Providers of SMS: how they are spoken to, how they answer, what they post. */
export default function Providers() {
    const x = useTexts();
    const { t, has, moneyOf } = x;
    const types = useGet("/response-types", { stale: 300_000 }).data?.items ?? [];
    const { data, error, isLoading } = useGet("/sms-providers");
    const [open, setOpen] = useState<Row | "new">();
    const [made, setMade] = useState<Made>();
    const done = async (told?: Made) => {
        setOpen(undefined);
        setMade(told);
        await refresh("/sms-providers");
    };
    const at = (name: string, more: Partial<FieldSpec> = {}): FieldSpec => ({ name, label: t("smsProviders." + name.replace(/^profile\./, "")), ...more });
    const pick = (values: string[], group: string) => values.map((value) => ({ value, label: t(group + "." + value) }));
    const fields: FieldSpec[] = [
        { name: "name", required: true, autoFocus: true },
        ...(open === "new" ? [] : [{ name: "active", kind: "check" as const }]),
        at("profile.url", { required: true, width: 3 }),
        at("profile.method", { kind: "select", options: ["POST", "PUT"].map((value) => ({ value, label: value })) }),
        at("profile.encoding", { kind: "select", options: pick(["json", "form"], "smsEncoding") }),
        at("headers", { kind: "rows", columns: [{ name: "name", label: t("field.name") }, { name: "value", label: t("smsProviders.value"), width: 2 }], fresh: { name: "", value: "" } }),
        at("profile.body", { kind: "area", rows: 3, hint: t("smsProviders.bodyHint") }),
        at("profile.secretFile", { hint: t("smsProviders.secretFileHint"), width: 2 }),
        at("profile.answerId", { hint: t("smsProviders.pointerHint") }),
        at("retry", { hint: t("smsProviders.retryHint") }),
        at("profile.perMinute", { kind: "number" }),
        at("profile.timeoutSeconds", { kind: "number" }),
        at("profile.sender"),
        { name: "profile.country", kind: "select", label: t("smsProviders.country"), required: true, options: countries(x.language) },
        at("profile.costPerSegment"),
        { name: "profile.currency", label: t("field.currency") },
        ...["list", "id", "from", "to", "text"].map((name) => at("profile.incoming." + name)),
        ...["list", "id", "status", "reason"].map((name) => at("profile.receipts." + name)),
        at("delivered"),
        at("failed"),
        at("profile.signature", { kind: "select", options: pick(["none", "hmacSha256Hex", "hmacSha256Base64"], "smsSignature") }),
        at("profile.signatureHeader"),
        at("profile.signatureSecretFile"),
        at("profile.stopAnswer", { hint: t("smsProviders.stopAnswerHint"), width: 3 }),
        at("keywords", {
            kind: "rows", fresh: { word: "", responseType: "" },
            columns: [{ name: "word", label: t("smsProviders.word") }, { name: "responseType", kind: "select", label: t("smsProviders.means"), options: types.map((r) => ({ value: r.key, label: has("responseType." + r.key) ? t("responseType." + r.key) : r.name })) }],
        }),
    ];
    const urlOf = (what: string) => `${location.origin}/api/v1/sms/${made?.token}/${what}`;
    return (
        <Screen title={t("smsProviders.title")} hint={t("smsProviders.hint")} tools={<Button size="xs" onClick={() => setOpen("new")}>{t("shell.new")}</Button>}>
            <Fault error={error} />
            <DataTable<Row>
                name="sms-providers"
                label={t("smsProviders.title")}
                rows={data?.items ?? []}
                rowKey={(p) => p.id}
                loading={isLoading}
                onOpen={setOpen}
                empty={<EmptyState title={t("smsProviders.none")} hint={t("smsProviders.noneHint")} />}
                columns={[
                    { key: "name", label: t("field.name"), value: (p) => p.name },
                    { key: "url", label: t("smsProviders.url"), wide: true, value: (p) => p.profile.url },
                    { key: "perMinute", label: t("smsProviders.perMinute"), value: (p) => p.profile.perMinute, right: true },
                    { key: "cost", label: t("smsProviders.costPerSegment"), value: (p) => Number(p.profile.costPerSegment), show: (p) => moneyOf(Number(p.profile.costPerSegment), p.profile.currency ?? "CHF"), right: true },
                    { key: "active", label: t("field.active"), value: (p) => t(p.active ? "shell.yes" : "shell.no") },
                ]}
            />
            <Dialog title={t("smsProviders.one")} opened={!!open} onClose={() => setOpen(undefined)} size="xl">
                {open && (
                    <Form
                        wide
                        initial={open === "new" ? fresh : shown(open)}
                        fields={fields}
                        submit={t("shell.save")}
                        version={open === "new" ? undefined : open.version}
                        current={open === "new" ? undefined : async () => { const now = await api.get("/sms-providers/{id}", { path: { id: open.id } }); return { ...shown(now), version: now.version }; }}
                        onSubmit={async (v, version) => {
                            if (open === "new") return done(await api.post("/sms-providers", { body: kept(v) as never }));
                            await api.put("/sms-providers/{id}", { path: { id: open.id }, version, body: { ...kept(v), active: !!v.active } as never });
                            await done();
                        }}
                    >
                        {() => open !== "new" && <ActButton label={t("smsProviders.renew")} sure={t("smsProviders.renewSure")} size="xs" variant="subtle" act={async () => done(await api.post("/sms-providers/{id}/token", { path: { id: open.id } }))} />}
                    </Form>
                )}
            </Dialog>
            <Dialog title={t("smsProviders.secret")} opened={!!made} onClose={() => setMade(undefined)} size="lg">
                {made && (
                    <Stack gap="xs">
                        <Text size="sm">{t("smsProviders.secretHint")}</Text>
                        <Code block tabIndex={0} aria-label={t("smsProviders.secret")}>{urlOf("messages") + "\n" + urlOf("receipts")}</Code>
                    </Stack>
                )}
            </Dialog>
        </Screen>
    );
}
