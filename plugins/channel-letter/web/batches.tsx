import { DataTable, Door, EmptyState, Fault, Screen, urlOf, useCampaigns, usePages, useTexts } from "@rejoinder/console";

export default function Batches() {
    const { t, moment } = useTexts();
    const campaigns = useCampaigns();
    const list = usePages("/letter-batches");
    return (
        <Screen title={t("letters.title")}>
            <Fault error={list.error} />
            <DataTable
                name="letter-batches"
                label={t("letters.title")}
                rows={list.rows}
                rowKey={(b) => b.id}
                loading={list.isLoading}
                more={list.more}
                empty={<EmptyState title={t("letters.empty")} hint={t("letters.emptyHint")} />}
                columns={[
                    { key: "at", label: t("field.createdAt"), value: (b) => b.createdAt, show: (b) => moment(b.createdAt) },
                    { key: "campaign", label: t("field.campaignId"), value: (b) => campaigns.name(b.campaignId) },
                    { key: "wave", label: t("letters.number"), value: (b) => b.number, show: (b) => <Door to={"/waves/" + b.waveId}>{t("letters.batch", { number: b.number })}</Door> },
                    { key: "letters", label: t("letters.letters"), value: (b) => b.letters, right: true },
                    { key: "failed", label: t("letters.failed"), value: (b) => b.failed, right: true },
                    { key: "font", label: t("letters.font"), value: (b) => `${b.font} ${b.fontSize} pt` },
                    {
                        key: "files", label: t("letters.files"), value: () => "",
                        show: (b) => (
                            <>
                                <a href={urlOf("/letter-batches/{id}/pdf", { path: { id: b.id } })} target="_blank" rel="noreferrer">PDF</a> · <a href={urlOf("/letter-batches/{id}/csv", { path: { id: b.id } })} download>CSV</a>
                            </>
                        ),
                    },
                ]}
            />
        </Screen>
    );
}
