import type { Contribution } from "@rejoinder/console";
import messages from "./messages.json";

const contribution: Contribution = {
    messages,
    pages: [
        { path: "/sms", title: "sms.title", group: "intake", order: 7, component: () => import("./sms") },
        { path: "/sms-providers", title: "smsProviders.title", group: "administration", order: 8, component: () => import("./providers") },
    ],
    panels: [{ slot: "wave.content", order: 10, permission: "channel-sms.read", component: () => import("./size") }],
};

export default contribution;
