import type { Contribution } from "@rejoinder/console";
import messages from "./messages.json";

const contribution: Contribution = {
    messages,
    pages: [{ path: "/incoming-mails", title: "mails.title", group: "intake", order: 6, component: () => import("./mails") }],
};

export default contribution;
