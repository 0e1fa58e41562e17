import { EmptyState } from "../kit/empty";
import { Door, Screen } from "../kit/screen";
import { Slot } from "../kit/slot";
import { useTexts } from "../i18n/text";
import { useRegistry } from "./contributions";
import { useMe } from "./session";

/** What needs me now: every plugin brings what it knows. */
export function Start() {
    const { t } = useTexts();
    const me = useMe();
    const { panels, pages } = useRegistry();
    const some = panels.some((p) => p.slot === "start" && (!p.permission || me.may(p.permission)));
    return (
        <Screen title={t("start.title")} hint={t("start.hello", { name: me.displayName })}>
            {some ? (
                <div className="grid">
                    <Slot name="start" />
                </div>
            ) : (
                <EmptyState title={t("start.empty")} hint={t(pages.length > 0 ? "start.emptyHint" : "start.noPages")} />
            )}
        </Screen>
    );
}

export function NothingHere() {
    const { t } = useTexts();
    return (
        <EmptyState title={t("shell.nothingHere")} hint={t("shell.nothingHereHint")}>
            <Door to="/">{t("start.title")}</Door>
        </EmptyState>
    );
}
