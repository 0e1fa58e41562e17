#pragma once
#include "capture.h"

/// Stacks of replies in one request, with what was counted by hand before.
namespace rejoinder::responses {

/// Replies of a stack. With `counted` (or a name) it is kept as a batch.
struct Batch {
    std::vector<NewResponse> items;
    std::string name;
    std::optional<std::int32_t> counted, countedItems;
    static void rules(Rules& r) {
        r.at("items").notEmpty().max(1000);
        r.at("name").max(200).defaulted();
        r.at("counted").range(1, 1000).says("Replies counted by hand: refused unless there are as many");
        r.at("countedItems").range(0, 1'000'000).says("Sum of all quantities, counted by hand");
    }
};
REJOINDER_DESCRIBE(Batch, items, name, counted, countedItems)

struct BatchResults {
    std::int32_t captured = 0, duplicates = 0, clearing = 0, refused = 0;
    std::vector<BatchResult> items;
    std::optional<Id> batchId;
};
REJOINDER_DESCRIBE(BatchResults, captured, duplicates, clearing, refused, items, batchId)

/// A stack that was typed, and what became of it.
struct TypedBatch {
    Id id;
    std::string name;
    std::optional<std::int32_t> counted, countedItems;
    std::int32_t received = 0, refused = 0; ///< counted = received + refused
    std::int64_t captured = 0, duplicate = 0, clearing = 0, rejected = 0;
    Timestamp createdAt;
    std::string createdBy;
};
REJOINDER_DESCRIBE(TypedBatch, id, name, counted, countedItems, received, refused, captured, duplicate,
                   clearing, rejected, createdAt, createdBy)

/// Captures all; each is answered by itself. @throws Error Invalid `responses.control-total`
BatchResults captureAll(Unit& unit, const Batch& in, Capture capture);
/// All batches with their figures: for checking.
std::vector<TypedBatch> everyBatch(Unit& unit);

void declareBatches(Declarations& d, const std::function<Capture()>& capture);

} // namespace rejoinder::responses
