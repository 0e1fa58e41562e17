import { Stack, Text } from "@mantine/core";
import { api, Door, nameOf, Panel, placeOf, type Schemas, StateBadge, useTexts, type Values } from "@rejoinder/console";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { AddressView, useAddressCheck } from "./address_view";
import { Reasons } from "./duplicate_reasons";

const kCompared = ["givenName", "familyName", "companyName", "street", "houseNumber", "addressLine2", "postcode", "city", "country", "email", "phone"];

/** Who is there already, while somebody is typed in; and how the address will be printed. */
export function NewContactHelp(props: { values: Values }) {
    const { t } = useTexts();
    const { values } = props;
    const wish = useDeferredValue(JSON.stringify(Object.fromEntries(kCompared.map((k) => [k, values[k] ?? ""]))));
    const enough = [values.familyName, values.companyName, values.email, values.phone].some((v) => String(v ?? "").length > 2);
    const found = useQuery({
        queryKey: ["/contacts/duplicates/check", wish],
        queryFn: ({ signal }) => api.post("/contacts/duplicates/check", { body: JSON.parse(wish) as never, signal } as never),
        enabled: enough,
        staleTime: 30_000,
        placeholderData: (before: unknown) => before as never,
    });
    const address = useAddressCheck(values);
    const candidates = ((found.data as Schemas["DuplicateCandidates"] | undefined)?.candidates ?? []).slice(0, 5);
    return (
        <Stack gap="sm">
            <div role="status" aria-live="polite">
                {enough && candidates.length > 0 && (
                    <Panel title={t("people.thereAlready", { count: candidates.length })}>
                        <Stack gap="xs">
                            {candidates.map((c) => (
                                <div key={c.contact.id}>
                                    <Door to={"/contacts/" + c.contact.id}>{nameOf(c.contact)}</Door> <StateBadge group="verdict" value={c.verdict} colours={{ sure: "red", perhaps: "orange" }} />
                                    <Text size="sm" c="dimmed">{placeOf(c.contact)}</Text>
                                    <Reasons reasons={c.reasons ?? []} />
                                </div>
                            ))}
                        </Stack>
                    </Panel>
                )}
            </div>
            {address.data && (
                <Panel title={t("people.printed")}>
                    <AddressView answer={address.data as Schemas["AddressAnswer"]} />
                </Panel>
            )}
        </Stack>
    );
}
