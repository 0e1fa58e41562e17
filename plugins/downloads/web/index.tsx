import type { Contribution } from "@rejoinder/console";
import messages from "./messages.json";

const contribution: Contribution = {
    messages,
    pages: [{ path: "/downloads", title: "downloads.title", group: "goods", order: 6, component: () => import("./downloads") }],
};

export default contribution;
