import { useEffect, useRef } from "react";

type Hear = (topic: string, data: Record<string, unknown>) => void;

const kRecent = 200;
const kAgain = 3000; // milliseconds

const ears = new Map<string, Set<Hear>>();
/** What was heard last, by the events' ids: streams that follow each other overlap. */
const recent = new Set<string>();
let stream: EventSource | undefined;
let former: EventSource[] = [];
let streamed = "";

function heard(topic: string, event: MessageEvent<string>) {
    if (event.lastEventId) {
        if (recent.has(event.lastEventId)) return;
        recent.add(event.lastEventId);
        if (recent.size > kRecent) recent.delete(recent.values().next().value!);
    }
    const data = JSON.parse(event.data) as Record<string, unknown>;
    ears.get(topic)?.forEach((hear) => hear(topic, data));
}

/** Those before are closed when their follower hears, so that nothing falls between two. */
function closeFormer() {
    for (const one of former) one.close();
    former = [];
}

/** One stream for the whole window, over all topics that somebody on screen wants to hear. */
function restart() {
    const topics = [...ears.keys()].sort().join(",");
    if (topics === streamed) return;
    if (stream) former.push(stream);
    stream = undefined;
    streamed = topics;
    if (!topics) return closeFormer();
    const next = new EventSource("/api/v1/events?topics=" + encodeURIComponent(topics));
    next.onopen = () => next === stream && closeFormer();
    // Refused, as when the server has no more streams: a browser does not ask again by itself.
    next.onerror = () => {
        if (next !== stream || next.readyState !== EventSource.CLOSED) return;
        closeFormer();
        stream = undefined;
        streamed = "";
        setTimeout(restart, kAgain);
    };
    for (const topic of ears.keys()) next.addEventListener(topic, (e) => heard(topic, e as MessageEvent<string>));
    stream = next;
}

/** Hears events of the server as long as the screen is shown. */
export function useEvents(topics: string[], hear: Hear, enabled = true) {
    const current = useRef(hear);
    current.current = hear;
    const names = topics.join(",");
    useEffect(() => {
        if (!enabled) return;
        const own: Hear = (topic, data) => current.current(topic, data);
        for (const topic of names.split(",")) ears.set(topic, (ears.get(topic) ?? new Set()).add(own));
        const timer = setTimeout(restart, 300);
        return () => {
            clearTimeout(timer);
            for (const topic of names.split(",")) {
                ears.get(topic)?.delete(own);
                if (ears.get(topic)?.size === 0) ears.delete(topic);
            }
            setTimeout(restart, 300);
        };
    }, [names, enabled]);
}
