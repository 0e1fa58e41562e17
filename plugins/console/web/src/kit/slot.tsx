import { PanelView, useRegistry } from "../shell/contributions";
import { useMe } from "../shell/session";
import { useTexts } from "../i18n/text";
import { Panel } from "./screen";

/** The place on a screen where other plugins show what they know of the same thing. */
export function Slot(props: { name: string; context?: Record<string, unknown>; quiet?: boolean }) {
    const { t } = useTexts();
    const me = useMe();
    const panels = useRegistry().panels.filter((p) => p.slot === props.name && (!p.permission || me.may(p.permission)));
    return (
        <>
            {panels.map((p, i) =>
                p.title ? (
                    <Panel key={p.plugin + i} title={t(p.title)}>
                        <PanelView panel={p} context={props.context ?? {}} />
                    </Panel>
                ) : (
                    <PanelView key={p.plugin + i} panel={p} context={props.context ?? {}} quiet={props.quiet} />
                ),
            )}
        </>
    );
}
