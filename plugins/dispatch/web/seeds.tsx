import { Button } from "@mantine/core";
import { ActButton, api, ContactName, DataTable, Dialog, Door, EmptyState, Fault, Form, notify, notifyUndo, refresh, type Schemas, Screen, useCampaigns, useMe, usePages, useTexts } from "@rejoinder/console";
import { useState } from "react";

type Seed = Schemas["Seed"];

/** Planted addresses: people of the house who get a piece of each wave and say when it came, and how. */
export default function Seeds() {
    const { t, moment } = useTexts();
    const may = useMe().may("dispatch.plan");
    const campaigns = useCampaigns();
    const list = usePages("/seeds");
    const [making, setMaking] = useState(false);
    const plant = (s: { contactId: string; campaignId?: string | null; note: string }) =>
        api.post("/seeds", { body: { contactId: s.contactId, note: s.note, ...(s.campaignId ? { campaignId: s.campaignId } : {}) } as never });
    const remove = async (s: Seed) => {
        await api.remove("/seeds/{id}", { path: { id: s.id } });
        notifyUndo(t("seeds.removed"), t("shell.undo"), () => void plant(s).then(() => refresh("/seeds")).then(() => notify(t("shell.undone"))));
        await refresh("/seeds");
    };
    return (
        <Screen title={t("seeds.title")} hint={t("seeds.hint")} tools={may && <Button size="xs" onClick={() => setMaking(true)}>{t("seeds.new")}</Button>}>
            <Fault error={list.error} />
            <DataTable<Seed>
                name="seeds"
                label={t("seeds.title")}
                rows={list.rows}
                rowKey={(s) => s.id}
                loading={list.isLoading}
                more={list.more}
                empty={<EmptyState title={t("seeds.empty")} hint={t("seeds.hint")} />}
                columns={[
                    { key: "contact", label: t("field.contactId"), width: 200, value: (s) => s.contactId, show: (s) => <Door to={"/contacts/" + s.contactId}><ContactName id={s.contactId} /></Door> },
                    { key: "campaign", label: t("field.campaignId"), value: (s) => (s.campaignId ? campaigns.name(s.campaignId) : t("seeds.every")) },
                    { key: "note", label: t("field.note"), wide: true, value: (s) => s.note },
                    { key: "at", label: t("field.createdAt"), wide: true, value: (s) => s.createdAt, show: (s) => moment(s.createdAt) },
                    { key: "act", label: t("seeds.remove"), value: () => "", show: (s) => may && <ActButton size="compact-xs" label={t("seeds.remove")} act={() => remove(s)} /> },
                ]}
            />
            <Dialog title={t("seeds.new")} opened={making} onClose={() => setMaking(false)}>
                <Form
                    draft="seed"
                    fields={[
                        { name: "contactId", kind: "contact", required: true, autoFocus: true, width: 3 },
                        { name: "campaignId", kind: "select", options: [{ value: "", label: t("seeds.every") }, ...campaigns.options], width: 3 },
                        { name: "note", width: 3 },
                    ]}
                    submit={t("shell.save")}
                    onCancel={() => setMaking(false)}
                    onSubmit={async (v) => {
                        await plant({ contactId: String(v.contactId), campaignId: v.campaignId as string, note: String(v.note ?? "") });
                        setMaking(false);
                        notify(t("shell.saved"));
                        await refresh("/seeds");
                    }}
                />
            </Dialog>
        </Screen>
    );
}
