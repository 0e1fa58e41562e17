import { Button, Chip, Group, Stack, Text } from "@mantine/core";
import { Door, Fault, Panel, request, type Schemas, useTexts } from "@rejoinder/console";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";

type Entry = Schemas["TimelineEntry"];
type Timeline = Schemas["Timeline"];

/** Everything that ever happened between a person and us; kinds can be left out, an entry opens what is behind it. */
export function TimelinePanel(props: { contactId: string }) {
    const { t, has, moment, word } = useTexts();
    const [hidden, setHidden] = useState<string[]>([]);
    const path = "/contacts/{id}/timeline";
    const found = useInfiniteQuery({
        queryKey: [path, { id: props.contactId }, "pages"],
        queryFn: ({ pageParam, signal }) =>
            request("GET", path, { path: { id: props.contactId }, query: { limit: 50, before: pageParam } as never, signal }) as Promise<Timeline>,
        initialPageParam: undefined as string | undefined,
        getNextPageParam: (last) => last.nextBefore ?? undefined,
    });
    const entries = useMemo(() => found.data?.pages.flatMap((p) => p.items ?? []) ?? [], [found.data]);
    const kinds = useMemo(() => [...new Set(entries.map((e) => e.kind))].sort(), [entries]);
    const kindOf = (e: Pick<Entry, "kind">) => (has("timeline." + e.kind) ? t("timeline." + e.kind) : e.kind);
    const detailOf = (e: Entry) => (e.kind.startsWith("contacts.consent") ? word("purpose", e.detail) : e.detail);
    const shown = entries.filter((e) => !hidden.includes(e.kind));
    return (
        <Panel title={t("people.timeline")}>
            <Stack gap="xs">
                <Fault error={found.error} />
                {kinds.length > 1 && (
                    <Chip.Group multiple value={kinds.filter((k) => !hidden.includes(k))} onChange={(on) => setHidden(kinds.filter((k) => !on.includes(k)))}>
                        <Group gap={6} role="group" aria-label={t("people.timelineKinds")}>
                            {kinds.map((k) => (
                                <Chip key={k} size="xs" value={k} variant="outline">{kindOf({ kind: k })}</Chip>
                            ))}
                        </Group>
                    </Chip.Group>
                )}
                {shown.length === 0 && !found.isLoading && <Text size="sm" c="dimmed">{t("people.timelineEmpty")}</Text>}
                <ol style={{ listStyle: "none", margin: 0, padding: 0, display: "grid", gap: 8 }}>
                    {shown.map((e) => (
                        <li key={e.kind + e.id + e.at} style={{ display: "grid", gridTemplateColumns: "8.5rem minmax(0, 1fr)", gap: 8 }}>
                            <Text size="xs" c="dimmed" component="time" dateTime={e.at}>{moment(e.at)}</Text>
                            <div>
                                <Text size="sm" fw={600} component="span">{e.link ? <Door to={e.link}>{kindOf(e)}</Door> : kindOf(e)}</Text>
                                {e.channel && <Text size="sm" component="span"> · {word("channel", e.channel)}</Text>}
                                {(e.title || e.detail) && <Text size="sm" c="dimmed">{[e.title, detailOf(e)].filter(Boolean).join(" · ")}</Text>}
                            </div>
                        </li>
                    ))}
                </ol>
                {found.hasNextPage && (
                    <Button size="xs" variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()} style={{ alignSelf: "start" }}>
                        {t("people.earlier")}
                    </Button>
                )}
            </Stack>
        </Panel>
    );
}
