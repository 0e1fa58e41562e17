import type { Contribution } from "@rejoinder/console";
import messages from "./messages.json";

const contribution: Contribution = {
    messages,
    pages: [
        { path: "/partner-files", title: "partners.title", group: "intake", order: 8, component: () => import("./files") },
        { path: "/partner-files/$id", page: "/partner-files", title: "partners.one", component: () => import("./file") },
        { path: "/partner-clearing", title: "partners.clearing", group: "replies", order: 21, component: () => import("./clearing") },
        { path: "/payment-references", title: "slips.title", group: "replies", order: 45, component: () => import("./slips") },
        { path: "/list-quality", title: "quality.title", group: "people", order: 8, component: () => import("./quality") },
    ],
    panels: [
        { slot: "start", order: 12, title: "partners.clearing", permission: "partners.read", component: () => import("./start_panel") },
        { slot: "campaign", order: 5, title: "quality.brought", permission: "partners.read", component: () => import("./list_panel") },
        { slot: "targetGroup", order: 5, title: "quality.brought", permission: "partners.read", component: () => import("./list_panel") },
    ],
};

export default contribution;
