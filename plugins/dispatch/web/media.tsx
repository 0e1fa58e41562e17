import { Button, Group, Text } from "@mantine/core";
import { ActButton, api, channels, DataTable, Dialog, Fault, type FieldSpec, Form, refresh, type Schemas, urlOf, useGet, useMe, usePages, useTexts } from "@rejoinder/console";
import { useState } from "react";

type Medium = Schemas["MediumAnswer"];

/** Codes of the campaign's advertisements, leaflets and e-mail footers: who answers by them is nobody yet. */
export default function Media(props: { campaignId: string }) {
    const x = useTexts();
    const { t, word } = x;
    const me = useMe();
    const list = usePages("/medium-codes", { campaignId: props.campaignId });
    const cells = useGet("/campaigns/{id}", { path: { id: props.campaignId } }).data?.cells ?? [];
    const [open, setOpen] = useState<Medium | "new">();
    const may = me.may("dispatch.plan");
    const done = async () => {
        setOpen(undefined);
        await refresh("/medium-codes");
    };
    const address: FieldSpec = { name: "address", label: t("media.address"), hint: t("media.addressHint") };
    const cellName = (id: string | null | undefined) => cells.find((c) => c.id === id)?.code ?? "–";
    return (
        <>
            <Fault error={list.error} />
            {list.rows.length === 0 && <Text size="sm" c="dimmed">{t("media.none")}</Text>}
            {list.rows.length > 0 && (
                <DataTable
                    name="medium-codes"
                    label={t("media.title")}
                    rows={list.rows}
                    rowKey={(m) => m.id}
                    more={list.more}
                    compact
                    onOpen={setOpen}
                    columns={[
                        { key: "code", label: t("field.code"), value: (m) => m.printedCode, show: (m) => <span className="code">{m.printedCode}</span> },
                        { key: "medium", label: t("media.medium"), value: (m) => m.medium },
                        { key: "cell", label: t("field.cellId"), value: (m) => cellName(m.cellId) },
                        { key: "channel", label: t("field.channel"), wide: true, value: (m) => word("channel", m.channel) },
                        { key: "active", label: t("field.active"), wide: true, value: (m) => t(m.active ? "shell.yes" : "shell.no") },
                    ]}
                />
            )}
            {may && <Group mt="xs"><Button size="xs" variant="default" onClick={() => setOpen("new")}>{t("media.new")}</Button></Group>}
            <Dialog title={open === "new" ? t("media.new") : (open?.medium ?? "")} opened={!!open} onClose={() => setOpen(undefined)}>
                {open === "new" && (
                    <Form
                        initial={{ channel: "other" }}
                        fields={[
                            { name: "medium", label: t("media.medium"), hint: t("media.mediumHint"), required: true, autoFocus: true },
                            { name: "cellId", kind: "select", label: t("field.cellId"), none: t("media.noCell"), options: cells.filter((c) => !c.holdOut).map((c) => ({ value: c.id, label: `${c.code} · ${c.name}` })) },
                            { name: "channel", kind: "select", options: channels(x) },
                            address,
                        ]}
                        submit={t("media.give")}
                        onSubmit={async (v) => {
                            await api.post("/medium-codes", { body: { ...v, cellId: v.cellId || undefined, campaignId: props.campaignId } as never });
                            await done();
                        }}
                    />
                )}
                {open && open !== "new" && (
                    <>
                        <Print medium={open} />
                        {may && (
                            <Form
                                initial={{ ...open }}
                                fields={[{ name: "medium", label: t("media.medium"), required: true }, address, { name: "active", kind: "check" }]}
                                submit={t("shell.save")}
                                version={open.version}
                                current={() => api.get("/medium-codes/{id}", { path: { id: open.id } })}
                                onSubmit={async (v, version) => {
                                    await api.patch("/medium-codes/{id}", { path: { id: open.id }, version, body: { medium: v.medium, address: v.address, active: v.active } as never });
                                    await done();
                                }}
                            />
                        )}
                    </>
                )}
            </Dialog>
        </>
    );
}

/** The code for print: as text, DataMatrix and QR. */
function Print(props: { medium: Medium }) {
    const { t } = useTexts();
    const { medium } = props;
    const me = useMe();
    const picture = (form: string) => urlOf("/code-pictures/{code}", { path: { code: medium.code }, query: { form } });
    return (
        <Group align="start" mb="sm">
            <Text className="code" size="xl">{medium.printedCode}</Text>
            {me.may("channel-letter.look") &&
                (["dataMatrix", "qr"] as const).map((form) => (
                    <a key={form} href={picture(form)} download={`${medium.code}-${form}.svg`}>
                        <img src={picture(form)} width={96} height={96} alt={t("media." + form, { text: form === "qr" ? medium.qrText : medium.code })} />
                    </a>
                ))}
            <ActButton size="compact-xs" label={t("media.copy")} act={() => navigator.clipboard.writeText(medium.printedCode)} />
        </Group>
    );
}
