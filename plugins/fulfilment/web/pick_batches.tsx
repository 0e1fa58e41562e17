import { Button } from "@mantine/core";
import { api, DataTable, EmptyState, Fault, refresh, Screen, StateBadge, useGo, usePages, useTexts } from "@rejoinder/console";
import { useState } from "react";

/** Rounds of picking: several orders along the bins, each into a tote of its own. */
export default function PickBatches() {
    const { t, word, moment } = useTexts();
    const go = useGo();
    const list = usePages("/pick-batches");
    const [fault, setFault] = useState<unknown>();
    const begin = async () => {
        setFault(undefined);
        try {
            const made = await api.post("/pick-batches", { body: {} });
            await refresh("/pick-batches");
            go("/pick-batches/" + made.id);
        } catch (e) {
            setFault(e);
        }
    };
    return (
        <Screen title={t("rounds.title")} back={{ to: "/pick", label: t("pick.title") }} tools={<Button size="xs" onClick={() => void begin()}>{t("rounds.begin")}</Button>}>
            <Fault error={fault ?? list.error} />
            <DataTable
                name="pick-batches"
                label={t("rounds.title")}
                rows={list.rows}
                rowKey={(b) => b.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={(b) => go("/pick-batches/" + b.id)}
                empty={<EmptyState title={t("rounds.empty")} hint={t("rounds.emptyHint")} />}
                columns={[
                    { key: "at", label: t("rounds.begun"), value: (b) => b.createdAt, show: (b) => moment(b.createdAt) },
                    { key: "state", label: t("field.state"), value: (b) => word("round", b.state), show: (b) => <StateBadge group="round" value={b.state} /> },
                    { key: "orders", label: t("orders.title"), value: (b) => b.orders, right: true },
                    { key: "by", label: t("stock.by"), wide: true, value: (b) => b.createdBy },
                ]}
            />
        </Screen>
    );
}
