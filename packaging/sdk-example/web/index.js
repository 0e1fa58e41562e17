// What the plugin adds to the console: a page, and a panel on the start page. The console calls this function with its own
// React and its components (plugins/console/web/src/kit), so nothing has to be built or bundled here.
export default function contribution({ react, kit }) {
    const { createElement: h, useState } = react;

    function Page() {
        const { t } = kit.useTexts();
        const [name, setName] = useState("");
        const { data, error } = kit.useGet("/greeting", { query: name ? { name } : {}, keep: true });
        return h(
            kit.Screen,
            { title: t("greeting.title") },
            h(kit.Fault, { error }),
            h(
                "label",
                null,
                t("greeting.name") + " ",
                h("input", { value: name, maxLength: 80, autoFocus: true, onChange: (e) => setName(e.currentTarget.value) }),
            ),
            h("p", { role: "status", id: "greeting" }, data ? data.greeting : ""),
        );
    }

    function Panel() {
        const { data } = kit.useGet("/greeting");
        return h("p", null, data ? data.greeting : "");
    }

    const texts = {
        en: { "greeting.title": "Greeting", "greeting.name": "Whom to greet" },
        de: { "greeting.title": "Gruss", "greeting.name": "Wen grüssen" },
        fr: { "greeting.title": "Salutation", "greeting.name": "Qui saluer" },
        zh: { "greeting.title": "问候", "greeting.name": "问候谁" },
    };
    return {
        messages: Object.fromEntries(Object.entries(texts).map(([language, words]) => [language, async () => ({ default: words })])),
        pages: [{ path: "/greeting", title: "greeting.title", group: "desk", order: 90, component: async () => ({ default: Page }) }],
        panels: [{ slot: "start", order: 50, title: "greeting.title", permission: "greeting.read", component: async () => ({ default: Panel }) }],
    };
}
