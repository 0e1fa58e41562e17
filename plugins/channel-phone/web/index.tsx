import type { Contribution } from "@rejoinder/console";
import messages from "./messages.json";

const contribution: Contribution = {
    messages,
    pages: [
        { path: "/calls", title: "calls.title", group: "desk", order: 2, component: () => import("./calls") },
        { path: "/phone-lines", title: "lines.title", group: "desk", order: 5, component: () => import("./lines") },
        { path: "/call-scripts", title: "scripts.title", group: "administration", order: 7, component: () => import("./scripts") },
        { path: "/call-outcomes", title: "outcomes.title", group: "administration", order: 6, component: () => import("./outcomes") },
    ],
    panels: [
        { slot: "head", order: 10, permission: "channel-phone.call", component: () => import("./ringing") },
        { slot: "desk.callBack", order: 10, permission: "channel-phone.call", component: () => import("./call_back") },
        { slot: "desk.script", order: 10, permission: "channel-phone.read", component: () => import("./desk_script") },
        { slot: "desk.who", order: 10, permission: "channel-phone.call", component: () => import("./do_not_call") },
        { slot: "response", order: 10, permission: "channel-phone.read", component: () => import("./runs") },
        { slot: "start", order: 12, title: "calls.today", permission: "channel-phone.call", component: () => import("./start_panel") },
        { slot: "contact", order: 15, title: "calls.history", permission: "channel-phone.read", component: () => import("./contact_panel") },
    ],
};

export default contribution;
