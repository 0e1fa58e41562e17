import { type ComponentType, createContext, lazy, type LazyExoticComponent, Suspense, useContext } from "react";
import { Skeleton } from "@mantine/core";
import { type Bundle, openTexts } from "../i18n/text";
import type { Schemas } from "../api/client";

type Load<P = object> = () => Promise<{ default: ComponentType<P> }>;

/** A page of a plugin. Whether somebody may see it is what the server says of `page` (default: the path). */
export interface PageOffer {
    path: string;
    page?: string;
    title: string;
    /** where it stands in the menu: a group's name and a place in it; without it stands in no menu */
    group?: string;
    order?: number;
    component: Load;
    /** fills the window without margins, such as the desk */
    wide?: boolean;
}

/** A piece of a screen that another plugin owns: its slot's name and what the slot hands over. */
export interface PanelOffer {
    slot: string;
    order?: number;
    title?: string;
    permission?: string;
    component: Load<never>;
}

/** What a plugin's web/index.tsx exports as default. */
export interface Contribution {
    messages?: Bundle;
    pages?: PageOffer[];
    panels?: PanelOffer[];
    /** small functions for other plugins' screens, by name; a screen works without */
    services?: Record<string, unknown>;
}

export interface Registry {
    pages: (PageOffer & { plugin: string; view: LazyExoticComponent<ComponentType> })[];
    panels: (Omit<PanelOffer, "component"> & {
        plugin: string;
        view: LazyExoticComponent<ComponentType<Record<string, unknown>>>;
    })[];
    services: Record<string, unknown>;
    messages: Bundle[];
    failed: string[];
}

const built = import.meta.glob<{ default: Contribution }>("../../../../*/web/index.tsx");

function loaderOf(plugin: string): () => Promise<{ default: Contribution }> {
    const here = "file:///plugins/console/web/src/shell/";
    const wanted = `/plugins/${plugin}/web/index.tsx`;
    const inside = Object.entries(built).find(([path]) => new URL(path, here).pathname === wanted);
    if (inside) return inside[1];
    // A plugin from elsewhere serves its contribution itself; it is handed what it cannot import.
    return async () => {
        const module = (await import(/* @vite-ignore */ `/contributions/${plugin}/index.js`)) as {
            default: Contribution | ((shell: unknown) => Contribution);
        };
        const kit = await import("../kit/index");
        const react = await import("react");
        return { default: typeof module.default === "function" ? module.default({ react, kit }) : module.default };
    };
}

/** Loads what the running plugins contribute; one that fails is left out and named. */
export async function loadContributions(pages: Schemas["Page"][]): Promise<Registry> {
    const registry: Registry = { pages: [], panels: [], services: {}, messages: [], failed: [] };
    const allowed = new Set(pages.map((p) => p.path));
    const names = [...new Set(pages.map((p) => p.plugin))];
    const found = await Promise.all(
        names.map(async (plugin) => {
            try {
                return { plugin, offer: (await loaderOf(plugin)()).default };
            } catch (error) {
                console.warn(`The pages of the plugin ${plugin} cannot be loaded`, error);
                registry.failed.push(plugin);
                return undefined;
            }
        }),
    );
    for (const entry of found) {
        if (!entry) continue;
        const { plugin, offer } = entry;
        const { messages } = offer;
        if (messages) registry.messages.push(messages);
        // What a page or a panel says comes with it. The page that is opened need not wait until the frame around it is drawn.
        const shown = <P,>(load: Load<P>, now = false) => {
            const both = async () => (await Promise.all([load(), messages && openTexts(messages)]))[0];
            const asked = now ? both() : undefined;
            asked?.catch(() => undefined);
            return lazy(() => asked ?? both());
        };
        for (const page of offer.pages ?? [])
            if (allowed.has(page.page ?? page.path))
                registry.pages.push({ ...page, plugin, view: shown(page.component as Load, page.path === location.pathname) });
        for (const { component, ...panel } of offer.panels ?? [])
            registry.panels.push({ ...panel, plugin, view: shown(component as Load<Record<string, unknown>>) });
        Object.assign(registry.services, offer.services);
    }
    registry.pages.sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
    registry.panels.sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
    return registry;
}

export const RegistryContext = createContext<Registry>({
    pages: [],
    panels: [],
    services: {},
    messages: [],
    failed: [],
});
export const useRegistry = () => useContext(RegistryContext);

/** A function that some plugin offers; undefined where none does. */
export function useService<T>(name: string): T | undefined {
    return useRegistry().services[name] as T | undefined;
}

export function PanelView(props: { panel: Registry["panels"][number]; context: Record<string, unknown>; quiet?: boolean }) {
    const View = props.panel.view;
    return (
        <Suspense fallback={props.quiet ? null : <Skeleton height={60} />}>
            <View {...props.context} />
        </Suspense>
    );
}
