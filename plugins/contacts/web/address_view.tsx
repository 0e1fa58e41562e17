import { Alert, Stack, Text } from "@mantine/core";
import { api, type Schemas, useGet, useTexts, type Values } from "@rejoinder/console";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";

type Answer = Schemas["AddressAnswer"];

/** The block as it is printed, how the letter begins, and what is doubtful about it. */
export function AddressView(props: { answer: Answer }) {
    const { t, has } = useTexts();
    const { answer } = props;
    const doubts = answer.doubts ?? [];
    return (
        <Stack gap={6}>
            <Text component="address" size="sm" style={{ whiteSpace: "pre-line", fontStyle: "normal" }}>{(answer.block ?? []).join("\n")}</Text>
            <Text size="sm" c="dimmed">{answer.salutation}</Text>
            {answer.phone && <Text size="sm" c="dimmed">{answer.phone}</Text>}
            {doubts.length > 0 && (
                <Alert color="orange" variant="light" p="xs" title={t("people.doubts")}>
                    {doubts.map((d) => (
                        <Text size="sm" key={d.field + d.code}>{has("fault." + d.code) ? t("fault." + d.code) : d.message}</Text>
                    ))}
                </Alert>
            )}
        </Stack>
    );
}

export function ContactAddress(props: { contactId: string }) {
    const { data } = useGet("/contacts/{id}/address", { path: { id: props.contactId } });
    return data ? <AddressView answer={data} /> : null;
}

/** The same for somebody who is still being typed. */
export function useAddressCheck(values: Values) {
    const wish = useDeferredValue(JSON.stringify(values));
    return useQuery({
        queryKey: ["/contacts/addresses/check", wish],
        queryFn: ({ signal }) => {
            const { externalKey: _key, source: _source, addressUndeliverable: _u, deceased: _d, ...rest } = JSON.parse(wish) as Values;
            return api.post("/contacts/addresses/check", { body: rest as never, signal } as never);
        },
        enabled: !!(values.familyName || values.companyName || values.name || values.addressLines) && !!(values.street || values.city || values.addressLines || values.name),
        staleTime: 60_000,
        placeholderData: (before: unknown) => before as never,
    });
}
