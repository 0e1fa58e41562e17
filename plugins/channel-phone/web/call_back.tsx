import { api, Form, notify, refresh, useContact, useTexts } from "@rejoinder/console";
import { instantOf, offeredTime, zoneOf, zones } from "./zones";

/** Agrees on a call with the person on the phone, in their own time. */
export default function CallBack(props: { contactId: string; campaignId?: string; onDone?: (note: string) => void }) {
    const { t, moment } = useTexts();
    const contact = useContact(props.contactId).data;
    if (!contact) return null;
    const zone = zoneOf(contact.country);
    return (
        <Form
            initial={{ at: offeredTime(zone), timeZone: zone, phone: contact.phone, mine: true }}
            fields={[
                { name: "at", kind: "moment", label: t("calls.theirTime"), required: true, autoFocus: true },
                { name: "timeZone", kind: "select", label: t("calls.zone"), required: true, options: zones(zone).map((value) => ({ value, label: value })), width: 2 },
                { name: "phone", label: t("calls.number"), required: true },
                { name: "note", label: t("field.note"), width: 2 },
                { name: "mine", kind: "check", label: t("calls.mine") },
            ]}
            submit={t("calls.agree")}
            onSubmit={async (v) => {
                const at = instantOf(v.at as string, v.timeZone as string);
                await api.post("/call-backs", {
                    body: {
                        contactId: props.contactId, at, timeZone: v.timeZone as string, phone: (v.phone as string) ?? "", note: (v.note as string) ?? "", mine: !!v.mine,
                        ...(props.campaignId && props.campaignId !== "0" ? { campaignId: props.campaignId } : {}),
                    },
                });
                const text = t("calls.agreed", { at: moment(at) });
                notify(text);
                await refresh("/call-backs", "/calls");
                props.onDone?.([text, v.note].filter(Boolean).join(" · "));
            }}
        />
    );
}
