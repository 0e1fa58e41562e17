import type { Contribution } from "@rejoinder/console";
import messages from "./messages.json";

const contribution: Contribution = {
    messages,
    pages: [
        { path: "/follow-ups", title: "followups.title", group: "plan", order: 5, component: () => import("./rules") },
        { path: "/follow-ups/$id", page: "/follow-ups", title: "followups.one", component: () => import("./rule") },
    ],
    panels: [{ slot: "campaign", order: 4, title: "followups.title", permission: "followups.read", component: () => import("./campaign_panel") }],
};

export default contribution;
