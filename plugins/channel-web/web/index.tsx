import type { Contribution } from "@rejoinder/console";
import messages from "./messages.json";

const contribution: Contribution = {
    messages,
    pages: [
        { path: "/web-forms", title: "webForms.title", group: "plan", order: 60, component: () => import("./forms") },
        { path: "/web-forms/$id", page: "/web-forms", title: "webForms.one", component: () => import("./form") },
    ],
    panels: [{ slot: "campaign", order: 7, title: "webForms.title", permission: "channel-web.read", component: () => import("./campaign_panel") }],
};

export default contribution;
