import type { Contribution } from "@rejoinder/console";
import messages from "./messages.json";

const contribution: Contribution = {
    messages,
    pages: [
        { path: "/webhooks", title: "webhooks.title", group: "administration", order: 9, component: () => import("./webhooks") },
        { path: "/webhooks/$id", page: "/webhooks", title: "webhooks.one", component: () => import("./webhook") },
    ],
};

export default contribution;
