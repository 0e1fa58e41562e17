import { Text } from "@mantine/core";
import { api, useTexts } from "@rejoinder/console";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";

/** How many SMS a text is and what it costs, while it is written; merge fields count as they stand there. */
export default function Size(props: { channel?: string; text: string }) {
    const { t, whole, moneyOf } = useTexts();
    const [text, setText] = useState(props.text);
    useEffect(() => {
        const later = setTimeout(() => setText(props.text), 300);
        return () => clearTimeout(later);
    }, [props.text]);
    const asked = props.channel === "sms" && text.length > 0 && text.length <= 5000;
    const { data } = useQuery({ queryKey: ["/sms-sizes", text], queryFn: () => api.post("/sms-sizes", { body: { text } }), enabled: asked, staleTime: 600_000 });
    if (!asked || !data) return null;
    return (
        <Text size="sm" role="status" className="figures">
            {t("sms.size", { units: whole(data.units), segments: data.segments, alphabet: t(data.unicode ? "sms.unicode" : "sms.gsm") })}
            {data.currency && Number(data.costEach) > 0 && " · " + t("sms.costEach", { cost: moneyOf(Number(data.costEach), data.currency) })}
        </Text>
    );
}
