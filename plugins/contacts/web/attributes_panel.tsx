import { Button, Text } from "@mantine/core";
import { api, Facts, Fault, Form, notify, Panel, Problem, refresh, useGet, useMe, useTexts } from "@rejoinder/console";
import { useState } from "react";

type Row = { name?: string; value?: string };

/** The server names a value by its name, the form by its row. */
function atRows(problem: Problem, rows: Row[]): Problem {
    const row = (name: string) => rows.findIndex((r) => (r.name ?? "") === name.replace(/~1/g, "/").replace(/~0/g, "~"));
    const faults = problem.faults.map((f) => ({ ...f, pointer: f.pointer.replace(/^\/values\/(.*)$/, (_, name: string) => `/values/${row(name)}/name`) }));
    return new Problem(problem.status, problem.code, problem.message, faults);
}

/** Values of a person that no field is for; they come from imports and can be corrected here. */
export function AttributesPanel(props: { contactId: string }) {
    const { t } = useTexts();
    const may = useMe().may("contacts.write");
    const path = { id: props.contactId };
    const { data, error } = useGet("/contacts/{id}/attributes", { path });
    const [editing, setEditing] = useState(false);
    const rowsOf = (values: object | undefined): Row[] => Object.entries(values ?? {}).map(([name, value]) => ({ name, value: String(value) }));
    const save = async (rows: Row[]) => {
        const twice = rows.findIndex((r, i) => rows.findIndex((o) => o.name === r.name) < i);
        if (twice >= 0) throw new Problem(422, "contacts.attribute-name", "", [{ pointer: `/values/${twice}/name`, code: "contacts.attribute-name", message: "" }]);
        const values = Object.fromEntries(rows.map((r) => [r.name ?? "", r.value ?? ""]));
        try {
            await api.put("/contacts/{id}/attributes", { path, version: data!.version, body: { values } as never });
        } catch (e) {
            throw e instanceof Problem ? atRows(e, rows) : e;
        }
        setEditing(false);
        notify(t("shell.saved"));
        await refresh("/contacts");
    };
    return (
        <Panel title={t("contacts.attributes")} tools={may && data && !editing && <Button size="compact-xs" variant="default" onClick={() => setEditing(true)}>{t("contacts.attributesEdit")}</Button>}>
            <Fault error={error} />
            {editing ? (
                <Form
                    initial={{ values: rowsOf(data?.values) }}
                    fields={[{ name: "values", label: t("contacts.attributes"), kind: "rows", columns: [{ name: "name" }, { name: "value", label: t("contacts.attributeValue"), width: 2 }] }]}
                    submit={t("shell.save")}
                    onCancel={() => setEditing(false)}
                    onSubmit={(v) => save(v.values as Row[])}
                />
            ) : rowsOf(data?.values).length > 0 ? (
                <Facts items={rowsOf(data?.values).map((r) => [r.name!, r.value])} />
            ) : (
                <Text size="sm" c="dimmed">{t("contacts.attributesNone")}</Text>
            )}
        </Panel>
    );
}
