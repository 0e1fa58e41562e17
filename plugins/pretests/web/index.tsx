import type { Contribution } from "@rejoinder/console";
import messages from "./messages.json";

const contribution: Contribution = {
    messages,
    pages: [
        { path: "/pre-tests", title: "pretests.title", group: "plan", order: 3, component: () => import("./pretests") },
        { path: "/pre-tests/$id", page: "/pre-tests", title: "pretests.one", component: () => import("./pretest") },
    ],
    panels: [{ slot: "campaign", order: 2, title: "pretests.title", permission: "pretests.read", component: () => import("./campaign_panel") }],
};

export default contribution;
