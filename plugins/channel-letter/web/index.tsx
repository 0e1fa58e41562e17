import type { Contribution } from "@rejoinder/console";
import messages from "./messages.json";

const contribution: Contribution = {
    messages,
    pages: [{ path: "/letter-batches", title: "letters.title", group: "plan", order: 6, component: () => import("./batches") }],
    services: { "letter.picture": true },
    panels: [
        { slot: "desk.hold", order: 5, permission: "channel-letter.look", component: () => import("./desk_picture") },
        { slot: "wave", order: 1, title: "letters.title", permission: "channel-letter.read", component: () => import("./wave_panel") },
    ],
};

export default contribution;
