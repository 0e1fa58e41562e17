// Simulated agents: each looks a code up and now and then saves a reply, with a pause in which a person would talk.
const pause = 2_000;

export function startLoad(world, codes, agents) {
    let going = true;
    const took = [];
    const one = async (n) => {
        await new Promise((r) => setTimeout(r, (pause * n) / agents));
        for (let i = n; going; i++) {
            const code = codes[i % codes.length].code;
            const begun = performance.now();
            await world.api("GET", "/responses/desk/" + code);
            took.push(performance.now() - begun);
            if (i % 3 === 0)
                await world.api("POST", "/responses", { type: "question", channel: "phone", code, reference: `load ${n} ${i}` }, { "Idempotency-Key": `load-${n}-${i}-${begun}` });
            await new Promise((r) => setTimeout(r, pause));
        }
    };
    const all = Promise.allSettled(Array.from({ length: agents }, (_, n) => one(n)));
    return {
        took,
        stop: async () => {
            going = false;
            const ends = await all;
            const failed = ends.find((e) => e.status === "rejected");
            if (failed) throw failed.reason;
        },
    };
}
