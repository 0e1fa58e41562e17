import { Alert, Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { api, Fault, useTexts } from "@rejoinder/console";
import { useQuery } from "@tanstack/react-query";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import type { Definition } from "./model";

/** The definition as a text that is read while it is written; where it cannot be read is said and shown. */
export function TextTab(props: { campaignId: string; value: Definition; disabled: boolean; onChange: (d: Definition) => void }) {
    const { t, has } = useTexts();
    const [typed, setTyped] = useState<string>();
    const [asked] = useDebouncedValue(typed, 250);
    const area = useRef<HTMLTextAreaElement>(null);
    const body = asked === undefined ? { campaignId: props.campaignId, definition: props.value } : { campaignId: props.campaignId, text: asked };
    const { data, error } = useQuery({
        queryKey: ["/target-groups/text", JSON.stringify(body)],
        queryFn: ({ signal }) => api.post("/target-groups/text", { body: body as never, signal }),
        placeholderData: (before) => before,
        retry: false,
    });
    const told = useRef("");
    useEffect(() => {
        if (asked === undefined || !data?.definition || asked !== typed) return;
        const next = JSON.stringify(data.definition);
        if (next === told.current) return;
        told.current = next;
        props.onChange(data.definition as Definition);
    }, [data, asked, typed]);
    const problem = typed !== undefined && typed === asked ? data?.problem : undefined;
    const show = () => {
        const e = area.current;
        if (!e || !problem) return;
        // The server counts bytes, the browser UTF-16: the place is found by line and column.
        const lines = e.value.split("\n");
        const before = lines.slice(0, problem.line - 1).reduce((n, l) => n + l.length + 1, 0) + [...(lines[problem.line - 1] ?? "")].slice(0, problem.column - 1).join("").length;
        e.focus();
        e.setSelectionRange(before, before + Math.max(1, (problem.found ?? "").length));
    };
    const expected = problem && (has("groups.expect." + problem.expected) ? t("groups.expect." + problem.expected) : `“${problem.expected}”`);
    return (
        <Stack gap="xs">
            <Textarea
                ref={area}
                aria-label={t("groups.text")}
                autosize
                minRows={10}
                maxRows={30}
                spellCheck={false}
                disabled={props.disabled}
                styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: "0.8rem" } }}
                value={typed ?? data?.text ?? ""}
                error={!!problem}
                aria-describedby="text-problem"
                onChange={(e) => setTyped(e.currentTarget.value)}
            />
            <div id="text-problem" aria-live="polite">
                {problem && (
                    <Alert color="red" variant="light" p="xs">
                        <Group justify="space-between" gap="xs">
                            <span>{t("groups.textProblem", { line: problem.line, column: problem.column, expected: expected ?? "", found: problem.found || t("groups.textEnd") })}</span>
                            <Button size="compact-xs" variant="light" color="red" onClick={show}>{t("groups.textShow")}</Button>
                        </Group>
                    </Alert>
                )}
            </div>
            <Fault error={error} />
            <Group gap="xs">
                {typed !== undefined && !problem && data?.definition && <Button size="compact-xs" variant="default" onClick={() => setTyped(undefined)}>{t("groups.textTidy")}</Button>}
                <Text size="xs" c="dimmed">{t("groups.textHint")}</Text>
            </Group>
        </Stack>
    );
}
