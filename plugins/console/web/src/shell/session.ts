import { createContext, useContext } from "react";
import { api, Problem, type Schemas } from "../api/client";
import { refresh } from "../api/queries";

export interface Me {
    id: string;
    name: string;
    displayName: string;
    everything: boolean;
    permissions: string[];
    /** when the session ends whatever is done, and after how many seconds without anybody */
    endsAt: string;
    idleSeconds: number;
    may: (permission: string) => boolean;
}

export function meOf(session: Schemas["Session"]): Me {
    const permissions = session.permissions ?? [];
    return {
        id: session.userId,
        name: session.name,
        displayName: session.displayName || session.name,
        everything: session.everything,
        permissions,
        endsAt: session.endsAt,
        idleSeconds: session.idleSeconds || Infinity,
        may: (p) => session.everything || permissions.includes(p),
    };
}

export const MeContext = createContext<Me>({ id: "", name: "", displayName: "", everything: false, permissions: [], endsAt: "", idleSeconds: Infinity, may: () => false });
export const useMe = () => useContext(MeContext);

/** Keeps a choice made in passing (language, theme) for the next sign-in; failing at that is no matter. */
export async function keepChoice(change: { language?: string; theme?: string }) {
    try {
        const profile = await api.get("/profile");
        await api.patch("/profile", { version: profile.version, body: change });
        await refresh("/profile");
    } catch (error) {
        if (!(error instanceof Problem)) throw error;
    }
}
