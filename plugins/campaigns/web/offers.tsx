import { Button } from "@mantine/core";
import { api, DataTable, Dialog, EmptyState, Fault, type FieldSpec, Form, refresh, type Schemas, Screen, useMe, usePages, useTexts } from "@rejoinder/console";
import { useState } from "react";

type Offer = Schemas["Offer"];

export default function Offers() {
    const { t, day } = useTexts();
    const may = useMe().may("campaigns.write");
    const list = usePages("/offers");
    const [open, setOpen] = useState<Offer | "new">();
    const fields: FieldSpec[] = [
        { name: "name", required: true },
        { name: "description", kind: "area" },
        { name: "validFrom", kind: "date" },
        { name: "validUntil", kind: "date" },
    ];
    const done = async () => {
        setOpen(undefined);
        await refresh("/offers");
    };
    return (
        <Screen title={t("offers.title")} tools={may && <Button size="xs" onClick={() => setOpen("new")}>{t("offers.new")}</Button>}>
            <Fault error={list.error} />
            <DataTable<Offer>
                name="offers"
                label={t("offers.title")}
                rows={list.rows}
                rowKey={(o) => o.id}
                loading={list.isLoading}
                onOpen={may ? setOpen : undefined}
                empty={<EmptyState title={t("offers.empty")} hint={t("offers.emptyHint")} />}
                columns={[
                    { key: "code", label: t("field.code"), value: (o) => o.code },
                    { key: "name", label: t("field.name"), value: (o) => o.name },
                    { key: "description", label: t("field.description"), value: (o) => o.description },
                    { key: "from", label: t("field.validFrom"), value: (o) => o.validFrom, show: (o) => day(o.validFrom) },
                    { key: "until", label: t("field.validUntil"), value: (o) => o.validUntil, show: (o) => day(o.validUntil) },
                ]}
            />
            <Dialog title={open === "new" ? t("offers.new") : (open?.name ?? "")} opened={!!open} onClose={() => setOpen(undefined)}>
                {open && (
                    <Form
                        draft={open === "new" ? "offer" : undefined}
                        initial={open === "new" ? {} : { ...open }}
                        fields={open === "new" ? [{ name: "code", required: true, autoFocus: true }, ...fields] : fields}
                        submit={t("shell.save")}
                        version={open === "new" ? undefined : open.version}
                        current={open === "new" ? undefined : () => api.get("/offers/{id}", { path: { id: open.id } })}
                        onSubmit={async (v, version) => {
                            const { code, name, description, validFrom, validUntil } = v;
                            const body = { name, description, validFrom: validFrom || undefined, validUntil: validUntil || undefined };
                            if (open === "new") await api.post("/offers", { body: { code, ...body } as never });
                            else await api.patch("/offers/{id}", { path: { id: open.id }, version, body: body as never });
                            await done();
                        }}
                    />
                )}
            </Dialog>
        </Screen>
    );
}
