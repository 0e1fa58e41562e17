import { Text } from "@mantine/core";
import { DataTable, Door, mainUnits, useTexts } from "@rejoinder/console";

type Item = { sku: string; name: string; orders: number; pieces: number; costMinor: number; perOrder?: number | null };
type Route = { route: string; orders: number; parcels: number; goodsMinor: number; handlingMinor: number; costMinor: number; perOrder?: number | null };
export type Cost = { costMinor: number; goodsMinor: number; handlingMinor: number; orders: number; perResponse?: number | null; perOrder?: number | null; items?: Item[]; routes?: Route[] };

/** What it cost to answer: by item and by the way it went; both tables add up to the sum above them. */
export function FulfilmentCostTables(props: { cost: Cost; currency: string; name: string; campaignId: string }) {
    const { t, whole, money, moneyOf } = useTexts();
    const { cost, currency } = props;
    const each = (v: number | null | undefined) => (v == null ? "–" : moneyOf(v, currency));
    const sum = (minor: number) => money(minor, currency);
    return (
        <>
            <Text size="sm" mb="xs">{t("costs.sum", { all: sum(cost.costMinor), goods: sum(cost.goodsMinor), handling: sum(cost.handlingMinor), orders: cost.orders, perOrder: each(cost.perOrder), perResponse: each(cost.perResponse) })}</Text>
            <Text size="sm" c="dimmed" mb="xs">{t("costs.hint")}</Text>
            <DataTable
                name={"costs-items-" + props.name}
                label={t("costs.byItem")}
                compact
                rows={cost.items ?? []}
                rowKey={(i) => i.sku}
                columns={[
                    { key: "item", label: t("costs.item"), value: (i) => `${i.sku} · ${i.name}`, show: (i) => <Door to="/stock">{`${i.sku} · ${i.name}`}</Door> },
                    { key: "orders", label: t("field.orders"), value: (i) => i.orders, show: (i) => <Door to={"/orders?campaignId=" + props.campaignId}>{whole(i.orders)}</Door>, right: true },
                    { key: "pieces", label: t("costs.pieces"), value: (i) => i.pieces, show: (i) => whole(i.pieces), right: true },
                    { key: "cost", label: t("results.cost"), value: (i) => mainUnits(i.costMinor, currency), show: (i) => sum(i.costMinor), right: true },
                    { key: "perOrder", label: t("costs.perOrder"), value: (i) => i.perOrder, show: (i) => each(i.perOrder), right: true },
                ]}
            />
            <DataTable
                name={"costs-routes-" + props.name}
                label={t("costs.byRoute")}
                compact
                rows={cost.routes ?? []}
                rowKey={(r) => r.route}
                columns={[
                    { key: "route", label: t("costs.route"), value: (r) => r.route || t("costs.waiting") },
                    { key: "orders", label: t("field.orders"), value: (r) => r.orders, show: (r) => <Door to={"/orders?campaignId=" + props.campaignId}>{whole(r.orders)}</Door>, right: true },
                    { key: "parcels", label: t("costs.parcels"), value: (r) => r.parcels, show: (r) => whole(r.parcels), right: true },
                    { key: "goods", label: t("costs.goods"), value: (r) => mainUnits(r.goodsMinor, currency), show: (r) => sum(r.goodsMinor), right: true },
                    { key: "handling", label: t("costs.handling"), value: (r) => mainUnits(r.handlingMinor, currency), show: (r) => sum(r.handlingMinor), right: true },
                    { key: "cost", label: t("results.cost"), value: (r) => mainUnits(r.costMinor, currency), show: (r) => sum(r.costMinor), right: true },
                    { key: "perOrder", label: t("costs.perOrder"), value: (r) => r.perOrder, show: (r) => each(r.perOrder), right: true },
                ]}
            />
        </>
    );
}
