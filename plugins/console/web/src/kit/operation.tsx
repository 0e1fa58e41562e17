import { Badge, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import { api } from "../api/client";
import { useGet } from "../api/queries";
import { useTexts } from "../i18n/text";
import { useMe } from "../shell/session";

const kColours: Record<string, string> = { succeeded: "teal", failed: "red", running: "blue", queued: "gray", cancelled: "gray" };

/** A state in words; the colour only underlines it. */
export function StateBadge(props: { group: string; value: string | null | undefined; colours?: Record<string, string> }) {
    const { word } = useTexts();
    const colours: Record<string, string> = {
        ...kColours, open: "orange", running: "blue", approved: "teal", draft: "gray", finished: "dark", frozen: "teal",
        freezing: "blue", handedOver: "teal", built: "cyan", held: "orange", backOrdered: "orange", entered: "gray",
        reserved: "cyan", picked: "blue", packed: "indigo", shipped: "teal", ready: "teal", refused: "red", positive: "teal",
        negative: "orange", done: "teal", selecting: "blue", releasing: "blue", assigned: "teal", rejected: "gray", completed: "teal",
        ...props.colours,
    };
    return (
        <Badge size="sm" radius="sm" variant="light" color={colours[props.value ?? ""] ?? "gray"} className="state">
            {word(props.group, props.value)}
        </Badge>
    );
}

/** Done, total, rate and time left of long work; it can be cancelled. */
export function OperationProgress(props: { id: string; label?: string; onDone?: () => void }) {
    const { t, whole, word } = useTexts();
    const me = useMe();
    const told = useRef(false);
    const { data, refetch } = useGet("/operations/{id}", {
        path: { id: props.id },
        stale: 0,
        every: told.current ? undefined : 1000,
    });
    const over = data && ["succeeded", "failed", "cancelled"].includes(data.state);
    useEffect(() => {
        if (!over || told.current) return;
        told.current = true;
        props.onDone?.();
    }, [over]);
    if (!data) return null;
    const share = data.total > 0 ? (100 * data.done) / data.total : data.state === "succeeded" ? 100 : 0;
    return (
        <Stack gap={4} aria-live="polite">
            <Group gap="xs">
                <Text size="sm" fw={600}>
                    {props.label ?? data.title}
                </Text>
                <StateBadge group="operation" value={data.state} />
                {data.state === "running" && (
                    <Text size="xs" c="dimmed" className="figures">
                        {t("operation.progress", {
                            done: whole(data.done),
                            total: whole(data.total),
                            rate: whole(data.perSecond ?? 0),
                            left: whole(data.secondsLeft ?? 0),
                        })}
                    </Text>
                )}
                {!over && me.may("operations.cancel") && (
                    <Button
                        size="compact-xs"
                        variant="subtle"
                        onClick={() =>
                            void api.patch("/operations/{id}", { path: { id: props.id }, body: { state: "cancelled" } }).then(() => refetch())
                        }
                    >
                        {t("shell.cancel")}
                    </Button>
                )}
            </Group>
            <Progress value={share} animated={data.state === "running"} aria-label={`${data.title}: ${word("operation", data.state)}`} />
            {data.error && (
                <Text size="sm" c="red">
                    {data.error}
                </Text>
            )}
        </Stack>
    );
}
