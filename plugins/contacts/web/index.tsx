import type { Contribution } from "@rejoinder/console";
import messages from "./messages.json";

const contribution: Contribution = {
    messages,
    pages: [
        { path: "/contacts", title: "contacts.title", group: "people", order: 1, component: () => import("./contacts") },
        { path: "/contacts/$id", page: "/contacts", title: "contacts.one", component: () => import("./contact") },
        { path: "/contact-imports", title: "imports.title", group: "people", order: 5, component: () => import("./imports") },
    ],
    panels: [
        { slot: "contact", order: 1, title: "contacts.consents", permission: "contacts.read", component: () => import("./consent_panel") },
        { slot: "desk.who", order: 1, permission: "contacts.consent", component: () => import("./desk_consent") },
    ],
};

export default contribution;
