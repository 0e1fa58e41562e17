import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

/** An empty screen says what it is for and what to do first. */
export function EmptyState(props: { title: string; hint?: string; children?: ReactNode }) {
    return (
        <Stack align="center" gap="xs" py="xl" px="md">
            <Title order={3} size="h5" fw={600}>
                {props.title}
            </Title>
            {props.hint && (
                <Text size="sm" c="dimmed" maw={520} ta="center">
                    {props.hint}
                </Text>
            )}
            {props.children}
        </Stack>
    );
}
