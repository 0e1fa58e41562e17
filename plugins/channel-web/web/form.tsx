import { Alert, Anchor, Code, Group, MultiSelect, Stack, Text } from "@mantine/core";
import { ActButton, api, Facts, Fault, type FieldSpec, Form, Panel, Presence, refresh, Screen, StateBadge, urlOf, useCampaigns, useGet, useId, useMe, useTexts, type Values } from "@rejoinder/console";
import { useState } from "react";
import Answers from "./answers";
import { bodyOf, known, languages, perLanguage, useTypes, valuesOf, type WebForm } from "./form_model";
import { stateOf } from "./forms";
import Pictures from "./pictures";

/** One form: how it looks, what it asks, where it is, what came in. */
export default function OneForm() {
    const id = useId();
    const { t } = useTexts();
    const me = useMe();
    const { data: form, error } = useGet("/web-forms/{id}", { path: { id } });
    if (!form) return <Screen title={t("webForms.one")} back={{ to: "/web-forms", label: t("webForms.title") }}><Fault error={error} /></Screen>;
    const publish = async (published: boolean) => {
        await api.put("/web-forms/{id}", { path: { id }, version: form.version, body: { ...bodyOf(valuesOf(form)), published } as never });
        await refresh("/web-forms");
    };
    return (
        <Screen
            title={form.name}
            back={{ to: "/web-forms", label: t("webForms.title") }}
            tools={
                <>
                    <Presence record={"web-forms/" + id} />
                    <StateBadge group="webForms.state" value={stateOf(form)} colours={{ open: "teal", closed: "orange", draft: "gray" }} />
                    {(form.definition.languages as string[]).map((l) => (
                        <Anchor key={l} size="sm" target="_blank" rel="noreferrer" href={urlOf("/web-forms/{id}/preview", { path: { id }, query: { language: l } as never })}>
                            {t("webForms.preview")} ({l})
                        </Anchor>
                    ))}
                    {me.may("channel-web.write") && (form.published ? <ActButton label={t("webForms.withdraw")} sure={t("webForms.withdrawSure")} act={() => publish(false)} /> : <ActButton label={t("webForms.publish")} variant="filled" act={() => publish(true)} done={t("webForms.published")} />)}
                </>
            }
        >
            <Where form={form} />
            <Panel title={t("webForms.pictures")}>
                <Pictures form={form} />
            </Panel>
            <Panel title={t("webForms.content")}>
                <Editor key={form.id + "-" + form.version} form={form} />
            </Panel>
            <Panel title={t("webForms.answers")}>
                <Answers form={form} />
            </Panel>
        </Screen>
    );
}

/** Where people find the form, and how it comes into other pages. */
function Where(props: { form: WebForm }) {
    const { t } = useTexts();
    const { form } = props;
    const absolute = form.address.startsWith("http");
    const address = absolute ? form.address : window.location.origin + form.address;
    const origin = new URL(address).origin;
    const title = form.name.replace(/["<>&]/g, " ");
    const frame = `<iframe src="${address}?embed=1" title="${title}" style="width:100%;height:60rem;border:0"></iframe>`;
    const script = `<script src="${origin}/f/embed.js" data-form="${form.slug}" data-title="${title}" defer></script>`;
    return (
        <Panel title={t("webForms.where")}>
            {!absolute && <Alert color="yellow" p="xs" variant="light">{t("webForms.noUrl")}</Alert>}
            <Facts
                items={[
                    [t("webForms.address"), <Anchor href={address} target="_blank" rel="noreferrer" size="sm">{address}</Anchor>],
                    [t("webForms.personal"), <Text size="sm">{t("webForms.personalHint")}</Text>],
                ]}
            />
            <Stack gap={4} mt="xs">
                <Text size="sm">{t("webForms.embed")}</Text>
                <Code block tabIndex={0} aria-label={t("webForms.embed")}>{frame}</Code>
                <Text size="sm">{t("webForms.embedScript")}</Text>
                <Code block tabIndex={0} aria-label={t("webForms.embedScript")}>{script}</Code>
            </Stack>
        </Panel>
    );
}

function Editor(props: { form: WebForm }) {
    const { t, word } = useTexts();
    const me = useMe();
    const types = useTypes();
    const campaigns = useCampaigns();
    const { form } = props;
    const [spoken, setSpoken] = useState<string[]>(form.definition.languages as string[]);
    const choice = (group: string, values: readonly string[]) => values.map((value) => ({ value, label: group === "channels" ? word("channel", value) : t(group + value) }));
    const texts = (l: string): FieldSpec[] =>
        (["title", "button", "intro", "thanks", "closed", "pictureAlt"] as const).map((name) => ({
            name: `definition.texts.${l}.${name}`,
            label: `${t("webForms." + (name === "title" ? "titleText" : name))} (${l})`,
            kind: name === "title" || name === "button" || name === "pictureAlt" ? "text" : "area",
            required: name === "title",
            width: name === "button" ? 1 : name === "title" || name === "pictureAlt" ? 2 : 3,
        }));
    const check: FieldSpec = { name: "required", kind: "check", label: t("webForms.required") };
    const fields: FieldSpec[] = [
        { name: "name", required: true, width: 2 },
        { name: "slug", label: t("webForms.slug"), hint: t("webForms.slugHint"), required: true },
        { name: "campaignId", kind: "select", label: t("field.campaignId"), none: "–", options: campaigns.options, width: 2 },
        { name: "general", kind: "check", label: t("webForms.generalField") },
        { name: "opensOn", kind: "date", label: t("webForms.opensOn") },
        { name: "closesOn", kind: "date", label: t("webForms.closesOn") },
        { name: "definition.responseType", kind: "select", label: t("webForms.type"), required: true, options: types },
        { name: "definition.senderName", label: t("webForms.sender"), required: true },
        { name: "definition.country", label: t("webForms.country"), hint: t("webForms.countryHint") },
        { name: "definition.privacyUrl", label: t("webForms.privacyUrl"), width: 2 },
        { name: "definition.imprintUrl", label: t("webForms.imprintUrl"), width: 1 },
        { name: "definition.look.accent", label: t("webForms.accent") },
        { name: "definition.look.background", label: t("webForms.background") },
        { name: "definition.look.text", label: t("webForms.text") },
        {
            name: "definition.languages", kind: "own", width: 3,
            render: (value, onChange, fault) => (
                <MultiSelect label={t("webForms.languages")} error={fault} value={value as string[]} data={choice("webForms.language.", languages)} onChange={(v) => (onChange(v), setSpoken(v))} />
            ),
        },
        ...spoken.flatMap(texts),
        { name: "definition.channels", kind: "many", label: t("webForms.channels"), hint: t("webForms.channelsHint"), options: choice("channels", ["letter", "email", "phone", "sms"]), width: 3, when: (v) => (v.definition as Values).kind === "optOut" },
        { name: "definition.fields", kind: "rows", label: t("webForms.fields"), fresh: { name: "email", required: false }, columns: [{ name: "name", kind: "select", label: t("webForms.field"), required: true, width: 2, options: known.map((value) => ({ value, label: t("webForms.known." + value) })) }, check] },
        { name: "definition.items", kind: "rows", label: t("webForms.items"), fresh: { sku: "", most: 1 }, columns: [{ name: "sku", label: t("webForms.sku"), required: true }, ...perLanguage("label", t("webForms.label"), spoken), { name: "most", kind: "number", label: t("webForms.most") }] },
        {
            name: "definition.questions", kind: "rows", label: t("webForms.questions"), fresh: { key: "", kind: "text" },
            columns: [
                { name: "key", label: t("webForms.key"), required: true },
                { name: "kind", kind: "select", label: t("webForms.questionKind"), required: true, options: choice("webForms.questionKind.", ["text", "choice", "yesNo"]) },
                ...perLanguage("label", t("webForms.label"), spoken),
                { name: "options", kind: "area", label: t("webForms.options"), hint: t("webForms.optionsHint"), width: 2 },
                check,
            ],
        },
        {
            name: "definition.consents", kind: "rows", label: t("webForms.consents"), fresh: { key: "", channel: "email", purpose: "advertising", version: "1" },
            columns: [
                { name: "key", label: t("webForms.key"), required: true },
                { name: "channel", kind: "select", label: t("field.channel"), required: true, options: choice("channels", ["email", "phone", "sms", "letter"]) },
                { name: "purpose", label: t("webForms.purpose") },
                { name: "version", label: t("webForms.version"), required: true },
                ...perLanguage("text", t("webForms.consentText"), spoken, "area"),
                check,
            ],
        },
        { name: "definition.hosts", kind: "area", label: t("webForms.hosts"), hint: t("webForms.hostsHint") },
    ];
    if (!me.may("channel-web.write")) return <Text size="sm">{t("webForms.readOnly")}</Text>;
    return (
        <Group>
            <Form
                wide
                draft={"web-form-" + form.id}
                initial={valuesOf(form)}
                version={form.version}
                current={async () => valuesOf(await api.get("/web-forms/{id}", { path: { id: form.id } })) as never}
                fields={fields}
                submit={t("shell.save")}
                onSubmit={async (v, version) => {
                    await api.put("/web-forms/{id}", { path: { id: form.id }, version, body: { ...bodyOf(v), published: form.published } as never });
                    await refresh("/web-forms");
                }}
                keep={false}
            />
        </Group>
    );
}
