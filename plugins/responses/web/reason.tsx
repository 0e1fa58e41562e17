import { type Schemas, useTexts } from "@rejoinder/console";

/** Why something is credited as it is, in a sentence. */
export function Reason(props: { credit?: Schemas["CreditView"]; receivedAt: string; windowDays?: number }) {
    const { t, has, day, whole } = useTexts();
    const { credit: c } = props;
    if (!c) return <>–</>;
    const key = "creditOf." + (c.reason || "nothing");
    const days = c.handedOverAt ? Math.max(0, Math.round((Date.parse(props.receivedAt) - Date.parse(c.handedOverAt)) / 86_400_000)) : 0;
    return (
        <>
            {has(key) ? t(key, { sent: c.handedOverAt ? day(c.handedOverAt) : "", days, window: whole(props.windowDays ?? 0) }) : c.reason}
            {c.late && <> · ⚠ {t("responses.late")}</>}
        </>
    );
}
