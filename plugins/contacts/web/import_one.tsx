import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { ActButton, api, DataTable, Facts, Fault, faultText, Figure, OperationProgress, Panel, refresh, type Schemas, Screen, StateBadge, urlOf, useGet, useId, useMe, useTexts } from "@rejoinder/console";
import { useState } from "react";
import ImportWizard from "./import_wizard";

type Import = Schemas["Import"];
export const isDraft = (state: string) => ["draft", "checking", "checked"].includes(state);

/** The first of what is wrong with its rows. */
function RowFaults(props: { of: Import }) {
    const { t } = useTexts();
    const list = useGet("/contacts/imports/{id}/faults", { path: { id: props.of.id }, query: { limit: 20 } as never });
    return (
        <DataTable
            name="import-faults"
            label={t("imports.failed")}
            rows={list.data?.items ?? []}
            rowKey={(f) => `${f.line} ${f.field} ${f.code}`}
            loading={list.isLoading}
            compact
            columns={[
                { key: "line", label: t("imports.line"), value: (f) => f.line, right: true },
                { key: "field", label: t("imports.column"), value: (f) => f.field },
                { key: "reason", label: t("field.reason"), value: (f) => faultText(f.code, f.message) },
            ]}
        />
    );
}

/** What an import did, or would do. */
export function ImportFigures(props: { of: Import; trial?: boolean }) {
    const { t, whole } = useTexts();
    const i = props.of;
    const counts: [string, number | undefined][] = [
        ["imports.records", i.records], ["imports.created", i.created], ["imports.updated", i.updated], ["imports.unchanged", i.unchanged], ["imports.failed", i.failed],
        ...(props.trial ? ([["imports.duplicatesSure", i.duplicatesSure], ["imports.duplicatesPerhaps", i.duplicatesPerhaps]] as [string, number | undefined][]) : []),
    ];
    return (
        <>
            <div className="grid-figures">
                {counts.map(([label, n]) => n !== undefined && <Figure key={label} label={t(label)} value={whole(n)} />)}
            </div>
            {i.failed > 0 && <RowFaults of={i} />}
            {i.failed > 0 && (
                <Button component="a" variant="default" size="xs" w="fit-content" href={urlOf("/contacts/imports/{id}/errors", { path: { id: i.id } })} download>
                    {t("imports.errorFile")}
                </Button>
            )}
        </>
    );
}

function Undone(props: { of: Import }) {
    const { t, whole, moment, word } = useTexts();
    const i = props.of;
    const reasons = useGet("/contacts/imports/{id}/kept-reasons", { path: { id: i.id }, enabled: i.kept > 0 });
    return (
        <Panel title={t("imports.undoneTitle")}>
            <Stack gap="xs">
                <Text size="sm">
                    {t("imports.undoneText", { removed: whole(i.removed), restored: whole(i.restored), kept: whole(i.kept) })}
                    {i.undoneAt && ` · ${i.undoneBy} · ${moment(i.undoneAt)}`}
                </Text>
                {(reasons.data?.items ?? []).map((r) => (
                    <Text size="sm" key={r.code}>
                        {whole(r.contacts)} × {word("importKept", r.code)}
                    </Text>
                ))}
                {i.kept > 0 && (
                    <Button component="a" variant="default" size="xs" w="fit-content" href={urlOf("/contacts/imports/{id}/kept", { path: { id: i.id } })} download>
                        {t("imports.keptFile")}
                    </Button>
                )}
            </Stack>
        </Panel>
    );
}

function Terms(props: { of: Import }) {
    const x = useTexts();
    const { t, word, whole } = x;
    const { settings: s, bill } = props.of;
    return (
        <Panel title={t("imports.terms")}>
            <Facts
                items={[
                    [t("field.source"), s.source],
                    [t("imports.legalBasis"), word("legalBasis", s.legalBasis)],
                    ...(s.legalNote ? ([[t("imports.legalNote"), s.legalNote]] as [string, string][]) : []),
                    ...(s.rental
                        ? ([
                              [t("imports.rentalOwner"), s.rental.owner],
                              [t("imports.rentalExpires"), s.rental.expiresOn ?? "–"],
                              [t("imports.rentalUse"), s.rental.singleUse ? t("imports.once") : t("imports.often")],
                          ] as [string, string][])
                        : []),
                    ...(bill
                        ? ([
                              [t("imports.netNames"), `${whole(bill.net)} / ${whole(bill.gross)}`],
                              [t("imports.billed"), `${whole(bill.billed)} · ${x.money(bill.costMinor, bill.currency)}`],
                          ] as [string, string][])
                        : []),
                ]}
            />
        </Panel>
    );
}

export default function ImportPage() {
    const x = useTexts();
    const { t, moment } = x;
    const me = useMe();
    const id = useId();
    const { data: i, error, refetch } = useGet("/contacts/imports/{id}", { path: { id }, stale: 0 });
    const [over, setOver] = useState("");
    const again = async () => {
        await refresh("/contacts");
        await refetch();
    };
    const moving = i && ["queued", "running", "undoing"].includes(i.state);
    // What was cancelled or failed stays where it is; it can be taken back, or that be begun anew.
    const stuck = moving && over === i.operationId;
    const done = i && (stuck || ["running", "finished", "stopped", "undone"].includes(i.state));
    return (
        <Screen
            title={i ? i.fileName : t("imports.one")}
            back={{ to: "/contact-imports", label: t("imports.title") }}
            hint={i && <Group gap="xs"><StateBadge group="import" value={i.state} /> {moment(i.createdAt)} · {i.createdBy}</Group>}
            tools={
                done && me.may("contacts.undo-import") && (i.state !== "undone" || i.kept > 0) && (
                    <ActButton
                        label={i.state === "undone" || i.state === "undoing" ? t("imports.undoAgain") : t("imports.undo")}
                        sure={t("imports.undoSure")}
                        variant="default"
                        act={() => api.post("/contacts/imports/{id}/undo", { path: { id } }).then(again)}
                    />
                )
            }
        >
            <Fault error={error} />
            {i && moving && <Alert variant="light"><OperationProgress key={i.operationId} id={i.operationId} onDone={() => void again().then(() => setOver(i.operationId))} /></Alert>}
            {i?.reason && <Alert color="orange">{i.reason}</Alert>}
            {i && !isDraft(i.state) && (
                <>
                    <ImportFigures of={i} />
                    {["undoing", "undone"].includes(i.state) && <Undone of={i} />}
                    <Terms of={i} />
                </>
            )}
            {i && isDraft(i.state) && <ImportWizard of={i} again={again} />}
        </Screen>
    );
}
