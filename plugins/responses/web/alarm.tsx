import { Alert } from "@mantine/core";
import { Door, useGet, useTexts } from "@rejoinder/console";

/** Says when the share of unknown codes is above what is borne: something is wrong with the letters, or with who types. */
export function Alarm() {
    const { t, whole, percent, moment } = useTexts();
    const health = useGet("/clearing/health", { every: 60_000 }).data;
    if (!health?.alarmSince) return null;
    return (
        <Alert color="orange" role="alert" mb="xs">
            ⚠ {t("clearing.unknownShare", { share: percent(health.share), unknown: whole(health.unknown), received: whole(health.received), limit: percent(health.limit) })}{" "}
            {t("clearing.alarm", { at: moment(health.alarmSince) })} <Door to="/control">{t("control.title")}</Door>
        </Alert>
    );
}
