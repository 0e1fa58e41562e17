import { useContact, useGet, useService, useTexts } from "@rejoinder/console";

/** What the letter in their hands says. */
export default function DeskLetter(props: { waveId?: string; contactId?: string; code?: string }) {
    const { t, word } = useTexts();
    const contact = useContact(props.contactId).data;
    const { data } = useGet("/waves/{id}", { path: { id: props.waveId ?? "" }, enabled: !!props.waveId, stale: 600_000 });
    const picture = useService<boolean>("letter.picture");
    if (picture && data?.wave.channel === "letter") return null; // its picture says it all
    if (!data || (!data.content.text && !data.content.subject)) return null;
    const fields: Record<string, string | undefined> = {
        ...(contact as Record<string, string> | undefined),
        code: props.code,
        salutation: contact && [word("salutation", contact.salutation), contact.title, contact.familyName].filter(Boolean).join(" "),
    };
    const filled = (text: string) => text.replace(/\{\{(\w+)\}\}/g, (mark, name: string) => fields[name] ?? mark);
    return (
        <div className="letter" tabIndex={0} role="region" aria-label={t("waves.letter")}>
            <b>{filled(data.content.subject ?? "")}</b>
            {"\n\n"}
            {filled(data.content.text ?? "")}
        </div>
    );
}
