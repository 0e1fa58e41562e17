import { Button, Group, Text } from "@mantine/core";
import { ActButton, api, Dialog, Fault, type FieldSpec, Form, queries, type Values, useMe, useTexts } from "@rejoinder/console";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTypeName, useTypeNames } from "./type_name";

/** The outcomes that replies to this campaign are captured with; without a set all types are offered. */
export default function Outcomes(props: { campaignId: string }) {
    const { t } = useTexts();
    const me = useMe();
    const name = useTypeName();
    const types = useTypeNames();
    const [open, setOpen] = useState(false);
    const path = { campaignId: props.campaignId };
    const { data, error } = useOutcomeSet(props.campaignId);
    const fields: FieldSpec[] = [
        {
            name: "outcomes", kind: "rows", label: t("outcomeSet.title"), fresh: { type: "", byDefault: false, atDesk: true, onCards: true },
            columns: [
                { name: "type", kind: "select", label: t("responses.type"), required: true, width: 3, options: types },
                { name: "byDefault", kind: "check", label: t("outcomeSet.byDefault") },
                { name: "atDesk", kind: "check", label: t("outcomeSet.atDesk") },
                { name: "onCards", kind: "check", label: t("outcomeSet.onCards") },
            ],
        },
    ];
    const done = async () => {
        setOpen(false);
        await queries.invalidateQueries({ queryKey: ["/outcome-sets"] });
    };
    const save = async (v: Values) => {
        await api.put("/outcome-sets/{campaignId}", { path, version: data?.version ?? 0, body: { outcomes: v.outcomes } as never });
        await done();
    };
    return (
        <>
            <Fault error={error} />
            <Text size="sm">{data ? (data.outcomes ?? []).map((o) => name(o.type) + (o.byDefault ? " ✓" : "")).join(", ") : t("outcomeSet.all")}</Text>
            {me.may("responses.types") && (
                <Group mt="xs">
                    <Button size="xs" variant="default" onClick={() => setOpen(true)}>{t("outcomeSet.edit")}</Button>
                    {data && <ActButton label={t("outcomeSet.remove")} size="xs" variant="subtle" act={async () => (await api.remove("/outcome-sets/{campaignId}", { path }), await done())} />}
                </Group>
            )}
            <Dialog title={t("outcomeSet.title")} opened={open} onClose={() => setOpen(false)} size="xl">
                {open && <Form wide initial={{ outcomes: data?.outcomes ?? types.slice(0, 6).map((x) => ({ type: x.value, byDefault: false, atDesk: true, onCards: true })) }} fields={fields} submit={t("shell.save")} onSubmit={save} />}
            </Dialog>
        </>
    );
}

/** The campaign's outcome set; none when it offers all types. */
export function useOutcomeSet(campaignId: string | undefined) {
    return useQuery({
        queryKey: ["/outcome-sets", campaignId],
        queryFn: async () => {
            const set = await api.get("/outcome-sets/{campaignId}", { path: { campaignId: campaignId! } });
            return set.version > 0 ? set : null;
        },
        enabled: !!campaignId,
        staleTime: 300_000,
    });
}
