import type { Contribution } from "@rejoinder/console";
import messages from "./messages.json";

const contribution: Contribution = {
    messages,
    pages: [
        { path: "/desk", title: "desk.title", group: "desk", order: 1, wide: true, component: () => import("./desk") },
        { path: "/cards", page: "/desk", title: "cards.title", group: "intake", order: 1, component: () => import("./cards") },
        { path: "/batches", title: "batches.title", group: "intake", order: 2, component: () => import("./batches") },
        { path: "/clearing", title: "clearing.title", group: "replies", order: 20, component: () => import("./clearing") },
        { path: "/returns", title: "returns.title", group: "intake", order: 10, component: () => import("./returns") },
        { path: "/control", title: "control.title", group: "replies", order: 50, component: () => import("./control") },
        { path: "/responses", title: "responses.title", group: "replies", order: 10, component: () => import("./responses") },
        { path: "/responses/$id", page: "/responses", title: "responses.one", component: () => import("./response") },
        { path: "/response-types", title: "types.title", group: "administration", order: 5, component: () => import("./types") },
    ],
    panels: [
        { slot: "contact", order: 10, title: "responses.title", permission: "responses.read", component: () => import("./contact_panel") },
        { slot: "campaign", order: 7, title: "outcomeSet.title", permission: "responses.read", component: () => import("./outcomes") },
        { slot: "start", order: 10, title: "clearing.title", permission: "responses.read", component: () => import("./start_panel") },
    ],
    services: {
        "palette.code": (text: string) =>
            /^[0-9A-Za-z][0-9A-Za-z -]{5,20}$/.test(text.trim()) && /\d/.test(text)
                ? [{ title: "desk.openCode", to: "/desk?code=" + encodeURIComponent(text.trim()) }]
                : [],
    },
};

export default contribution;
