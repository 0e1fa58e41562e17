import type { Contribution } from "./src/kit/index";
import messages from "./messages.json";

/** The kernel's own pages: who may do what, what runs, and what was done. */
const contribution: Contribution = {
    messages,
    pages: [
        { path: "/users", title: "users.title", group: "administration", order: 10, component: () => import("./admin/users") },
        { path: "/roles", title: "roles.title", group: "administration", order: 11, component: () => import("./admin/roles") },
        { path: "/tokens", title: "tokens.title", group: "administration", order: 12, component: () => import("./admin/tokens") },
        { path: "/plugins", title: "plugins.title", group: "administration", order: 20, component: () => import("./admin/plugins") },
        { path: "/settings", title: "settings.title", group: "administration", order: 21, component: () => import("./admin/settings") },
        { path: "/operations", title: "operations.title", group: "administration", order: 22, component: () => import("./admin/operations") },
        { path: "/audit", title: "audit.title", group: "administration", order: 23, component: () => import("./admin/audit") },
    ],
    panels: [{ slot: "start", order: 90, title: "operations.failed", permission: "operations.read", component: () => import("./admin/start_panel") }],
};

export default contribution;
