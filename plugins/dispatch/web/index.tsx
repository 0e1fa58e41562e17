import type { Contribution } from "@rejoinder/console";
import { isWholeCode } from "./code";
import { useWaveMarks } from "./marks";
import messages from "./messages.json";

const contribution: Contribution = {
    messages,
    pages: [
        { path: "/waves", title: "waves.title", group: "plan", order: 4, component: () => import("./waves") },
        { path: "/seeds", title: "seeds.title", group: "plan", order: 5, component: () => import("./seeds") },
        { path: "/waves/$id", page: "/waves", title: "waves.one", component: () => import("./wave") },
        { path: "/pressure-rules", title: "pressure.title", group: "plan", order: 8, component: () => import("./pressure") },
    ],
    panels: [
        { slot: "campaign", order: 3, title: "waves.title", permission: "dispatch.read", component: () => import("./campaign_panel") },
        { slot: "campaign", order: 4, title: "media.title", permission: "dispatch.read", component: () => import("./media") },
        { slot: "wave", order: 9, title: "media.title", permission: "dispatch.read", component: () => import("./media") },
        { slot: "contact", order: 5, title: "pieces.title", permission: "dispatch.read", component: () => import("./contact_panel") },
        { slot: "desk.hold", order: 1, permission: "dispatch.read", component: () => import("./desk_letter") },
        { slot: "start", order: 30, title: "pieces.held", permission: "dispatch.decide", component: () => import("./start_panel") },
    ],
    services: { "code.whole": isWholeCode, "calendar.marks": useWaveMarks },
};

export default contribution;
