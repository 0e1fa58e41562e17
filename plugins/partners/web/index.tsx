import type { Contribution } from "@rejoinder/console";
import messages from "./messages.json";

const contribution: Contribution = {
    messages,
    pages: [
        { path: "/partner-files", title: "partners.title", group: "desk", order: 25, component: () => import("./files") },
        { path: "/partner-files/$id", page: "/partner-files", title: "partners.one", component: () => import("./file") },
        { path: "/partner-clearing", title: "partners.clearing", group: "desk", order: 26, component: () => import("./clearing") },
        { path: "/payment-references", title: "slips.title", group: "desk", order: 27, component: () => import("./slips") },
        { path: "/list-quality", title: "quality.title", group: "desk", order: 35, component: () => import("./quality") },
    ],
    panels: [{ slot: "start", order: 12, title: "partners.clearing", permission: "partners.read", component: () => import("./start_panel") }],
};

export default contribution;
