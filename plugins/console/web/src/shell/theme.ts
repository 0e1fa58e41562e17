import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

/** One accent: a petrol that keeps 4.5 : 1 on white and, lighter, on the dark ground. */
const petrol: MantineColorsTuple = [
    "#e3f6fa", "#cdeaf0", "#9dd4e0", "#69bed0", "#40abc2", "#279fba", "#1a8ba5", "#0b7285", "#075f70", "#024d5c",
];

/** Mantine's red with a darker end: white on a filled button keeps 4.5 : 1, too. */
const red: MantineColorsTuple = [
    "#fff5f5", "#ffe3e3", "#ffc9c9", "#ffa8a8", "#ff8787", "#ff6b6b", "#fa5252", "#c92a2a", "#b32424", "#9b1c1c",
];

export const theme = createTheme({
    primaryColor: "petrol",
    primaryShade: { light: 7, dark: 7 },
    colors: { petrol, red },
    fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans CJK SC', sans-serif",
    fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
    defaultRadius: "sm",
    fontSizes: { xs: "0.78rem", sm: "0.86rem", md: "0.92rem" },
    autoContrast: true,
    cursorType: "pointer",
    components: {
        TextInput: { defaultProps: { size: "sm" } },
        Button: { defaultProps: { size: "sm" } },
        Modal: { defaultProps: { transitionProps: { duration: 0 } } },
        // A badge stands within texts.
        Badge: { defaultProps: { autoContrast: true, component: "span" } },
        // What scrolls sideways does it with keys, too.
        TableScrollContainer: { defaultProps: { scrollAreaProps: { viewportProps: { tabIndex: 0 } } } },
        // A menu holds its entries and nothing else.
        Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    },
});

/** Hints inside of fields are texts, too: 4.5 : 1. */
export const variables: CSSVariablesResolver = () => ({
    variables: {},
    light: { "--mantine-color-placeholder": "#68717b" },
    dark: { "--mantine-color-placeholder": "#97a0a8" },
});
