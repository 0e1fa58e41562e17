import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useTexts } from "../i18n/text";

/** A choice that stands in the address, so that a view can be kept as a bookmark and sent to somebody. */
export function useView(name: string, initial = ""): [string, (value: string) => void] {
    const [value, setValue] = useState(new URLSearchParams(location.search).get(name) ?? initial);
    return [
        value,
        (next: string) => {
            const query = new URLSearchParams(location.search);
            if (next === initial) query.delete(name);
            else query.set(name, next);
            const text = query.toString();
            history.replaceState(history.state, "", location.pathname + (text ? "?" + text : ""));
            setValue(next);
        },
    ];
}

/** Chooses the state of what a list shows; "" is all. The words are those of the group. */
export function StateSwitch(props: { group: string; states: string[]; value: string; onChange: (state: string) => void }) {
    const { t, word } = useTexts();
    return (
        <SegmentedControl
            size="xs"
            style={{ alignSelf: "start", maxWidth: "100%", overflowX: "auto" }}
            aria-label={t("field.state")}
            value={props.value}
            onChange={props.onChange}
            data={props.states.map((v) => ({ value: v, label: v ? word(props.group, v) : t("shell.all") }))}
        />
    );
}
