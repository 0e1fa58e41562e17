import { Button } from "@mantine/core";
import { DataTable, Dialog, EmptyState, Fault, refresh, Screen, StateBadge, useGet, useGo, useMe, useTexts } from "@rejoinder/console";
import { useState } from "react";
import { hookColours, type Made, Secret, type Webhook, WebhookForm } from "./webhook_form";

/** Who is told over HTTP of what happens to orders, and how that stands. */
export default function Webhooks() {
    const { t, whole, word } = useTexts();
    const me = useMe();
    const go = useGo();
    const { data, error, isLoading } = useGet("/webhooks", { every: 15_000 });
    const [making, setMaking] = useState(false);
    const [made, setMade] = useState<Made>();
    return (
        <Screen title={t("webhooks.title")} hint={t("webhooks.hint")} tools={me.may("webhooks.write") && <Button size="xs" onClick={() => setMaking(true)}>{t("shell.new")}</Button>}>
            <Fault error={error} />
            <DataTable<Webhook>
                name="webhooks"
                label={t("webhooks.title")}
                rows={data?.items ?? []}
                rowKey={(w) => w.id}
                loading={isLoading}
                onOpen={(w) => go("/webhooks/" + w.id)}
                empty={<EmptyState title={t("webhooks.none")} hint={t("webhooks.noneHint")} />}
                columns={[
                    { key: "name", label: t("field.name"), value: (w) => w.name },
                    { key: "state", label: t("field.state"), value: (w) => word("webhookState", w.state), show: (w) => <StateBadge group="webhookState" value={w.state} colours={hookColours} /> },
                    { key: "url", label: t("webhooks.url"), wide: true, width: 320, value: (w) => w.url },
                    { key: "delivered", label: t("webhookMessage.delivered"), value: (w) => w.figures.delivered, show: (w) => whole(w.figures.delivered), right: true },
                    { key: "waiting", label: t("webhookMessage.waiting"), value: (w) => w.figures.waiting, show: (w) => whole(w.figures.waiting), right: true },
                    { key: "failed", label: t("webhookMessage.failed"), value: (w) => w.figures.failed + w.figures.held, show: (w) => whole(w.figures.failed + w.figures.held), right: true },
                ]}
            />
            <Dialog title={t("webhooks.one")} opened={making} onClose={() => setMaking(false)}>
                {making && (
                    <WebhookForm
                        onSaved={async () => undefined}
                        onMade={(told) => {
                            setMaking(false);
                            setMade(told);
                            void refresh("/webhooks");
                        }}
                    />
                )}
            </Dialog>
            <Secret made={made} onClose={() => { const id = made?.id; setMade(undefined); if (id) go("/webhooks/" + id); }} />
        </Screen>
    );
}
