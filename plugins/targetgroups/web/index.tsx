import type { Contribution } from "@rejoinder/console";
import messages from "./messages.json";

const contribution: Contribution = {
    messages,
    pages: [
        { path: "/target-groups", title: "groups.title", group: "plan", order: 2, component: () => import("./groups") },
        { path: "/target-groups/$id", page: "/target-groups", title: "groups.one", component: () => import("./group") },
    ],
    panels: [{ slot: "campaign", order: 1, title: "groups.title", permission: "targetgroups.read", component: () => import("./campaign_panel") }],
};

export default contribution;
