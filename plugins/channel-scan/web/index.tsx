import type { Contribution } from "@rejoinder/console";
import messages from "./messages.json";

const contribution: Contribution = {
    messages,
    pages: [
        { path: "/scans", title: "scans.title", group: "intake", order: 3, component: () => import("./batches") },
        { path: "/scans/$id", page: "/scans", title: "scans.one", component: () => import("./batch") },
    ],
    panels: [
        { slot: "clearing", order: 1, permission: "channel-scan.read", component: () => import("./clearing_picture") },
        { slot: "campaign", order: 6, title: "replyCard.title", permission: "channel-scan.read", component: () => import("./card_panel") },
    ],
};

export default contribution;
