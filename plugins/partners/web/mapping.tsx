import { Button, Checkbox, Group, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { api, Fault, Panel, refresh, useTexts } from "@rejoinder/console";
import { useState } from "react";
import { type File, type Source } from "./partner_model";

const fields: Record<Source, string[]> = {
    payments: ["bookedOn", "amount", "currency", "reference", "message", "payerName", "payerIban", "account", "entryReference", "street", "houseNumber", "postcode", "city", "country"],
    shopOrders: ["number", "sku", "quantity", "unitPrice", "currency", "orderedOn", "changedAt", "status", "shop", "code", "externalKey", "givenName", "familyName", "companyName", "street", "houseNumber", "addressLine2", "postcode", "city", "country", "email", "phone", "note"],
    postalReturns: ["code", "externalKey", "reason", "returnedOn", "street", "houseNumber", "addressLine2", "postcode", "city", "country"],
};
/** What holds for all lines where no column says it. */
const constants: Record<Source, ("currency" | "account" | "shop" | "country")[]> = { payments: ["currency", "account"], shopOrders: ["shop", "currency", "country"], postalReturns: ["country"] };

/** Which column is what. What the headers tell is chosen already. */
export function Columns(props: { file: File }) {
    const { t } = useTexts();
    const { file, look, version } = props.file;
    const source = file.source;
    const found = Object.fromEntries((look!.columns ?? []).filter((c) => c.field).map((c) => [c.field!, c.header]));
    const [columns, setColumns] = useState<Record<string, string>>({ ...found, ...file.mapping.columns });
    const [all, setAll] = useState<Record<string, string>>({ currency: file.mapping.currency ?? "", account: file.mapping.account ?? "", shop: file.mapping.shop ?? "", country: file.mapping.country ?? "" });
    const [words, setWords] = useState(Object.entries(file.mapping.words ?? {}).map(([a, b]) => a + "=" + b).join(", "));
    const [dayOrder, setDayOrder] = useState(file.mapping.dayOrder ?? "");
    const [keep, setKeep] = useState(false);
    const [saveAs, setSaveAs] = useState("");
    const [error, setError] = useState<unknown>();
    const headers = (look!.columns ?? []).map((c) => c.header);
    const sample = (field: string) => (look!.columns ?? []).find((c) => c.header === columns[field])?.values?.join(" · ") ?? "";
    const read = async () => {
        setError(undefined);
        try {
            const named = Object.fromEntries(fields[source].map((f) => [f, columns[f] ?? ""]));
            const mapping = { ...file.mapping, columns: named, ...all, dayOrder, words: Object.fromEntries(words.split(",").map((w) => w.split("=").map((x) => x.trim())).filter((w) => w.length === 2)) };
            await api.patch("/partner-files/{id}", { path: { id: props.file.id }, version, body: { mapping, ...(keep && saveAs ? { saveAs } : {}) } as never });
            await refresh("/partner-files", "/partner-profiles");
        } catch (refused) {
            setError(refused);
        }
    };
    return (
        <Panel title={t("partners.columns")}>
            <Stack gap="sm">
                <Text size="sm" c="dimmed">{t("partners.columnsHint")}</Text>
                <Fault error={error} />
                <SimpleGrid cols={{ base: 1, sm: 2, md: 3 }} spacing="sm">
                    {fields[source].map((f) => (
                        <Select key={f} label={t("partnerField." + f)} description={sample(f)} data={headers} value={columns[f] || null} onChange={(v) => setColumns({ ...columns, [f]: v ?? "" })} clearable searchable />
                    ))}
                </SimpleGrid>
                <Group align="flex-end">
                    {constants[source].map((c) => (
                        <TextInput key={c} label={t("partners.forAll", { field: t("partnerField." + c) })} value={all[c]} onChange={(e) => setAll({ ...all, [c]: e.currentTarget.value })} />
                    ))}
                    <Select label={t("partners.dayOrder")} data={["ymd", "dmy", "mdy"].map((v) => ({ value: v, label: t("partners.days." + v) }))} value={dayOrder || null} onChange={(v) => setDayOrder(v ?? "")} placeholder={t("partners.asItLooks")} clearable />
                    {source !== "payments" && <TextInput label={t("partners.words")} description={t("partners.wordsHint." + source)} value={words} onChange={(e) => setWords(e.currentTarget.value)} style={{ flexGrow: 1 }} />}
                </Group>
                <Group align="flex-end">
                    <Checkbox label={t("partners.keep")} checked={keep} onChange={(e) => setKeep(e.currentTarget.checked)} />
                    {keep && <TextInput label={t("partners.saveAs")} value={saveAs} onChange={(e) => setSaveAs(e.currentTarget.value)} maxLength={200} required />}
                </Group>
                <Group><Button onClick={() => void read()} disabled={keep && !saveAs}>{t("partners.read")}</Button></Group>
            </Stack>
        </Panel>
    );
}
