import type { Contribution } from "@rejoinder/console";
import messages from "./messages.json";

const contribution: Contribution = {
    messages,
    pages: [
        { path: "/results", title: "results.title", group: "insight", order: 1, component: () => import("./results") },
        { path: "/results/$id", page: "/results", title: "results.one", component: () => import("./result") },
        { path: "/learnings", title: "learnings.title", group: "insight", order: 2, component: () => import("./learnings") },
    ],
    panels: [{ slot: "campaign", order: 0, title: "results.one", permission: "insight.read", component: () => import("./campaign_panel") }],
};

export default contribution;
