import { Alert, Button, NativeSelect, Paper, Stack, Text, TextInput, Title } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { api, type Fault, Problem, type Schemas } from "../api/client";
import { type Language, languages, useTexts } from "../i18n/text";
import { faultText } from "../kit/refusal";

export function Centre(props: { title: string; children: ReactNode; onLanguage: (l: Language) => void }) {
    const { t, language } = useTexts();
    return (
        <main className="centre">
            <Paper withBorder p="lg" w="min(400px, 100%)" shadow="sm">
                <Stack gap="md">
                    <Text fw={700} c="dimmed" size="sm">
                        Rejoinder
                    </Text>
                    <Title order={1} size="h3">
                        {props.title}
                    </Title>
                    {props.children}
                    <NativeSelect
                        size="xs"
                        w={140}
                        aria-label={t("shell.language")}
                        value={language}
                        data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
                        onChange={(e) => props.onLanguage(e.currentTarget.value as Language)}
                    />
                </Stack>
            </Paper>
        </main>
    );
}

function useFaults() {
    const { t } = useTexts();
    const [faults, setFaults] = useState<Fault[]>([]);
    const [general, setGeneral] = useState("");
    return {
        general,
        of: (name: string) => {
            const f = faults.find((x) => x.pointer === "/" + name);
            return f && faultText(f.code, f.message);
        },
        take: (error: unknown) => {
            if (!(error instanceof Problem)) throw error;
            setFaults(error.faults);
            setGeneral(error.offline ? t("shell.offline") : error.faults.length > 0 ? "" : faultText(error.code, error.message));
        },
        clear: () => (setFaults([]), setGeneral("")),
    };
}

export function SignIn(props: { onLanguage: (l: Language) => void; onSession: (s: Schemas["Session"]) => void; ended?: boolean }) {
    const { t } = useTexts();
    const [name, setName] = useState("");
    const [password, setPassword] = useState("");
    const [code, setCode] = useState("");
    const [second, setSecond] = useState(false);
    const [busy, setBusy] = useState(false);
    const faults = useFaults();
    const submit = async (e: FormEvent) => {
        e.preventDefault();
        setBusy(true);
        faults.clear();
        try {
            props.onSession(await api.post("/sessions", { body: { name, password, code } }));
        } catch (error) {
            if (error instanceof Problem && error.code === "kernel.totp-needed") return setSecond(true);
            faults.take(error);
            setCode("");
            document.getElementById(second ? "code" : "password")?.focus();
        } finally {
            setBusy(false);
        }
    };
    if (second)
        return (
            <Centre title={t("signIn.second")} onLanguage={props.onLanguage}>
                <form onSubmit={(e) => void submit(e)}>
                    <Stack gap="sm">
                        <TextInput
                            id="code"
                            label={t("totp.code")}
                            description={t("totp.codeHint")}
                            autoComplete="one-time-code"
                            autoFocus
                            value={code}
                            onChange={(e) => setCode(e.currentTarget.value)}
                            error={faults.of("code")}
                        />
                        {faults.general && (
                            <Alert color="red" variant="light" p="xs" role="alert">
                                {faults.general}
                            </Alert>
                        )}
                        <Button type="submit" loading={busy}>
                            {t("signIn.act")}
                        </Button>
                        <Button
                            variant="subtle"
                            onClick={() => {
                                setSecond(false);
                                setCode("");
                                faults.clear();
                            }}
                        >
                            {t("signIn.back")}
                        </Button>
                    </Stack>
                </form>
            </Centre>
        );
    return (
        <Centre title={t("signIn.title")} onLanguage={props.onLanguage}>
            {props.ended && <Alert p="xs">{t("signIn.ended")}</Alert>}
            <form onSubmit={(e) => void submit(e)}>
                <Stack gap="sm">
                    <TextInput label={t("field.userName")} autoComplete="username" autoFocus value={name} onChange={(e) => setName(e.currentTarget.value)} error={faults.of("name")} />
                    <TextInput
                        id="password"
                        label={t("field.password")}
                        type="password"
                        autoComplete="current-password"
                        value={password}
                        onChange={(e) => setPassword(e.currentTarget.value)}
                        error={faults.of("password")}
                    />
                    {faults.general && (
                        <Alert color="red" variant="light" p="xs" role="alert">
                            {faults.general}
                        </Alert>
                    )}
                    <Button type="submit" loading={busy}>
                        {t("signIn.act")}
                    </Button>
                </Stack>
            </form>
        </Centre>
    );
}

/** The first administrator (setup) or somebody's first password, both with the secret of a link. */
export function OneTimeLink(props: { kind: "setup" | "password"; onLanguage: (l: Language) => void; onDone: () => void }) {
    const { t } = useTexts();
    const [secret, setSecret] = useState(location.hash.slice(1));
    const [name, setName] = useState("");
    const [displayName, setDisplayName] = useState("");
    const [password, setPassword] = useState("");
    const [repeat, setRepeat] = useState("");
    const [busy, setBusy] = useState(false);
    const faults = useFaults();
    const differs = repeat !== "" && repeat !== password;
    const submit = async (e: FormEvent) => {
        e.preventDefault();
        if (repeat !== password) return document.getElementById("repeat")?.focus();
        setBusy(true);
        faults.clear();
        try {
            if (props.kind === "setup") {
                await api.post("/setup", { body: { secret, name, displayName, password } });
                await api.post("/sessions", { body: { name, password } });
                localStorage.setItem("rejoinder.signed-in", "yes");
            } else await api.put("/password", { body: { secret, password } });
            history.replaceState(null, "", "/");
            props.onDone();
        } catch (error) {
            faults.take(error);
        } finally {
            setBusy(false);
        }
    };
    return (
        <Centre title={t(props.kind + ".title")} onLanguage={props.onLanguage}>
            <Text size="sm">{t(props.kind + ".hint")}</Text>
            <form onSubmit={(e) => void submit(e)}>
                <Stack gap="sm">
                    {!location.hash && <TextInput label={t("field.secret")} value={secret} onChange={(e) => setSecret(e.currentTarget.value)} error={faults.of("secret")} autoComplete="off" />}
                    {props.kind === "setup" && (
                        <>
                            <TextInput label={t("field.userName")} autoComplete="username" autoFocus value={name} onChange={(e) => setName(e.currentTarget.value)} error={faults.of("name")} />
                            <TextInput label={t("field.displayName")} autoComplete="name" value={displayName} onChange={(e) => setDisplayName(e.currentTarget.value)} error={faults.of("displayName")} />
                        </>
                    )}
                    <TextInput label={t("field.password")} description={t("setup.passwordHint")} type="password" autoComplete="new-password" value={password} onChange={(e) => setPassword(e.currentTarget.value)} error={faults.of("password")} />
                    <TextInput id="repeat" label={t("field.repeat")} type="password" autoComplete="new-password" value={repeat} onChange={(e) => setRepeat(e.currentTarget.value)} error={differs ? t("setup.differs") : undefined} />
                    {faults.general && (
                        <Alert color="red" variant="light" p="xs" role="alert">
                            {faults.general}
                        </Alert>
                    )}
                    <Button type="submit" loading={busy}>
                        {t(props.kind + ".act")}
                    </Button>
                </Stack>
            </form>
        </Centre>
    );
}
