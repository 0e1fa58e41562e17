import { Text } from "@mantine/core";
import { type Schemas, urlOf, useTexts } from "@rejoinder/console";

/** A scanned page as it is; the whole of it opens in a window of its own. */
export function Picture(props: { page: Schemas["ScanPage"] }) {
    const { t } = useTexts();
    const { page } = props;
    const address = urlOf("/scan-pages/{id}/picture", { path: { id: page.id } });
    if (!page.contentType)
        return page.reason === "channel-scan.unreadable" ? <a href={address} download>{t("scans.download")}</a> : <Text size="sm" c="dimmed">{t("scans.noPicture")}</Text>;
    return (
        <a href={address} target="_blank" rel="noreferrer">
            <img src={address} alt={t("scans.picture", { number: page.number })} style={{ maxWidth: "100%", maxHeight: "60vh", background: "#fff" }} />
        </a>
    );
}
