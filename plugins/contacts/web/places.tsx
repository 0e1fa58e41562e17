import { Button, FileInput, Stack, Text } from "@mantine/core";
import { ActButton, api, DataTable, Dialog, EmptyState, Fault, Form, notify, refresh, type Schemas, Screen, useGet, useMe, useTexts } from "@rejoinder/console";
import { useState } from "react";

type Country = Schemas["CountryPlaces"];

/** Which countries' postcodes have coordinates; tables are loaded and taken away here. */
export default function Places() {
    const { t, whole, moment } = useTexts();
    const may = useMe().may("contacts.import");
    const { data, error, isLoading } = useGet("/places");
    const [open, setOpen] = useState(false);
    const [file, setFile] = useState<File | null>(null);
    const done = () => refresh("/places");
    return (
        <Screen title={t("places.title")} hint={t("places.hint")} tools={may && <Button size="xs" onClick={() => setOpen(true)}>{t("places.load")}</Button>}>
            <Fault error={error} />
            <DataTable<Country>
                name="places"
                label={t("places.title")}
                rows={(data?.items ?? []) as Country[]}
                rowKey={(r) => r.country}
                loading={isLoading}
                empty={<EmptyState title={t("places.empty")} hint={t("places.emptyHint")} />}
                columns={[
                    { key: "country", label: t("field.country"), value: (r) => r.country },
                    { key: "places", label: t("places.count"), value: (r) => r.places, show: (r) => whole(r.places), right: true },
                    { key: "source", label: t("field.source"), value: (r) => r.source },
                    { key: "loadedAt", label: t("places.loadedAt"), value: (r) => r.loadedAt, show: (r) => moment(r.loadedAt) },
                    {
                        key: "remove", label: t("shell.remove"), value: () => "",
                        show: (r) => may && (
                            <ActButton size="compact-xs" label={`${t("shell.remove")}: ${r.country}`} sure={t("places.removeSure", { country: r.country })} act={() => api.remove("/places/{country}", { path: { country: r.country } }).then(done)} done={t("places.gone")} />
                        ),
                    },
                ]}
            />
            <Dialog title={t("places.load")} opened={open} onClose={() => setOpen(false)}>
                <Stack gap="sm">
                    <Text size="sm" c="dimmed">{t("places.fileHint")}</Text>
                    <FileInput label={t("imports.file")} accept=".csv,.txt,.tsv,text/csv,text/plain" value={file} onChange={setFile} clearable clearButtonProps={{ "aria-label": t("shell.remove") }} data-autofocus />
                    <Form
                        initial={{}}
                        fields={[{ name: "source", required: true }]}
                        submit={t("places.load")}
                        onSubmit={async (v) => {
                            if (!file) {
                                notify(t("suppress.noFile"), { bad: true });
                                return;
                            }
                            await api.post("/places", { body: new File([file], file.name, { type: "text/csv" }), query: v as never });
                            notify(t("places.loaded"));
                            setOpen(false);
                            await done();
                        }}
                    />
                </Stack>
            </Dialog>
        </Screen>
    );
}
