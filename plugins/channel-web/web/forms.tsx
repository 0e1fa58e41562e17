import { Button } from "@mantine/core";
import { api, DataTable, Dialog, EmptyState, Fault, type FieldSpec, Form, refresh, Screen, StateBadge, useCampaigns, useGo, useMe, usePages, useTexts } from "@rejoinder/console";
import { useState } from "react";
import { startOf, useTypes, type WebForm } from "./form_model";

/** Forms on the web: what is asked where, and how many answered. */
export default function Forms() {
    const { t, day, language } = useTexts();
    const go = useGo();
    const me = useMe();
    const types = useTypes();
    const campaigns = useCampaigns();
    const list = usePages("/web-forms");
    const [open, setOpen] = useState(false);
    const fields: FieldSpec[] = [
        { name: "name", required: true, autoFocus: true, width: 2 },
        { name: "slug", label: t("webForms.slug"), hint: t("webForms.slugHint"), required: true },
        { name: "kind", kind: "select", label: t("webForms.kind"), required: true, options: ["reply", "optOut"].map((value) => ({ value, label: t("webForms.kind." + value) })) },
        { name: "responseType", kind: "select", label: t("webForms.type"), required: true, options: types },
        { name: "campaignId", kind: "select", label: t("field.campaignId"), none: "–", options: campaigns.options, width: 2 },
        { name: "senderName", label: t("webForms.sender"), required: true, width: 2 },
    ];
    const make = me.may("channel-web.write") && <Button size="xs" onClick={() => setOpen(true)}>{t("webForms.new")}</Button>;
    return (
        <Screen title={t("webForms.title")} hint={t("webForms.hint")} tools={make}>
            <Fault error={list.error} />
            <DataTable<WebForm>
                name="web-forms"
                label={t("webForms.title")}
                rows={list.rows}
                rowKey={(f) => f.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={(f) => go("/web-forms/" + f.id)}
                empty={<EmptyState title={t("webForms.empty")} hint={t("webForms.emptyHint")} />}
                columns={[
                    { key: "name", label: t("field.name"), value: (f) => f.name },
                    { key: "state", label: t("field.state"), value: (f) => stateOf(f), show: (f) => <StateBadge group="webForms.state" value={stateOf(f)} colours={{ open: "teal", closed: "orange", draft: "gray" }} /> },
                    { key: "slug", label: t("webForms.address"), value: (f) => "/f/" + f.slug },
                    { key: "campaign", label: t("field.campaignId"), wide: true, value: (f) => (f.general ? t("webForms.general") : campaigns.name(f.campaignId)) },
                    { key: "answers", label: t("webForms.answers"), value: (f) => f.answers, right: true },
                    { key: "closesOn", label: t("webForms.closesOn"), wide: true, value: (f) => f.closesOn ?? "", show: (f) => (f.closesOn ? day(f.closesOn) : "") },
                ]}
            />
            <Dialog title={t("webForms.new")} opened={open} onClose={() => setOpen(false)}>
                {open && (
                    <Form
                        initial={{ kind: "reply", responseType: "information-request" }}
                        fields={fields}
                        submit={t("webForms.make")}
                        onSubmit={async (v) => {
                            const made = await api.post("/web-forms", { body: startOf(v, language.slice(0, 2)) as never });
                            await refresh("/web-forms");
                            go("/web-forms/" + made.id);
                        }}
                    />
                )}
            </Dialog>
        </Screen>
    );
}

/** What people find at its address today. */
export const stateOf = (f: WebForm) => (f.open ? "open" : f.published ? "closed" : "draft");
