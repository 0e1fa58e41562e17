// A reporter of node:test that says nothing but the names of the tests that failed, a line each; `run` gives them a second try.
export default async function* failed(source) {
    for await (const { type, data } of source) if (type === "test:fail" && !data.name.endsWith(".mjs")) yield data.name + "\n";
}
