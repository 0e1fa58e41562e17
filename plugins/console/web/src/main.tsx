import "@mantine/core/styles.css";
import "./shell/console.css";
import { createRoot } from "react-dom/client";
import { App } from "./shell/app";

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
// Read by what locks scrolling behind a dialog.
(globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = nonce;
createRoot(document.getElementById("root")!).render(<App nonce={nonce} />);
