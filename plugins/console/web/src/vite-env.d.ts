/// <reference types="vite/client" />

declare module "*/messages.json" {
    const bundle: import("./i18n/text").Bundle;
    export default bundle;
}
