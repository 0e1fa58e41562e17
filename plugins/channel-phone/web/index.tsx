import type { Contribution } from "@rejoinder/console";
import messages from "./messages.json";

const contribution: Contribution = {
    messages,
    pages: [
        { path: "/calls", title: "calls.title", group: "desk", order: 2, component: () => import("./calls") },
        { path: "/call-outcomes", title: "outcomes.title", group: "administration", order: 6, component: () => import("./outcomes") },
    ],
    panels: [
        { slot: "head", order: 10, permission: "channel-phone.call", component: () => import("./ringing") },
        { slot: "desk.callBack", order: 10, permission: "channel-phone.call", component: () => import("./call_back") },
        { slot: "start", order: 12, title: "calls.today", permission: "channel-phone.call", component: () => import("./start_panel") },
        { slot: "contact", order: 15, title: "calls.history", permission: "channel-phone.read", component: () => import("./contact_panel") },
    ],
};

export default contribution;
