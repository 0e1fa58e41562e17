#include "batches.h"

#include <rejoinder/paging.h>

namespace rejoinder::responses {

struct BatchQuery {
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(BatchQuery, limit, cursor)

namespace {

struct BatchRow {
    Id id;
    std::string name;
    std::optional<std::int32_t> counted, countedItems;
    std::int32_t received = 0, refused = 0;
    Id lastId;
    Timestamp createdAt;
    std::string createdBy;
};
REJOINDER_DESCRIBE(BatchRow, id, name, counted, countedItems, received, refused, lastId, createdAt, createdBy)

struct BatchCount {
    std::int64_t captured = 0, duplicate = 0, clearing = 0, rejected = 0;
};
REJOINDER_DESCRIBE(BatchCount, captured, duplicate, clearing, rejected)

TypedBatch withFigures(Unit& unit, const BatchRow& row) {
    TypedBatch batch{row.id, row.name, row.counted, row.countedItems, row.received, row.refused, 0,
                     0,      0,        0,           row.createdAt,    row.createdBy};
    const auto add = [&](const std::optional<BatchCount>& c) {
        if (!c) return;
        batch.captured += c->captured;
        batch.duplicate += c->duplicate;
        batch.clearing += c->clearing;
        batch.rejected += c->rejected;
    };
    add(unit.one<BatchCount>("responses.captures-of-batch", {{"id", row.id}, {"lastId", row.lastId}}));
    add(unit.one<BatchCount>("responses.clearing-of-batch", {{"id", row.id}}));
    return batch;
}

void checkTotals(const Batch& in) {
    Faults faults;
    std::int64_t items = 0;
    for (const auto& reply : in.items)
        for (const auto& item : reply.items) items += item.quantity;
    if (in.counted && *in.counted != static_cast<std::int32_t>(in.items.size()))
        faults.add("/counted", "responses.control-total",
                   std::to_string(*in.counted) + " were counted, " + std::to_string(in.items.size()) +
                       " were entered");
    if (in.countedItems && *in.countedItems != items)
        faults.add("/countedItems", "responses.control-total",
                   std::to_string(*in.countedItems) + " items were counted, " + std::to_string(items) +
                       " were entered");
    faults.raise("responses.control-total");
}

} // namespace

BatchResults captureAll(Unit& unit, const Batch& in, Capture capture) {
    checkTotals(in);
    BatchResults results;
    if (in.counted || !in.name.empty()) results.batchId = unit.newId();
    capture.from(results.batchId, {});
    std::int32_t repeated = 0;
    for (std::size_t i = 0; i < in.items.size(); ++i) {
        BatchResult one{static_cast<std::int32_t>(i), {}, {}, {}};
        try {
            one.captured = capture.store(unit, in.items[i]);
            switch (one.captured->outcome) {
            case Outcome::Captured: ++results.captured; break;
            case Outcome::Duplicate: ++results.duplicates; break;
            case Outcome::Clearing: ++results.clearing; break;
            }
            if (capture.wasKnown()) ++repeated;
        } catch (const Error& e) {
            if (e.kind() != ErrorKind::Invalid)
                throw; // refused before anything was written; all else is no answer
            one.code = e.code();
            one.problem = e.text();
            ++results.refused;
        }
        results.items.push_back(std::move(one));
    }
    if (results.batchId) {
        const auto all = static_cast<std::int32_t>(in.items.size());
        // What was received before under its own number is no reply of this batch.
        const auto refused = results.refused + repeated;
        unit.run("responses.insert-batch",
                 BatchRow{*results.batchId, in.name, in.counted, in.countedItems, all - refused, refused,
                          unit.newId(), unit.now(), unit.actor().name});
        unit.audit("responses.batch", *results.batchId, in.name);
    }
    return results;
}

std::vector<TypedBatch> everyBatch(Unit& unit) {
    std::vector<TypedBatch> all;
    for (const auto& row : unit.all<BatchRow>("responses.all-batches")) all.push_back(withFigures(unit, row));
    return all;
}

void declareBatches(Declarations& d, const std::function<Capture()>& capture) {
    d.post<Batch, BatchResults>(
        "/responses/batches",
        {"responses.write", "Capture up to 1000 replies in one unit; each is answered by itself"},
        [capture](const Batch& in, Call&, Unit& u) { return captureAll(u, in, capture()); });
    d.get<BatchQuery, Page<TypedBatch>>(
        "/responses/batches",
        {"responses.read", "Stacks that were typed, the newest first, with what became of them"},
        [](const BatchQuery& in, Call&, Unit& u) {
            const auto limit = paging::limitOf(in.limit);
            std::vector<TypedBatch> batches;
            for (const auto& row :
                 u.all<BatchRow>("responses.list-batches",
                                 {{"before", paging::cursorId(in.cursor, Id{INT64_MAX})}, {"limit", limit}}))
                batches.push_back(withFigures(u, row));
            return paging::pageOf(std::move(batches), limit);
        });
    d.get<ById, TypedBatch>(
        "/responses/batches/{id}", {"responses.read", "A stack that was typed, and what became of it"},
        [](const ById& in, Call&, Unit& u) {
            const auto row = u.one<BatchRow>("responses.find-batch", {{"id", in.id}});
            if (!row) throw Error::notFound("responses.no-such-batch", "there is no such batch");
            return withFigures(u, *row);
        });
}

} // namespace rejoinder::responses
