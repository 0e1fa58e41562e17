import { Button, Stack, Text, TextInput } from "@mantine/core";
import { forwardRef, useState } from "react";
import { api, Problem, type Schemas } from "../api/client";
import { useTexts } from "../i18n/text";

/** A code as people type it, without dashes and blanks. */
export const cleanCode = (text: string) => text.toUpperCase().replace(/[^0-9A-Z]/g, "");

/** Long enough to be a code, and with a digit or no vowel order that names have. */
export const looksLikeCode = (text: string) => /^[0-9A-Za-z]{2,6}([- ]?[0-9A-Za-z]{2,6}){1,4}$/.test(text.trim()) && /\d/.test(text) && /[A-Za-z]/.test(text);

export async function likelyCodes(code: string): Promise<Schemas["NearPiece"][]> {
    try {
        return (await api.get("/pieces/{code}/near", { path: { code: cleanCode(code) } })).items ?? [];
    } catch (error) {
        if (error instanceof Problem) return [];
        throw error;
    }
}

/** Takes a printed code; a mistyped one is answered with the likely ones. `onCode` throws a Problem when it is unknown. */
export const CodeField = forwardRef<
    HTMLInputElement,
    { label: string; onCode: (code: string) => Promise<unknown>; autoFocus?: boolean; clear?: boolean }
>(function CodeField(props, ref) {
    const { t } = useTexts();
    const [text, setText] = useState("");
    const [fault, setFault] = useState("");
    const [near, setNear] = useState<Schemas["NearPiece"][]>([]);
    const take = async (code: string) => {
        setFault("");
        setNear([]);
        try {
            await props.onCode(cleanCode(code));
            if (props.clear) setText("");
        } catch (error) {
            if (!(error instanceof Problem)) throw error;
            const found = await likelyCodes(code);
            setNear(found);
            setFault(found.length > 0 ? t("code.likely") : error.offline ? t("shell.offline") : t("code.unknown"));
        }
    };
    return (
        <Stack gap={4}>
            <TextInput
                ref={ref}
                label={props.label}
                value={text}
                error={fault || undefined}
                autoFocus={props.autoFocus}
                autoComplete="off"
                spellCheck={false}
                classNames={{ input: "code" }}
                onChange={(e) => setText(e.currentTarget.value)}
                onKeyDown={(e) => {
                    if (e.key !== "Enter" || !text.trim()) return;
                    e.preventDefault();
                    void take(text);
                }}
            />
            {near.map((n) => (
                <Button key={n.code} variant="light" justify="start" size="compact-md" onClick={() => void take(n.code)}>
                    <span className="code">{n.printedCode}</span>
                    <Text span size="sm" ml="sm">
                        {n.name}, {n.city}
                    </Text>
                </Button>
            ))}
        </Stack>
    );
});
