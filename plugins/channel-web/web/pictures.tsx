import { Button, FileButton, Group, Stack, Text } from "@mantine/core";
import { ActButton, api, notifyRefusal, refresh, urlOf, useMe, useTexts } from "@rejoinder/console";
import type { WebForm } from "./form_model";

const places = ["logo", "picture"] as const;

/** The two pictures of a form. */
export default function Pictures(props: { form: WebForm }) {
    const { t } = useTexts();
    const me = useMe();
    const { form } = props;
    const give = async (place: string, file: File | null) => {
        if (!file) return;
        try {
            await api.post("/web-forms/{id}/pictures/{place}", { path: { id: form.id, place }, body: file });
            await refresh("/web-forms");
        } catch (refused) {
            notifyRefusal(refused);
        }
    };
    return (
        <Group align="flex-start" gap="xl">
            {places.map((place) => {
                const there = form.pictures?.find((p) => p.place === place);
                return (
                    <Stack key={place} gap={4}>
                        <Text size="sm" fw={600}>{t("webForms.place." + place)}</Text>
                        {there ? <img key={there.digest} src={urlOf("/web-forms/{id}/pictures/{place}", { path: { id: form.id, place } })} alt={t("webForms.place." + place)} style={{ maxWidth: 240, maxHeight: 120 }} /> : <Text size="sm" c="dimmed">{t("webForms.noPicture")}</Text>}
                        {me.may("channel-web.write") && (
                            <Group gap="xs">
                                <FileButton onChange={(file) => void give(place, file)} accept="image/png,image/jpeg,image/webp" inputProps={{ "aria-label": t("webForms.place." + place) }}>
                                    {(p) => <Button size="xs" variant="default" {...p}>{t("webForms.choosePicture")}</Button>}
                                </FileButton>
                                {there && (
                                    <ActButton
                                        label={t("shell.remove")}
                                        variant="subtle"
                                        act={async () => {
                                            await api.remove("/web-forms/{id}/pictures/{place}", { path: { id: form.id, place } });
                                            await refresh("/web-forms");
                                        }}
                                    />
                                )}
                            </Group>
                        )}
                    </Stack>
                );
            })}
            <Text size="sm" c="dimmed">{t("webForms.pictureHint")}</Text>
        </Group>
    );
}
