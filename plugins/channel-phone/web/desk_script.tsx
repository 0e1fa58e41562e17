import { useContact } from "@rejoinder/console";
import { useEffect } from "react";
import { type Conversation, ScriptRun, useScript } from "./script_run";

/** On the desk: the script of the number that was called, or of the campaign. */
export default function DeskScript(props: { contactId?: string; campaignId?: string; scriptId?: string; language?: string; onScript: (c: Conversation | undefined) => void }) {
    const contact = useContact(props.contactId).data;
    const script = useScript(props.scriptId, props.campaignId);
    useEffect(() => {
        if (!script) props.onScript(undefined);
    }, [script?.id]);
    if (!script) return null;
    return <ScriptRun key={script.id + (props.contactId ?? "")} script={script} language={props.language} contact={contact} campaignId={props.campaignId} onChange={props.onScript} />;
}
