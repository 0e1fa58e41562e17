import { UnstyledButton } from "@mantine/core";
import { Dialog, urlOf, useTexts } from "@rejoinder/console";
import { useState } from "react";

const address = (code: string, width: number) => urlOf("/letters/{code}", { path: { code }, query: { width } });

/** The letter that the person holds, as it was printed. */
export default function DeskPicture(props: { code?: string }) {
    const { t } = useTexts();
    const [large, setLarge] = useState(false);
    const [none, setNone] = useState("");
    if (!props.code || none === props.code) return null;
    return (
        <>
            <UnstyledButton onClick={() => setLarge(true)} className="letter-picture" aria-label={t("letters.enlarge")}>
                <img src={address(props.code, 680)} alt={t("letters.picture")} onError={() => setNone(props.code!)} />
            </UnstyledButton>
            <Dialog title={t("letters.picture")} opened={large} onClose={() => setLarge(false)} size="xl">
                <img src={address(props.code, 1240)} alt={t("letters.picture")} style={{ width: "100%", height: "auto", background: "#fff" }} />
                <a href={urlOf("/letters/{code}", { path: { code: props.code }, query: { form: "pdf" } })} download>
                    PDF
                </a>
            </Dialog>
        </>
    );
}
