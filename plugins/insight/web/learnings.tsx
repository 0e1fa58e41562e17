import { Button } from "@mantine/core";
import { api, channels, DataTable, Dialog, EmptyState, Fault, Form, refresh, Screen, useMe, usePages, useTexts } from "@rejoinder/console";
import { useState } from "react";
import { Forecast } from "./forecast";

export default function Learnings() {
    const x = useTexts();
    const { t, day, percent, word } = x;
    const may = useMe().may("insight.write");
    const list = usePages("/learnings");
    const [making, setMaking] = useState(false);
    return (
        <Screen title={t("learnings.title")} hint={t("learnings.hint")} tools={may && <Button size="xs" onClick={() => setMaking(true)}>{t("learnings.new")}</Button>}>
            <Fault error={list.error} />
            <DataTable
                name="learnings"
                label={t("learnings.title")}
                rows={list.rows}
                rowKey={(l) => l.id}
                loading={list.isLoading}
                more={list.more}
                empty={<EmptyState title={t("learnings.empty")} hint={t("learnings.hint")} />}
                columns={[
                    { key: "campaign", label: t("field.campaignId"), value: (l) => l.campaignName },
                    { key: "segment", label: t("results.segment"), value: (l) => l.segment || t("shell.all") },
                    { key: "channel", label: t("field.channel"), value: (l) => word("channel", l.channel) },
                    { key: "pieces", label: t("field.pieces"), value: (l) => l.pieces, right: true },
                    { key: "responders", label: t("field.responders"), value: (l) => l.responders, right: true },
                    { key: "rate", label: t("learnings.rate"), value: (l) => (l.pieces ? l.responders / l.pieces : null), show: (l) => percent(l.pieces ? l.responders / l.pieces : null), right: true },
                    { key: "buyers", label: t("results.buyers"), value: (l) => l.buyers, right: true },
                    { key: "at", label: t("learnings.at"), value: (l) => l.learntAt, show: (l) => day(l.learntAt) },
                ]}
            />
            {list.rows.length > 0 && <Forecast segments={[...new Set(list.rows.map((l) => l.segment).filter(Boolean))].sort()} />}
            <Dialog title={t("learnings.new")} opened={making} onClose={() => setMaking(false)}>
                <Form
                    draft="learning"
                    initial={{ channel: "letter" }}
                    fields={[
                        { name: "campaignName", label: t("field.campaignId"), required: true, autoFocus: true },
                        { name: "segment", label: t("results.segment") },
                        { name: "channel", kind: "select", required: true, options: channels(x) },
                        { name: "pieces", kind: "number", required: true },
                        { name: "responders", kind: "number", required: true },
                        { name: "buyers", label: t("results.buyers"), kind: "number" },
                    ]}
                    submit={t("shell.save")}
                    onSubmit={async (v) => {
                        await api.post("/learnings", { body: v as never });
                        setMaking(false);
                        await refresh("/learnings");
                    }}
                />
            </Dialog>
        </Screen>
    );
}
