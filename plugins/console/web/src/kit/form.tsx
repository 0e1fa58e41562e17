import { Alert, Button, Group, Stack } from "@mantine/core";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { type Fault, Problem } from "../api/client";
import { faultTexts, useTexts } from "../i18n/text";
import { ConflictChoice } from "./conflict";
import { type FieldSpec, FieldView } from "./fields";
import { ownKey } from "./own";
import { faultText } from "./refusal";

export type Values = Record<string, unknown>;

export function getAt(values: Values, name: string): unknown {
    return name.split(".").reduce<unknown>((v, part) => (v as Values | undefined)?.[part], values);
}

export function setAt(values: Values, name: string, value: unknown): Values {
    const [head, ...rest] = name.split(".");
    if (rest.length === 0) return { ...values, [head]: value };
    return { ...values, [head]: setAt((values[head] as Values) ?? {}, rest.join("."), value) };
}

const pointerOf = (field: FieldSpec) => "/" + field.name.replace(/\./g, "/");
const isAt = (fault: Fault, at: string) => fault.pointer === at || fault.pointer.startsWith(at + "/");

/** What is kept while somebody types: also what stood in the record when they began, so that a later save tells who changed what. */
interface Draft {
    values: Values;
    base: Values;
    version?: number;
}

function keptDraft(store: string | undefined): Draft | undefined {
    const kept = store && localStorage.getItem(store);
    const draft = kept ? (JSON.parse(kept) as Partial<Draft>) : undefined;
    return draft?.values && draft.base ? (draft as Draft) : undefined;
}

function useDraft(name: string | undefined, initial: Values, version: number | undefined) {
    const store = name && ownKey("draft." + name);
    const [kept] = useState(() => keptDraft(store));
    const [values, setValues] = useState<Values>(() => ({ ...initial, ...kept?.values }));
    const [restored, setRestored] = useState(!!kept);
    const base = useRef({ values: kept?.base ?? initial, version: kept ? kept.version : version });
    const change = (next: Values) => {
        setValues(next);
        if (store) localStorage.setItem(store, JSON.stringify({ values: next, base: base.current.values, version: base.current.version } satisfies Draft));
    };
    const clear = () => {
        if (store) localStorage.removeItem(store);
        setRestored(false);
    };
    const reset = () => {
        clear();
        base.current = { values: initial, version };
        setValues(initial);
    };
    return { values, change, clear, restored, reset, base };
}

export interface FormProps {
    /** names the draft that is kept while typing; without it none is */
    draft?: string;
    initial?: Values;
    fields: FieldSpec[];
    submit: string;
    /** `version`: of the record that the values are based on */
    onSubmit: (values: Values, version?: number) => Promise<unknown>;
    onCancel?: () => void;
    /** of the record that is changed */
    version?: number;
    /** what the record says now, with its version, when the save finds that somebody else was faster */
    current?: () => Promise<Values & { version: number }>;
    children?: (values: Values, change: (name: string, value: unknown) => void) => ReactNode;
    wide?: boolean;
    keep?: boolean;
}

/** The one form: drafts while typing, faults at their fields, focus on the first, a choice when somebody was faster. */
export function Form(props: FormProps) {
    const { t } = useTexts();
    const initial = props.initial ?? {};
    const { values, change, clear, restored, reset, base } = useDraft(props.draft, initial, props.version);
    const [faults, setFaults] = useState<Fault[]>([]);
    const [general, setGeneral] = useState("");
    const [busy, setBusy] = useState(false);
    const [theirs, setTheirs] = useState<Values & { version: number }>();
    const form = useRef<HTMLFormElement>(null);

    const faultAt = (at: string) => {
        const found = faults.find((f) => isAt(f, at));
        return found && faultText(found.code, found.message);
    };
    const known = (f: Fault) => props.fields.some((field) => isAt(f, pointerOf(field)));

    useEffect(() => {
        if (faults.length === 0) return;
        form.current?.querySelector<HTMLElement>("[aria-invalid=true], [data-invalid] :is(input, button)")?.focus();
    }, [faults]);

    const save = async (toSave: Values) => {
        setBusy(true);
        setGeneral("");
        try {
            await props.onSubmit(toSave, base.current.version);
            setFaults([]);
            clear();
            if (props.keep) reset();
        } catch (error) {
            if (!(error instanceof Problem)) throw error;
            await faultTexts();
            if (error.status === 412 && props.current) {
                setTheirs(await props.current());
            } else {
                setFaults(error.faults);
                const rest = error.faults.filter((f) => !known(f)).map((f) => `${f.pointer} ${faultText(f.code, f.message)}`);
                if (error.offline) setGeneral(t("shell.offlineDraft"));
                else if (error.faults.length === 0 || rest.length > 0)
                    setGeneral([faultText(error.code, error.message), ...rest].join(" "));
            }
        } finally {
            setBusy(false);
        }
    };
    const submit = (e: FormEvent) => {
        e.preventDefault();
        const missing = props.fields
            .filter((f) => f.required && [undefined, null, ""].includes(getAt(values, f.name) as string))
            .map((f) => ({ pointer: pointerOf(f), code: "required", message: "" }));
        if (missing.length > 0) void faultTexts().then(() => setFaults(missing));
        else void save(values);
    };

    return (
        <form ref={form} onSubmit={submit} noValidate>
            <Stack gap="sm" maw={props.wide ? undefined : 640}>
                {restored && (
                    <Alert color="blue" p="xs" variant="light">
                        <Group justify="space-between">
                            {t("form.restored")}
                            <Button size="compact-xs" variant="subtle" onClick={reset}>
                                {t("form.discard")}
                            </Button>
                        </Group>
                    </Alert>
                )}
                {general && (
                    <Alert color="red" p="xs" variant="light" role="alert">
                        {general}
                    </Alert>
                )}
                <div className="fields">
                    {props.fields.map((field) =>
                        field.when && !field.when(values) ? null : (
                            <FieldView
                                key={field.name}
                                field={field}
                                value={getAt(values, field.name)}
                                values={values}
                                fault={faultAt(pointerOf(field))}
                                faultAt={(at) => faultAt(pointerOf(field) + at)}
                                onChange={(v) => change(setAt(values, field.name, v))}
                            />
                        ),
                    )}
                </div>
                {props.children?.(values, (name, v) => change(setAt(values, name, v)))}
                <Group gap="xs">
                    <Button type="submit" loading={busy}>
                        {props.submit}
                    </Button>
                    {props.onCancel && (
                        <Button variant="default" onClick={props.onCancel}>
                            {t("shell.cancel")}
                        </Button>
                    )}
                </Group>
            </Stack>
            {theirs && (
                <ConflictChoice
                    fields={props.fields}
                    before={base.current.values}
                    mine={values}
                    theirs={theirs}
                    onCancel={() => setTheirs(undefined)}
                    onChoose={(chosen) => {
                        base.current = { values: theirs, version: theirs.version };
                        setTheirs(undefined);
                        change(chosen);
                        void save(chosen);
                    }}
                />
            )}
        </form>
    );
}
