import { Alert, Anchor, Button, Group, Modal, Paper, Stack, Text, Title } from "@mantine/core";
import { Link, useNavigate, useParams, useRouterState } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useGet } from "../api/queries";
import { useTexts } from "../i18n/text";
import { notify } from "./notify";
import { notifyRefusal, refusalText } from "./refusal";

/** Frame of a page: title, what stands beside it, and the content. */
export function Screen(props: { title: string; hint?: ReactNode; tools?: ReactNode; back?: { to: string; label: string }; children: ReactNode }) {
    useEffect(() => {
        document.title = props.title + " · Rejoinder";
    }, [props.title]);
    return (
        <Stack gap="md">
            <Group justify="space-between" align="flex-start" wrap="wrap">
                <div>
                    {props.back && (
                        <Door to={props.back.to} size="sm">
                            ← {props.back.label}
                        </Door>
                    )}
                    <Title order={1} size="h3">
                        {props.title}
                    </Title>
                    {props.hint && (
                        <Text size="sm" c="dimmed" component="div">
                            {props.hint}
                        </Text>
                    )}
                </div>
                <Group gap="xs">{props.tools}</Group>
            </Group>
            {props.children}
        </Stack>
    );
}

/** A link inside the console; numbers are doors, too. */
export function Door(props: { to: string; children: ReactNode; size?: string; className?: string }) {
    return (
        <Anchor component={Link} to={props.to as never} size={props.size} className={props.className}>
            {props.children}
        </Anchor>
    );
}

export function Panel(props: { title?: string; tools?: ReactNode; children: ReactNode }) {
    return (
        <Paper withBorder p="sm" component="section">
            {props.title && (
                <Group justify="space-between" mb="xs">
                    <Title order={2} size="h6">
                        {props.title}
                    </Title>
                    <Group gap="xs">{props.tools}</Group>
                </Group>
            )}
            {props.children}
        </Paper>
    );
}

/** Says why there is nothing to see; `what` is what was asked for. */
export function Fault(props: { error: unknown; retry?: () => void }) {
    const { t } = useTexts();
    if (!props.error) return null;
    const text = refusalText(props.error);
    return (
        <Alert color="red" variant="light" role="alert">
            <Group justify="space-between">
                <span>{text}</span>
                {props.retry && (
                    <Button size="compact-sm" variant="light" onClick={props.retry}>
                        {t("shell.again")}
                    </Button>
                )}
            </Group>
        </Alert>
    );
}

/** A label and its value, in columns. */
export function Facts(props: { items: [string, ReactNode][] }) {
    return (
        <dl className="facts">
            {props.items.map(([label, value]) => (
                <div key={label}>
                    <dt>{label}</dt>
                    <dd>{value === "" || value === null || value === undefined ? "–" : value}</dd>
                </div>
            ))}
        </dl>
    );
}

/** A number with its label. It is a door: to a page, or to what is behind it on the same screen. */
export function Figure(props: { label: string; value: ReactNode; note?: ReactNode; to?: string; onOpen?: () => void; chosen?: boolean }) {
    const body = (
        <>
            <div className="figure-value figures">{props.value}</div>
            <div className="figure-label">{props.label}</div>
            {props.note && <div className="figure-note">{props.note}</div>}
        </>
    );
    return (
        <Paper withBorder p="sm" className="figure">
            {props.to ? (
                <Link to={props.to as never} className="figure-door">
                    {body}
                </Link>
            ) : props.onOpen ? (
                <button type="button" className="figure-door" aria-pressed={props.chosen} onClick={props.onOpen}>
                    {body}
                </button>
            ) : (
                body
            )}
        </Paper>
    );
}

export function Dialog(props: { title: string; opened: boolean; onClose: () => void; children: ReactNode; size?: string }) {
    const { t } = useTexts();
    const opener = useRef<Element | null>(null);
    // Seen before a field of the dialog takes the focus, which Mantine would take for who had it.
    if (props.opened) opener.current ??= document.activeElement;
    useEffect(() => {
        if (props.opened || !(opener.current instanceof HTMLElement)) return;
        const before = opener.current;
        opener.current = null;
        const later = setTimeout(() => before.focus({ preventScroll: true }), 10);
        return () => clearTimeout(later);
    }, [props.opened]);
    return (
        <Modal returnFocus={false} opened={props.opened} onClose={props.onClose} title={props.title} size={props.size ?? "lg"} closeButtonProps={{ "aria-label": t("shell.close") }}>
            {props.opened && props.children}
        </Modal>
    );
}

/** A button that does something and says how it went. */
export function ActButton(props: {
    label: string;
    act: () => Promise<unknown>;
    done?: string;
    sure?: string;
    variant?: string;
    color?: string;
    size?: string;
    disabled?: boolean;
}) {
    const { t } = useTexts();
    const [busy, setBusy] = useState(false);
    const [asking, setAsking] = useState(false);
    const run = async () => {
        setAsking(false);
        setBusy(true);
        try {
            await props.act();
            if (props.done) notify(props.done);
        } catch (error) {
            notifyRefusal(error);
        } finally {
            setBusy(false);
        }
    };
    return (
        <>
            <Button
                size={props.size ?? "xs"}
                variant={props.variant ?? "default"}
                color={props.color}
                loading={busy}
                disabled={props.disabled}
                onClick={() => (props.sure ? setAsking(true) : void run())}
            >
                {props.label}
            </Button>
            {props.sure && (
                <Dialog title={props.label} opened={asking} onClose={() => setAsking(false)} size="md">
                    <Stack>
                        <Text>{props.sure}</Text>
                        <Group>
                            <Button data-autofocus onClick={() => void run()} color={props.color}>
                                {props.label}
                            </Button>
                            <Button variant="default" onClick={() => setAsking(false)}>
                                {t("shell.cancel")}
                            </Button>
                        </Group>
                    </Stack>
                </Dialog>
            )}
        </>
    );
}

/** The id in the address of a page such as /contacts/$id. */
export const useId = () => (useParams({ strict: false }) as { id?: string }).id ?? "";

/** What follows "?" in the address; a screen that is open hears when it changes. */
export const useQueryText = () => useRouterState({ select: (s) => s.location.searchStr });

/** Goes to an address of the console. */
export function useGo() {
    const navigate = useNavigate();
    return (to: string) => void navigate({ to: to as never });
}

export function useCampaigns(enabled = true) {
    const { data } = useGet("/campaigns", { query: { limit: 200 } as never, stale: 60_000, enabled });
    const items = data?.items ?? [];
    return {
        items,
        name: (id: string | null | undefined) => items.find((c) => c.id === id)?.name ?? (id ? "…" : "–"),
        options: items.map((c) => ({ value: c.id, label: `${c.name} (${c.code})` })),
    };
}
