import { createContext, useContext } from "react";
import type { Schemas } from "../api/client";

export interface Me {
    id: string;
    name: string;
    everything: boolean;
    permissions: string[];
    may: (permission: string) => boolean;
}

export function meOf(session: Schemas["Session"]): Me {
    const permissions = session.permissions ?? [];
    return {
        id: session.userId,
        name: session.name,
        everything: session.everything,
        permissions,
        may: (p) => session.everything || permissions.includes(p),
    };
}

export const MeContext = createContext<Me>({ id: "", name: "", everything: false, permissions: [], may: () => false });
export const useMe = () => useContext(MeContext);
