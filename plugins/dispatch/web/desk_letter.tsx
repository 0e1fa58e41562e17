import { useGet, useTexts } from "@rejoinder/console";

/** What the letter in their hands says. */
export default function DeskLetter(props: { waveId?: string }) {
    const { t } = useTexts();
    const { data } = useGet("/waves/{id}", { path: { id: props.waveId ?? "" }, enabled: !!props.waveId, stale: 600_000 });
    if (!data || (!data.content.text && !data.content.subject)) return null;
    return (
        <div className="letter" tabIndex={0} role="region" aria-label={t("waves.letter")}>
            <b>{data.content.subject}</b>
            {"\n\n"}
            {data.content.text}
        </div>
    );
}
