import { Button, CloseButton, Group, Paper, Portal, Stack, Text } from "@mantine/core";
import { useEffect, useSyncExternalStore } from "react";
import { useTexts } from "../i18n/text";

interface Note {
    id: number;
    text: string;
    bad?: boolean;
    about?: string;
    action?: { label: string; act: () => void };
    until: number;
}

let notes: Note[] = [];
let last = 0;
const listeners = new Set<() => void>();
const changed = () => listeners.forEach((l) => l());

function drop(id: number) {
    notes = notes.filter((n) => n.id !== id);
    changed();
}

/** Says something at the edge of the screen; screen readers hear it, too. Of what is `about` the same only the last stays. */
export function notify(text: string, options: { bad?: boolean; about?: string; action?: Note["action"]; seconds?: number } = {}) {
    const seconds = options.seconds ?? (options.action || options.bad ? 10 : 4);
    const note = { id: ++last, text, bad: options.bad, about: options.about, action: options.action, until: Date.now() + seconds * 1000 };
    notes = [...notes.filter((n) => !note.about || n.about !== note.about).slice(-3), note];
    changed();
    return () => drop(note.id);
}

/** Says what was done and offers to take it back. */
export function notifyUndo(text: string, label: string, undo: () => void, options: { about?: string } = {}) {
    notify(text, { ...options, action: { label, act: undo }, seconds: 12 });
}

export function Notes() {
    const { t } = useTexts();
    const shown = useSyncExternalStore(
        (l) => (listeners.add(l), () => listeners.delete(l)),
        () => notes,
    );
    useEffect(() => {
        const timer = setInterval(() => {
            if (notes.some((n) => n.until < Date.now())) {
                notes = notes.filter((n) => n.until >= Date.now());
                changed();
            }
        }, 500);
        return () => clearInterval(timer);
    }, []);
    return (
        <Portal>
            <Stack className="notes" gap="xs" role="status" aria-live="polite">
                {shown.map((n) => (
                    <Paper key={n.id} className={n.bad ? "note note-bad" : "note"} withBorder shadow="md" p="xs">
                        <Group wrap="nowrap" gap="sm">
                            <Text size="sm" flex={1}>
                                {n.text}
                            </Text>
                            {n.action && (
                                <Button
                                    size="compact-sm"
                                    variant="light"
                                    onClick={() => {
                                        n.action?.act();
                                        drop(n.id);
                                    }}
                                >
                                    {n.action.label}
                                </Button>
                            )}
                            <CloseButton size="sm" aria-label={t("shell.close")} onClick={() => drop(n.id)} />
                        </Group>
                    </Paper>
                ))}
            </Stack>
        </Portal>
    );
}
