import { ActButton, api, DataTable, Dialog, EmptyState, Fault, OperationProgress, refresh, type Schemas, Screen, StateBadge, StateSwitch, useGet, useMe, usePages, useTexts, useView } from "@rejoinder/console";
import { Parked } from "./parked";

type Operation = Schemas["Operation"];

export default function Operations() {
    const { t, moment, word } = useTexts();
    const me = useMe();
    const [state, setState] = useView("state");
    const [wanted, setWanted] = useView("operation");
    const named = useGet("/operations/{id}", { path: { id: wanted }, enabled: !!wanted });
    const open = wanted ? named.data : undefined;
    const setOpen = (o?: Operation) => setWanted(o?.id ?? "");
    const list = usePages("/operations", { state });
    return (
        <Screen
            title={t("operations.title")}
            tools={
                <StateSwitch group="operation" states={["", "running", "queued", "failed", "succeeded"]} value={state} onChange={setState} />
            }
        >
            <Fault error={list.error ?? named.error} />
            <DataTable<Operation>
                name="operations"
                label={t("operations.title")}
                rows={list.rows}
                rowKey={(o) => o.id}
                loading={list.isLoading}
                more={list.more}
                onOpen={setOpen}
                empty={<EmptyState title={t("operations.empty")} />}
                columns={[
                    { key: "title", label: t("field.name"), value: (o) => o.title },
                    { key: "name", label: t("operations.job"), value: (o) => o.name, hidden: true },
                    { key: "state", label: t("field.state"), value: (o) => word("operation", o.state), show: (o) => <StateBadge group="operation" value={o.state} /> },
                    { key: "done", label: t("operations.done"), value: (o) => o.done, right: true },
                    { key: "total", label: t("operations.total"), value: (o) => o.total, right: true },
                    { key: "attempts", label: t("operations.attempts"), value: (o) => o.attempts, right: true },
                    { key: "created", label: t("field.createdAt"), value: (o) => o.createdAt, show: (o) => moment(o.createdAt) },
                    { key: "finished", label: t("operations.finished"), value: (o) => o.finishedAt, show: (o) => moment(o.finishedAt) },
                    { key: "error", label: t("operations.error"), value: (o) => o.error },
                ]}
            />
            {me.may("events.repair") && <Parked />}
            <Dialog title={open?.title ?? ""} opened={!!open} onClose={() => setOpen(undefined)}>
                {open && (
                    <>
                        <OperationProgress id={open.id} onDone={() => void refresh("/operations")} />
                        {open.state === "failed" && me.may("operations.cancel") && (
                            <ActButton
                                label={t("shell.again")}
                                act={() => api.patch("/operations/{id}", { path: { id: open.id }, body: { state: "queued" } }).then(() => refresh("/operations")).then(() => setOpen(undefined))}
                            />
                        )}
                    </>
                )}
            </Dialog>
        </Screen>
    );
}
