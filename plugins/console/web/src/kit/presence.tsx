import { Badge } from "@mantine/core";
import { useEffect, useState } from "react";
import { api, Problem, type Schemas } from "../api/client";
import { useTexts } from "../i18n/text";

const kEvery = 15_000;
/** Who only passes by is not told of. */
const kFirst = 2_000;

/** Says who else has this record open ("contacts/123"), and tells them of me. */
export function Presence(props: { record: string }) {
    const { t } = useTexts();
    const [others, setOthers] = useState<Schemas["Someone"][]>([]);
    useEffect(() => {
        let told = false;
        setOthers([]);
        const tell = async () => {
            try {
                told = true;
                setOthers((await api.put("/presence", { body: { record: props.record } })).others ?? []);
            } catch (error) {
                if (!(error instanceof Problem)) throw error;
                setOthers([]);
            }
        };
        const first = setTimeout(() => void tell(), kFirst);
        const again = setInterval(() => void tell(), kEvery);
        return () => {
            clearTimeout(first);
            clearInterval(again);
            if (told) void api.remove("/presence", { query: { record: props.record } }).catch(() => undefined);
        };
    }, [props.record]);
    return (
        <span role="status">
            {others.length > 0 && (
                <Badge size="lg" radius="sm" color="orange" variant="light" className="state">
                    {t("presence.others", { count: others.length, names: others.map((o) => o.name).join(", ") })}
                </Badge>
            )}
        </span>
    );
}
