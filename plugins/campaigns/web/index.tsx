import type { Contribution } from "@rejoinder/console";
import messages from "./messages.json";

const contribution: Contribution = {
    messages,
    pages: [
        { path: "/campaigns", title: "campaigns.title", group: "plan", order: 1, component: () => import("./campaigns") },
        { path: "/campaigns/$id", page: "/campaigns", title: "campaigns.one", component: () => import("./campaign") },
        { path: "/calendar", page: "/campaigns", title: "calendar.title", group: "plan", order: 2, component: () => import("./calendar") },
        { path: "/capacity", title: "capacity.title", group: "plan", order: 10, component: () => import("./capacity") },
        { path: "/offers", title: "offers.title", group: "plan", order: 9, component: () => import("./offers") },
    ],
    panels: [{ slot: "start", order: 5, title: "campaigns.running", permission: "campaigns.read", component: () => import("./start_panel") }],
};

export default contribution;
