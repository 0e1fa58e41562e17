import { Alert, Checkbox, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { ActButton, api, channels, countries, Fault, faultText, Form, OperationProgress, Panel, Problem, refresh, type Schemas, useGet, useGo, useTexts, type Values } from "@rejoinder/console";
import { useEffect, useState } from "react";
import { ImportFigures } from "./import_one";
import { importTargets } from "./import_targets";

type Import = Schemas["Import"];
type Examination = Schemas["ImportExamination"];
type Settings = Schemas["ImportSettings"];

/** What was found out about the file; each can be corrected, and the file is looked at anew. */
function Detection(props: { found: Examination; correct: (change: Partial<Settings>) => void }) {
    const { t, word, has } = useTexts();
    const f = props.found;
    const option = (v: string) => ({ value: v, label: has("delimiter." + v) ? t("delimiter." + v) : v });
    const pick = (label: string, value: string, data: { value: string; label: string }[], change: (v: string) => Partial<Settings>) => (
        <NativeSelect className="field" label={label} value={value} data={data.some((d) => d.value === value) ? data : [{ value, label: value }, ...data]} onChange={(e) => props.correct(change(e.currentTarget.value))} />
    );
    return (
        <Panel title={t("imports.detected", { form: word("importForm", f.form) })}>
            <div className="fields">
                {f.form !== "xlsx" && f.form !== "ods" && pick(t("imports.encoding"), f.encoding, (f.encodings ?? []).map((v) => ({ value: v, label: v })), (v) => ({ encoding: v }))}
                {f.form === "csv" && pick(t("imports.delimiter"), f.delimiter, [",", ";", "tab", "|"].map(option), (v) => ({ delimiter: v }))}
                {f.form === "csv" && pick(t("imports.quote"), f.quote, ['"', "'", "*", "none"].map(option), (v) => ({ quote: v }))}
                {(f.sheets ?? []).length > 0 && pick(t("imports.sheet"), f.sheet, (f.sheets ?? []).map((s) => ({ value: s.name, label: `${s.name} (${s.rows} × ${s.columns})` })), (v) => ({ sheet: v }))}
                {f.form !== "vcard" && (
                    <Checkbox className="field" mt={28} label={t("imports.header")} checked={f.header} onChange={(e) => props.correct({ header: e.currentTarget.checked, mapping: {} })} />
                )}
            </div>
            {f.encodingExample && (
                <Text size="sm" mt="xs">
                    {t("imports.encodingExample")} <strong>{f.encodingExample}</strong>
                </Text>
            )}
        </Panel>
    );
}

/** Where faults of columns lie, as JSON pointers. */
const kMapping = "/settings/mapping/";

function Mapping(props: { found: Examination; mapping: Record<string, string>; set: (header: string, target: string) => void }) {
    const x = useTexts();
    const { t } = x;
    const faultOf = (header: string) => (props.found.faults ?? []).find((f) => f.pointer === kMapping + header.replaceAll("~", "~0").replaceAll("/", "~1"));
    return (
        <Panel title={t("imports.mapping")}>
            <div className="table-scroll" tabIndex={0} role="region" aria-label={t("imports.mapping")}>
                <table className="data">
                    <thead>
                        <tr>
                            <th scope="col">{t("imports.column")}</th>
                            <th scope="col">{t("imports.samples")}</th>
                            <th scope="col">{t("imports.goesTo")}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {(props.found.columns ?? []).map((c) => {
                            const fault = faultOf(c.header);
                            return (
                                <tr key={c.header}>
                                    <th scope="row">{c.header}</th>
                                    <td>{(c.values ?? []).join(" · ")}</td>
                                    <td>
                                        <NativeSelect
                                            size="xs"
                                            aria-label={t("imports.columnGoesTo", { name: c.header })}
                                            value={props.mapping[c.header] ?? c.target}
                                            data={importTargets(x, c.header, props.mapping[c.header] ?? c.target)}
                                            error={fault && faultText(fault.code, fault.message)}
                                            onChange={(e) => props.set(c.header, e.currentTarget.value)}
                                        />
                                    </td>
                                </tr>
                            );
                        })}
                    </tbody>
                </table>
            </div>
        </Panel>
    );
}

function SaveProfile(props: { settings: () => Settings }) {
    const { t } = useTexts();
    const [name, setName] = useState("");
    return (
        <Group align="flex-end" gap="xs">
            <TextInput size="xs" label={t("imports.profileName")} value={name} onChange={(e) => setName(e.currentTarget.value)} />
            <ActButton
                label={t("imports.saveProfile")}
                variant="default"
                disabled={name.trim() === ""}
                act={() => api.post("/contacts/import-profiles", { body: { name, settings: props.settings() } as never }).then(() => refresh("/contacts/import-profiles"))}
                done={t("shell.saved")}
            />
        </Group>
    );
}

/** An import that has not begun: looked at, corrected, tried, begun. */
export default function ImportWizard(props: { of: Import; again: () => Promise<void> }) {
    const x = useTexts();
    const { t } = x;
    const go = useGo();
    const id = props.of.id;
    const { data: loaded, error, refetch } = useGet("/contacts/imports/{id}/examination", { path: { id }, stale: 0 });
    const [found, setFound] = useState<Examination>();
    const [mapping, setMapping] = useState<Record<string, string>>({});
    const [fault, setFault] = useState<Problem>();
    useEffect(() => {
        if (loaded && (!found || loaded.version >= found.version)) {
            setFound(loaded);
            setMapping((m) => (Object.keys(m).length > 0 ? m : (loaded.settings.mapping as Record<string, string>)));
        }
    }, [loaded]);
    if (error) return <Fault error={error} />;
    if (!found) return null;

    const save = async (change: Partial<Settings>) => {
        const settings = { ...found.settings, mapping, ...change };
        try {
            const next = (await api.put("/contacts/imports/{id}/settings", { path: { id }, version: found.version, body: { settings } as never })) as Examination;
            setFound(next);
            setMapping(next.settings.mapping as Record<string, string>);
        } catch (e) {
            if (e instanceof Problem && e.status === 412) await refetch(); // somebody else was faster: what they set is shown
            throw e;
        }
    };
    const correct = (change: Partial<Settings>) => {
        setFault(undefined);
        save(change).then(
            () => props.again(),
            (e) => {
                if (!(e instanceof Problem)) throw e;
                setFault(e);
            },
        );
    };
    const settingsOf = (v: Values): Partial<Settings> => {
        const f = v.settings as Values;
        return {
            mode: f.mode as Settings["mode"],
            unmapped: f.unmapped as Settings["unmapped"],
            country: (f.country as string) ?? "",
            source: (f.source as string) ?? "",
            legalBasis: f.legalBasis as Settings["legalBasis"],
            legalNote: (f.legalNote as string) ?? "",
            consent: (f.consent as Settings["consent"]) ?? [],
            consentText: (f.consentText as string) ?? "",
            findDuplicates: !!f.findDuplicates,
            rental: v.rented ? { singleUse: true, pricePerThousandMinor: 0, currency: "", netNamesPercent: 0, reference: "", ...(f.rental as object) } : undefined,
        } as Partial<Settings>;
    };
    const valuesOf = (s: Settings): Values => ({ settings: { ...s, source: s.source || found.fileName, rental: s.rental ?? { singleUse: true } }, rented: !!s.rental });
    const act = async (v: Values, what: "trials" | "runs") => {
        await save(settingsOf(v));
        if (what === "trials") await api.post("/contacts/imports/{id}/trials", { path: { id } });
        else await api.post("/contacts/imports/{id}/runs", { path: { id }, body: { again: v.again || undefined } as never });
        await refetch();
        await props.again();
    };
    const s = found.settings;
    const options = (group: string, values: string[]) => values.map((v) => ({ value: v, label: t(group + "." + v) }));
    const general = (found.faults ?? []).filter((f) => !f.pointer.startsWith(kMapping));
    return (
        <Stack>
            <Fault error={fault} />
            <Detection found={found} correct={correct} />
            <Mapping found={found} mapping={mapping} set={(header, target) => setMapping({ ...mapping, [header]: target })} />
            {general.map((f) => <Alert key={f.pointer + f.code} color="orange">{faultText(f.code, f.message)}</Alert>)}
            <Panel title={t("imports.terms")}>
                <Form
                    wide
                    initial={valuesOf(s)}
                    current={async () => {
                        const now = (await refetch()).data ?? found;
                        return { ...valuesOf(now.settings), version: now.version };
                    }}
                    fields={[
                        { name: "settings.mode", label: t("imports.mode"), kind: "select", required: true, options: options("importMode", ["both", "create", "update"]) },
                        { name: "settings.unmapped", label: t("imports.unmapped"), kind: "select", required: true, options: options("imports", ["attribute", "ignore"]) },
                        { name: "settings.country", label: t("imports.country"), kind: "select", options: countries(x.language) },
                        { name: "settings.source", required: true },
                        { name: "settings.legalBasis", label: t("imports.legalBasis"), kind: "select", required: true, options: options("legalBasis", ["unstated", "consent", "contract", "legalObligation", "legitimateInterest"]) },
                        { name: "settings.legalNote", label: t("imports.legalNote") },
                        { name: "settings.consent", label: t("imports.consent"), kind: "many", options: channels(x).filter((c) => ["email", "phone", "sms"].includes(c.value)), width: 3 },
                        { name: "settings.consentText", label: t("imports.consentText"), kind: "area", rows: 2, when: (v) => (((v.settings as Values).consent as string[]) ?? []).length > 0 },
                        { name: "rented", label: t("imports.rented"), kind: "check" },
                        { name: "settings.rental.owner", label: t("imports.rentalOwner"), required: false, when: (v) => !!v.rented },
                        { name: "settings.rental.reference", label: t("imports.rentalReference"), when: (v) => !!v.rented },
                        { name: "settings.rental.expiresOn", label: t("imports.rentalExpires"), kind: "date", when: (v) => !!v.rented },
                        { name: "settings.rental.singleUse", label: t("imports.once"), kind: "check", when: (v) => !!v.rented },
                        { name: "settings.rental.pricePerThousandMinor", label: t("imports.rentalPrice"), kind: "money", currency: (v) => String(((v.settings as Values).rental as Values | undefined)?.currency ?? ""), when: (v) => !!v.rented },
                        { name: "settings.rental.currency", label: t("imports.rentalCurrency"), when: (v) => !!v.rented },
                        { name: "settings.rental.netNamesPercent", label: t("imports.rentalNet"), kind: "number", when: (v) => !!v.rented },
                        { name: "settings.findDuplicates", label: t("imports.findDuplicates"), kind: "check" },
                        { name: "again", label: t("imports.again"), kind: "check" },
                    ]}
                    submit={t("imports.try")}
                    onSubmit={(v) => act(v, "trials")}
                >
                    {(v) => (
                        <Stack gap="sm">
                            {props.of.state === "checking" && <OperationProgress key={props.of.operationId} id={props.of.operationId} onDone={() => void props.again()} />}
                            {props.of.state === "checked" && (
                                <>
                                    <Text fw={600} size="sm" role="status">{t("imports.tried")}</Text>
                                    <ImportFigures of={props.of} trial />
                                </>
                            )}
                            <Group gap="xs">
                                <ActButton label={t("imports.start")} act={() => act(v, "runs")} />
                                <ActButton
                                    label={t("imports.forget")}
                                    variant="default"
                                    act={() => api.remove("/contacts/imports/{id}", { path: { id } }).then(() => (go("/contact-imports"), refresh("/contacts/imports")))}
                                />
                            </Group>
                            <SaveProfile settings={() => ({ ...s, mapping, ...settingsOf(v) }) as Settings} />
                        </Stack>
                    )}
                </Form>
            </Panel>
        </Stack>
    );
}
