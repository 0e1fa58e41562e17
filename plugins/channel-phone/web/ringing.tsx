import { Button } from "@mantine/core";
import { Door, ownKey, useEvents, useGet, useGo, useMe, useSeconds, useShortcuts, useTexts } from "@rejoinder/console";
import { useState } from "react";

interface Ring {
    from: string;
    line: string;
    agent: string;
    reference: string;
    since: number;
    campaignId?: string;
    scriptId?: string;
    lineName?: string;
    language?: string;
}

const kShown = 90;
const deskIsFree = () => location.pathname === "/desk" && !/"contactId":"/.test(localStorage.getItem(ownKey("desk")) ?? "");
const deskOf = (ring: Ring) =>
    "/desk?" + new URLSearchParams({ phone: ring.from, call: ring.reference || String(ring.since), ...(ring.campaignId && { campaign: ring.campaignId }), ...(ring.scriptId && { script: ring.scriptId }), ...(ring.language && { language: ring.language }) }).toString();

/** In the head of every screen: the call that rings, and call-backs that are due. */
export default function Ringing() {
    const { t } = useTexts();
    const me = useMe();
    const go = useGo();
    const [ring, setRing] = useState<Ring>();
    const seconds = useSeconds(ring?.since);
    const due = useGet("/call-backs", { every: 30_000 }).data?.items ?? [];
    // In this order: a way that was taken behind a change of our own state in the same event was gone, but never drawn.
    const answer = (r: Ring) => {
        go(deskOf(r));
        setRing(undefined);
    };
    // A telephone system knows people by their sign-in name or by their own.
    const mine = (agent: string) => [me.name, me.displayName].some((n) => n?.toLowerCase() === agent.toLowerCase());
    useEvents(["channel-phone.call-moved"], (_, data) => {
        const moved = data as unknown as { reference: string; agent: string; state: string };
        if (!ring || moved.reference !== ring.reference) return;
        if (moved.state === "talking" && mine(moved.agent) && ring.from && deskIsFree()) go(deskOf(ring));
        setRing(undefined);
    });
    useEvents(["channel-phone.ringing"], (_, data) => {
        const r = { ...(data as unknown as Ring), since: Date.now() };
        if (r.agent && !mine(r.agent)) return;
        // A telephone system may say it twice.
        if (ring && r.reference && r.reference === ring.reference) return;
        if (r.agent && r.from && deskIsFree()) go(deskOf(r));
        setRing(r);
    });
    const shown = ring && seconds < kShown ? ring : undefined;
    useShortcuts([{ key: "F7", label: t("calls.answer"), act: () => shown && answer(shown), when: !!shown }]);
    return (
        <>
            {due.length > 0 && (
                <Door to="/calls" size="sm">
                    ↩ {t("calls.dueNow", { count: due.length })}
                </Door>
            )}
            <span role="status">
                {shown && (
                    <Button size="compact-sm" variant="default" className="ringing" onClick={() => answer(shown)}>
                        ☎ {shown.lineName && shown.lineName + " · "}{shown.from || t("calls.withheldNumber")}&nbsp;<span className="figures">({seconds} s)</span>&nbsp;<kbd>F7</kbd>
                    </Button>
                )}
            </span>
        </>
    );
}
