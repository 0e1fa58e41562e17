import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { api, idleFor, Problem, somebodyIsHere } from "../api/client";
import { refresh } from "../api/queries";
import { useTexts } from "../i18n/text";
import { notify } from "../kit/notify";
import { useMe } from "./session";

/** So long before the end somebody is asked. */
const kWarn = 120;
const kWarnEnd = 10 * 60_000;

/** Asks before a session ends because nobody does anything, and says when it ends whatever is done. */
export function KeepAlive() {
    const { t, moment } = useTexts();
    const me = useMe();
    const [left, setLeft] = useState<number>();
    const toldEnd = useRef(false);
    const asked = useRef(false);
    const stay = () => {
        somebodyIsHere();
        setLeft(undefined);
        // One request with somebody there is what counts.
        void api.get("/sessions/current").catch((e) => {
            if (!(e instanceof Problem)) throw e;
        });
    };
    useEffect(() => {
        const look = () => {
            const seconds = Math.round(me.idleSeconds - idleFor() / 1000);
            setLeft(seconds <= kWarn ? Math.max(0, seconds) : undefined);
            if (seconds < 0 && !asked.current) void refresh("/notifications"); // the answer is that the session is over
            asked.current = seconds < 0;
            const end = Date.parse(me.endsAt) - Date.now();
            if (end > 0 && end < kWarnEnd && !toldEnd.current) {
                toldEnd.current = true;
                notify(t("session.endsAt", { at: moment(me.endsAt) }), { seconds: 600 });
            }
        };
        const timer = setInterval(look, 1000);
        return () => clearInterval(timer);
    }, [me, t, moment]);
    return (
        <Modal opened={left !== undefined} onClose={stay} title={t("session.idleTitle")} closeButtonProps={{ "aria-label": t("shell.close") }}>
            <Stack>
                <Text role="timer" aria-live="off">{t("session.idle", { seconds: left ?? 0 })}</Text>
                <Group>
                    <Button data-autofocus onClick={stay}>
                        {t("session.stay")}
                    </Button>
                </Group>
            </Stack>
        </Modal>
    );
}
