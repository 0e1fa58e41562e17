import { Alert, Button, MantineProvider, Text, useMantineColorScheme } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { createRootRoute, createRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { Component, type ComponentType, lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { api, Problem, type Schemas, setCsrfToken, whenSignedOut } from "../api/client";
import { queries } from "../api/queries";
import { type Language, loadTexts, preferredLanguage, TextProvider, useTexts } from "../i18n/text";
import { Notes, notify } from "../kit/notify";
import { startOutbox, whenRefused } from "../kit/outbox";
import { setOwner } from "../kit/own";
import { refusalText } from "../kit/refusal";
import { type Registry, RegistryContext, loadContributions } from "./contributions";
import { Frame } from "./frame";
import { KeepAlive } from "./keep_alive";
import shellTexts from "./messages.json";
import Notifications from "./notifications";
import { keepChoice, type Me, MeContext, meOf } from "./session";
import { Centre, OneTimeLink, SignIn } from "./sign_in";
import { NothingHere, Start } from "./start";
import { theme, variables } from "./theme";

const Profile = lazy(() => import("./profile"));
const TotpSetup = lazy(() => import("./totp").then((m) => ({ default: m.TotpSetup })));

const kSignedIn = "rejoinder.signed-in";

interface State {
    step: "loading" | "out" | "totp" | "in" | "broken";
    theme?: string;
    me?: Me;
    registry?: Registry;
    ended?: boolean;
}

/** A page that fails leaves the rest of the console alone. */
class PageBoundary extends Component<{ children: ReactNode; text: string; again: string }, { error?: Error }> {
    state: { error?: Error } = {};
    static getDerivedStateFromError(error: Error) {
        return { error };
    }
    render() {
        if (!this.state.error) return this.props.children;
        return (
            <Alert color="red" role="alert" title={this.props.text}>
                {this.state.error.message}
                <Button ml="md" size="xs" variant="default" onClick={() => location.reload()}>
                    {this.props.again}
                </Button>
            </Alert>
        );
    }
}

function Guarded(props: { view: ComponentType }) {
    const { t } = useTexts();
    return (
        <PageBoundary text={t("shell.pageFailed")} again={t("shell.again")}>
            <props.view />
        </PageBoundary>
    );
}

function makeRouter(registry: Registry, onLanguage: (l: Language) => void, onSignOut: () => void) {
    const root = createRootRoute({
        component: () => (
            <Frame
                onLanguage={(l) => {
                    onLanguage(l);
                    void keepChoice({ language: l });
                }}
                onSignOut={onSignOut}
            />
        ),
        notFoundComponent: NothingHere,
    });
    const own: [string, ComponentType][] = [
        ["/", Start],
        ["/notifications", Notifications],
        ["/profile", () => <Profile onLanguage={onLanguage} onSignOut={onSignOut} />],
    ];
    const all = [...own, ...registry.pages.map((p) => [p.path, p.view] as [string, ComponentType])];
    return createRouter({
        routeTree: root.addChildren(
            all.map(([path, view]) =>
                createRoute({ getParentRoute: () => root, path, component: () => <Guarded key={path} view={view} /> }),
            ),
        ),
        defaultPreload: false,
        scrollRestoration: true,
    });
}

export function App(props: { nonce: string }) {
    const [language, setLanguage] = useState<Language>(preferredLanguage);
    const [revision, setRevision] = useState(0);
    const [state, setState] = useState<State>({ step: "loading" });

    const choose = useCallback((l: Language) => {
        localStorage.setItem("rejoinder.language", l);
        void loadTexts(l).then(() => {
            setLanguage(l);
            setRevision((r) => r + 1);
        });
    }, []);
    const enter = useCallback(async (session: Schemas["Session"], asked = api.get("/pages")) => {
        localStorage.setItem(kSignedIn, "yes");
        setCsrfToken(session.csrfToken);
        setOwner(session.userId);
        if (session.language) localStorage.setItem("rejoinder.language", session.language);
        if (session.totpMissing) {
            await loadTexts(preferredLanguage());
            setLanguage(preferredLanguage());
            setRevision((r) => r + 1);
            return setState({ step: "totp" });
        }
        const registry = await loadContributions((await asked).items ?? []);
        await loadTexts(preferredLanguage(), registry.messages);
        setLanguage(preferredLanguage());
        setRevision((r) => r + 1);
        setState({ step: "in", me: meOf(session), registry, theme: session.theme });
    }, []);
    const begin = useCallback(async () => {
        // Asking without ever having signed in would only be refused. All that is needed is asked for at once.
        const known = !!localStorage.getItem(kSignedIn);
        const session = known ? api.get("/sessions/current") : undefined;
        const pages = known ? api.get("/pages") : undefined;
        session?.catch(() => undefined);
        pages?.catch(() => undefined);
        await loadTexts(preferredLanguage(), [shellTexts]);
        setRevision((r) => r + 1);
        if (!session) return setState({ step: "out" });
        try {
            await enter(await session, pages);
        } catch (error) {
            if (!(error instanceof Problem)) throw error;
            if (!error.offline) localStorage.removeItem(kSignedIn);
            setState({ step: error.status === 401 || error.status === 403 ? "out" : "broken" });
        }
    }, [enter]);
    const signOut = useCallback(() => {
        void api.remove("/sessions/current").finally(() => {
            queries.clear();
            localStorage.removeItem(kSignedIn);
            setCsrfToken("");
            setOwner("");
            setState({ step: "out" });
        });
    }, []);

    useEffect(() => {
        whenSignedOut(() => setState((s) => (s.step === "in" ? { step: "out", ended: true } : s)));
        whenRefused((label, problem) => notify(`${label}: ${refusalText(problem)}`, { bad: true, seconds: 60 }));
        startOutbox();
        void begin();
    }, [begin]);

    const router = useMemo(
        () => (state.registry ? makeRouter(state.registry, choose, signOut) : undefined),
        [state.registry, choose, signOut],
    );
    const link = location.pathname === "/setup" ? "setup" : location.pathname === "/password" ? "password" : undefined;

    return (
        <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={() => props.nonce}>
            <TextProvider language={language} revision={revision}>
                <QueryClientProvider client={queries}>
                    {state.step === "out" && link && <OneTimeLink kind={link} onLanguage={choose} onDone={() => void begin()} />}
                    {state.step === "out" && !link && <SignIn ended={state.ended} onLanguage={choose} onSession={(s) => void enter(s)} />}
                    {state.step === "totp" && <TotpFirst onLanguage={choose} onDone={() => void begin()} onSignOut={signOut} />}
                    {state.step === "broken" && <Broken />}
                    {state.step === "in" && router && (
                        <MeContext.Provider value={state.me!}>
                            <OwnTheme theme={state.theme} />
                            <RegistryContext.Provider value={state.registry!}>
                                <RouterProvider router={router} />
                                <KeepAlive />
                            </RegistryContext.Provider>
                        </MeContext.Provider>
                    )}
                    {revision > 0 && <Notes />}
                </QueryClientProvider>
            </TextProvider>
        </MantineProvider>
    );
}

/** A role demands the second step: nothing else is open before it is set up. */
function TotpFirst(props: { onLanguage: (l: Language) => void; onDone: () => void; onSignOut: () => void }) {
    const { t } = useTexts();
    return (
        <Centre title={t("totp.requiredTitle")} onLanguage={props.onLanguage}>
            <Text size="sm">{t("totp.requiredHint")}</Text>
            <Suspense>
                <TotpSetup onDone={props.onDone} />
            </Suspense>
            <Button variant="subtle" size="compact-sm" onClick={props.onSignOut}>
                {t("shell.signOut")}
            </Button>
        </Centre>
    );
}

/** The colours that somebody chose for themselves, wherever they sign in. */
function OwnTheme(props: { theme?: string }) {
    const { setColorScheme } = useMantineColorScheme();
    useEffect(() => {
        if (props.theme === "light" || props.theme === "dark") setColorScheme(props.theme);
    }, [props.theme, setColorScheme]);
    return null;
}

function Broken() {
    const { t } = useTexts();
    return (
        <main className="centre">
            <Alert color="red" role="alert">
                {t("shell.offline")}
                <Button ml="md" size="xs" onClick={() => location.reload()}>
                    {t("shell.again")}
                </Button>
            </Alert>
        </main>
    );
}
