import { Alert, Button, Code, Group, Stack, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { api, type Schemas } from "../api/client";
import { refresh, useGet } from "../api/queries";
import { useTexts } from "../i18n/text";
import { Form, type Values } from "../kit/form";
import { notify } from "../kit/notify";
import { Dialog, Fault, Panel } from "../kit/screen";

/** A QR code as one path; black on white in both colour schemes, because cameras want it so. */
function Picture(props: { text: string; label: string }) {
    const [qr, setQr] = useState<{ size: number; data: boolean[][] }>();
    useEffect(() => void import("uqr").then(({ encode }) => setQr(encode(props.text, { border: 3 }))), [props.text]);
    if (!qr) return null;
    const path = qr.data.flatMap((row, y) => row.map((black, x) => (black ? `M${x} ${y}h1v1h-1z` : ""))).join("");
    return (
        <svg viewBox={`0 0 ${qr.size} ${qr.size}`} width={200} height={200} role="img" aria-label={props.label} shapeRendering="crispEdges">
            <rect width={qr.size} height={qr.size} fill="#fff" />
            <path d={path} fill="#000" />
        </svg>
    );
}

function Recovery(props: { codes: string[]; onDone: () => void }) {
    const { t } = useTexts();
    return (
        <Stack gap="sm">
            <Alert variant="light" p="xs">{t("totp.recoveryHint")}</Alert>
            <Code block>{props.codes.join("\n")}</Code>
            <Group gap="xs">
                <Button data-autofocus autoFocus onClick={props.onDone}>{t("totp.kept")}</Button>
                <Button variant="default" onClick={() => void navigator.clipboard?.writeText(props.codes.join("\n")).then(() => notify(t("totp.copied")))}>
                    {t("totp.copy")}
                </Button>
            </Group>
        </Stack>
    );
}

const passwordField = { name: "password", kind: "password" as const, required: true, autoFocus: true, autoComplete: "current-password", width: 3 as const };
const codeField = (label: string, hint?: string) => ({ name: "code", label, hint, required: true, width: 3 as const, autoComplete: "one-time-code" });

/** Password → picture → first code → recovery codes. */
export function TotpSetup(props: { onDone: () => void }) {
    const { t } = useTexts();
    const [offer, setOffer] = useState<Schemas["TotpOffer"]>();
    const [codes, setCodes] = useState<string[]>();
    if (codes) return <Recovery codes={codes} onDone={props.onDone} />;
    if (!offer)
        return (
            <Form
                key="password"
                fields={[passwordField]}
                submit={t("totp.begin")}
                onSubmit={async (v) => setOffer(await api.post("/totp", { body: { password: v.password as string } }))}
            />
        );
    return (
        <Stack gap="sm">
            <Text size="sm">{t("totp.scan")}</Text>
            <Picture text={offer.uri} label={t("totp.picture")} />
            <Text size="sm">
                {t("totp.byHand")} <Code className="code">{offer.secret.replace(/(.{4})(?=.)/g, "$1 ")}</Code>
            </Text>
            <Form
                key="code"
                fields={[{ ...codeField(t("totp.code")), autoFocus: true }]}
                submit={t("totp.confirm")}
                onSubmit={async (v) => setCodes((await api.put("/totp", { body: { code: v.code as string } })).recoverySecret ?? [])}
            />
        </Stack>
    );
}

/** The own second step, on the profile. */
export function TotpPanel() {
    const { t, moment } = useTexts();
    const { data, error } = useGet("/totp");
    const [open, setOpen] = useState<"setup" | "off" | "renew">();
    const [codes, setCodes] = useState<string[]>();
    const close = () => {
        setOpen(undefined);
        setCodes(undefined);
        void refresh("/totp");
    };
    const both = (v: Values) => ({ body: { password: v.password as string, code: v.code as string } });
    return (
        <Panel title={t("totp.title")}>
            <Fault error={error} />
            {data && (
                <Stack gap="xs">
                    <Text size="sm">
                        {data.enabled ? `${t("totp.onSince", { since: moment(data.since) })} ${t("totp.left", { count: data.recoveryCodesLeft })}` : t("totp.offHint")}
                        {data.required && " " + t("totp.required")}
                    </Text>
                    <Group gap="xs">
                        {!data.enabled && <Button size="xs" onClick={() => setOpen("setup")}>{t("totp.begin")}</Button>}
                        {data.enabled && <Button size="xs" variant="default" onClick={() => setOpen("renew")}>{t("totp.renew")}</Button>}
                        {data.enabled && !data.required && <Button size="xs" variant="default" onClick={() => setOpen("off")}>{t("totp.off")}</Button>}
                    </Group>
                </Stack>
            )}
            <Dialog title={open === "off" ? t("totp.off") : open === "renew" ? t("totp.renew") : t("totp.title")} opened={!!open} onClose={close} size="md">
                {open === "setup" && <TotpSetup onDone={close} />}
                {codes && <Recovery codes={codes} onDone={close} />}
                {(open === "off" || open === "renew") && !codes && (
                    <Form
                        fields={[passwordField, codeField(t("totp.code"), t("totp.codeHint"))]}
                        submit={t(open === "off" ? "totp.off" : "totp.renew")}
                        onSubmit={async (v) => {
                            if (open === "renew") return setCodes((await api.post("/totp/recovery-codes", both(v))).recoverySecret ?? []);
                            await api.post("/totp/off", both(v));
                            notify(t("totp.offDone"));
                            close();
                        }}
                    />
                )}
            </Dialog>
        </Panel>
    );
}
