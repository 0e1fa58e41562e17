import { Button } from "@mantine/core";
import { api, notify, notifyRefusal, notifyUndo, queries, useMe, useShortcuts, useTexts } from "@rejoinder/console";

/** No more calls, at once: said during the call, every call that waits is closed with it. */
export default function DoNotCall(props: { contactId?: string }) {
    const { t } = useTexts();
    const me = useMe();
    const may = me.may("contacts.suppress") && !!props.contactId;
    const act = async () => {
        try {
            const made = await api.post("/suppressions", { body: { contactId: props.contactId, channel: "phone", source: "phone" } as never });
            await queries.invalidateQueries();
            const undo = () => void api.remove("/suppressions/{id}", { path: { id: made.id } }).then(() => queries.invalidateQueries());
            if (me.may("contacts.unsuppress")) notifyUndo(t("calls.blocked"), t("shell.undo"), undo);
            else notify(t("calls.blocked"));
        } catch (error) {
            notifyRefusal(error);
        }
    };
    useShortcuts([{ key: "Alt+K", label: t("calls.doNotCall"), act: () => void act(), when: may }]);
    if (!may) return null;
    return (
        <Button size="compact-xs" variant="default" mt={6} onClick={() => void act()}>
            {t("calls.doNotCall")}&nbsp;<kbd>Alt+K</kbd>
        </Button>
    );
}
