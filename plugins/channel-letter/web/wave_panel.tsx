import { Text } from "@mantine/core";
import { urlOf, useGet, useTexts } from "@rejoinder/console";

export default function WavePanel(props: { waveId: string; channel: string }) {
    const { t, whole } = useTexts();
    const { data } = useGet("/letter-batches", { query: { waveId: props.waveId, limit: 100 } as never, enabled: props.channel === "letter" });
    if (props.channel !== "letter" || (data?.items ?? []).length === 0) return <Text size="sm" c="dimmed">{t("letters.empty")}</Text>;
    return (
        <div>
            {(data?.items ?? []).map((b) => (
                <Text key={b.id} size="sm">
                    {t("letters.batch", { number: b.number })}: {whole(b.letters)} · <a href={urlOf("/letter-batches/{id}/pdf", { path: { id: b.id } })} target="_blank" rel="noreferrer">PDF</a> · <a href={urlOf("/letter-batches/{id}/csv", { path: { id: b.id } })} download>CSV</a>
                </Text>
            ))}
        </div>
    );
}
