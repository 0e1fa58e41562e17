import type { Contribution } from "@rejoinder/console";
import { useDeskItems } from "./desk_items";
import messages from "./messages.json";

const contribution: Contribution = {
    messages,
    pages: [
        { path: "/orders", title: "orders.title", group: "goods", order: 1, component: () => import("./orders") },
        { path: "/orders/$id", page: "/orders", title: "orders.one", component: () => import("./order") },
        { path: "/subscriptions", title: "subscriptions.title", group: "goods", order: 1, component: () => import("./subscriptions") },
        { path: "/subscriptions/$id", page: "/subscriptions", title: "subscriptions.one", component: () => import("./subscription") },
        { path: "/pick", title: "pick.title", group: "goods", order: 2, component: () => import("./pick") },
        { path: "/pick-batches", title: "rounds.title", group: "goods", order: 2, component: () => import("./pick_batches") },
        { path: "/pick-batches/$id", page: "/pick-batches", title: "rounds.one", component: () => import("./pick_batch") },
        { path: "/goods-returns", title: "back.title", group: "goods", order: 6, component: () => import("./goods_returns") },
        { path: "/hand-over", title: "handOver.title", group: "goods", order: 3, component: () => import("./hand_over") },
        { path: "/promises", title: "promises.title", group: "goods", order: 1, component: () => import("./promises") },
        { path: "/shipments", title: "shipments.title", group: "goods", order: 3, component: () => import("./shipments") },
        { path: "/invoices", title: "invoices.title", group: "goods", order: 6, component: () => import("./invoices") },
        { path: "/invoices/$id", page: "/invoices", title: "invoices.one", component: () => import("./invoice") },
        { path: "/direct-debit-collections", title: "collections.title", group: "goods", order: 6, component: () => import("./collections") },
        { path: "/direct-debit-collections/$id", page: "/direct-debit-collections", title: "collections.one", component: () => import("./collection") },
        { path: "/stock", title: "stock.title", group: "goods", order: 4, component: () => import("./stock") },
        { path: "/houses", title: "houses.title", group: "goods", order: 4, component: () => import("./houses") },
        { path: "/houses/$id", page: "/houses", title: "houses.one", component: () => import("./house") },
        { path: "/approvals", title: "approvals.title", group: "goods", order: 1, component: () => import("./approvals") },
        { path: "/appointments", title: "appointments.title", group: "goods", order: 1, component: () => import("./appointments") },
        { path: "/fulfilment-routes", title: "routes.title", group: "goods", order: 6, component: () => import("./routes") },
        { path: "/stock-counts", title: "counts.title", group: "goods", order: 4, component: () => import("./counts") },
        { path: "/stock-counts/$id", page: "/stock-counts", title: "counts.one", component: () => import("./count") },
        { path: "/prices", title: "prices.title", group: "goods", order: 5, component: () => import("./prices") },
        { path: "/shipping-rates", title: "rates.title", group: "goods", order: 5, component: () => import("./shipping_rates") },
        { path: "/items", title: "items.title", group: "goods", order: 5, component: () => import("./items") },
    ],
    panels: [
        { slot: "contact", order: 20, title: "orders.title", permission: "fulfilment.read", component: () => import("./contact_panel") },
        { slot: "contact", order: 21, title: "subscriptions.title", permission: "fulfilment.read", component: () => import("./subscription_panel") },
        { slot: "contact", order: 22, title: "mandates.title", permission: "fulfilment.read", component: () => import("./mandate_panel") },
        { slot: "campaign", order: 8, title: "subscriptions.title", permission: "fulfilment.read", component: () => import("./subscription_figures") },
        { slot: "desk.hold", order: 20, title: "orders.title", permission: "fulfilment.read", component: () => import("./contact_panel") },
        { slot: "start", order: 20, title: "orders.open", permission: "fulfilment.work", component: () => import("./start_panel") },
    ],
    services: { "desk.items": useDeskItems },
};

export default contribution;
