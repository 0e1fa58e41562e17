import { Button } from "@mantine/core";
import { api, DataTable, Dialog, EmptyState, Fault, Panel, refresh, type Schemas, Screen, useCampaigns, useGet, useMe, useTexts } from "@rejoinder/console";
import { useState } from "react";
import { ScriptEditor } from "./script_editor";
import { ScriptRun } from "./script_run";

type Script = Schemas["Script"];

/** What is said on the phone, in every language. */
export default function Scripts() {
    const { t, moment, word } = useTexts();
    const me = useMe();
    const campaigns = useCampaigns();
    const { data, error, isLoading } = useGet("/call-scripts");
    const [open, setOpen] = useState<Script | "new">();
    const [trying, setTrying] = useState<Script>();
    const may = me.may("channel-phone.lines");
    return (
        <Screen title={t("scripts.title")} hint={t("scripts.hint")} tools={may && <Button size="xs" onClick={() => setOpen("new")}>{t("shell.new")}</Button>}>
            <Fault error={error} />
            <DataTable<Script>
                name="call-scripts"
                label={t("scripts.title")}
                rows={data?.items ?? []}
                rowKey={(s) => s.id}
                loading={isLoading}
                onOpen={may ? setOpen : setTrying}
                empty={<EmptyState title={t("scripts.none")} hint={t("scripts.noneHint")} />}
                columns={[
                    { key: "name", label: t("field.name"), value: (s) => s.name },
                    { key: "campaign", label: t("field.campaignId"), value: (s) => (s.campaignId ? campaigns.name(s.campaignId) : "–") },
                    { key: "languages", label: t("scripts.languages"), value: (s) => (s.texts ?? []).map((x) => word("languageName", x.language)).join(", ") },
                    { key: "version", label: t("scripts.versionTitle"), value: (s) => s.version, right: true },
                    { key: "active", label: t("field.active"), value: (s) => t(s.active ? "shell.yes" : "shell.no") },
                    { key: "at", label: t("scripts.written"), wide: true, value: (s) => s.writtenAt, show: (s) => moment(s.writtenAt) + " · " + s.writtenBy },
                    { key: "try", label: t("scripts.try"), value: () => "", show: (s) => <Button size="compact-xs" variant="default" onClick={(e) => (e.stopPropagation(), setTrying(s))}>{t("scripts.try")}</Button> },
                ]}
            />
            <Dialog title={t("scripts.one")} opened={!!open} onClose={() => setOpen(undefined)} size="xl">
                {open && (
                    <ScriptEditor
                        script={open === "new" ? undefined : open}
                        onSave={async (body) => {
                            if (open === "new") await api.post("/call-scripts", { body });
                            else await api.put("/call-scripts/{id}", { path: { id: open.id }, version: open.version, body });
                            setOpen(undefined);
                            await refresh("/call-scripts");
                        }}
                    />
                )}
            </Dialog>
            <Dialog title={t("scripts.try")} opened={!!trying} onClose={() => setTrying(undefined)} size="lg">
                {trying && <Panel><ScriptRun script={trying} onChange={() => undefined} /></Panel>}
            </Dialog>
        </Screen>
    );
}
