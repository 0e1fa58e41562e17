import type { Contribution } from "@rejoinder/console";
import messages from "./messages.json";

const contribution: Contribution = {
    messages,
    pages: [
        { path: "/contacts", title: "contacts.title", group: "people", order: 1, component: () => import("./contacts") },
        { path: "/contacts/$id", page: "/contacts", title: "contacts.one", component: () => import("./contact") },
        { path: "/duplicates", title: "dup.title", group: "people", order: 3, component: () => import("./duplicates") },
        { path: "/suppression-lists", title: "suppress.title", group: "people", order: 4, component: () => import("./suppression_lists") },
        { path: "/contact-imports", title: "imports.title", group: "people", order: 5, component: () => import("./imports") },
        { path: "/contact-imports/$id", page: "/contact-imports", title: "imports.one", component: () => import("./import_one") },
        { path: "/places", title: "places.title", group: "people", order: 6, component: () => import("./places") },
        { path: "/retention", title: "retention.title", group: "people", order: 7, component: () => import("./retention") },
    ],
    panels: [
        { slot: "contact", order: 1, title: "contacts.consents", permission: "contacts.read", component: () => import("./consent_panel") },
        { slot: "contact", order: 8, title: "contacts.origins", permission: "contacts.read", component: () => import("./origin_panel") },
        { slot: "contact", order: 90, title: "people.privacy", permission: "contacts.read", component: () => import("./privacy_panel") },
        { slot: "desk.who", order: 1, permission: "contacts.consent", component: () => import("./desk_consent") },
    ],
};

export default contribution;
