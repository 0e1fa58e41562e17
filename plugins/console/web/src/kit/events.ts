import { useEffect, useRef } from "react";

type Hear = (topic: string, data: Record<string, unknown>) => void;

const ears = new Map<string, Set<Hear>>();
let stream: EventSource | undefined;
let streamed = "";

/** One stream for the whole window, over all topics that somebody on screen wants to hear. */
function restart() {
    const topics = [...ears.keys()].sort().join(",");
    if (topics === streamed) return;
    stream?.close();
    stream = undefined;
    streamed = topics;
    if (!topics) return;
    stream = new EventSource("/api/v1/events?topics=" + encodeURIComponent(topics));
    for (const topic of ears.keys())
        stream.addEventListener(topic, (e) => {
            const data = JSON.parse((e as MessageEvent<string>).data) as Record<string, unknown>;
            ears.get(topic)?.forEach((hear) => hear(topic, data));
        });
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
