#pragma once
#include "order_book.h"

/// Several orders picked in one round along the bins.
namespace rejoinder::fulfilment {

enum class RoundState { Open, Done };
REJOINDER_DESCRIBE_ENUM(RoundState, Open, Done)

struct PickBatch {
    Id id;
    RoundState state = RoundState::Open;
    std::int32_t orders = 0;
    Timestamp createdAt;
    std::string createdBy;
    std::optional<Timestamp> closedAt;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(PickBatch, id, state, orders, createdAt, createdBy, closedAt, version)

/// Where the goods of one order are put during a round.
struct Tote {
    std::int32_t tote = 1;
    Id orderId, contactId;
    OrderState state = OrderState::Reserved;
};
REJOINDER_DESCRIBE(Tote, tote, orderId, contactId, state)

/// One stop of the round: so many of an item into one tote.
struct BatchPick {
    Id lineId;
    std::int32_t tote = 1;
    Id orderId;
    std::string sku, name, bin;
    std::int64_t wanted = 0, picked = 0;
    std::string lot; ///< the one to be taken first, where lots are known
};
REJOINDER_DESCRIBE(BatchPick, lineId, tote, orderId, sku, name, bin, wanted, picked, lot)

struct PickBatchView {
    Id id;
    PickBatch batch;
    std::vector<Tote> totes;
    std::vector<BatchPick> picks; ///< in the order of the bins
    std::int64_t left = 0;        ///< pieces that are still to be picked
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(PickBatchView, id, batch, totes, picks, left, version)

/// Something was taken out of its bin and read by the scanner.
struct ScannedPick {
    Id id, lineId;
    std::string code;
    std::int64_t quantity = 1;
    static void rules(Rules& r) {
        r.at("id").says("The batch");
        r.at("code").notEmpty().max(64).says("What was scanned: the item's number");
        r.at("quantity").range(1, 1e9).defaulted().says("How many were taken");
    }
};
REJOINDER_DESCRIBE(ScannedPick, id, lineId, code, quantity)

/// @throws Error NotFound
PickBatchView viewBatch(Unit& unit, Id batch);
/// Begins a round with the reserved orders that must be out first and are in no other round.
/// @throws Error Conflict when there is none
PickBatchView beginBatch(Unit& unit, std::int32_t most);
/// Takes what was scanned into its tote. @throws Error Invalid `fulfilment.wrong-item` for another item,
/// Conflict for more than is wanted or when the round is over
PickBatchView pickScanned(Unit& unit, const ScannedPick& scan);
/// Puts back what was picked of a line. @throws Error Conflict when nothing was or the round is over
PickBatchView putBackPick(Unit& unit, Id batch, Id line);
/// Ends a round; what was not picked may be picked in another. Ending it again changes nothing.
PickBatchView endBatch(Unit& unit, Id batch);

} // namespace rejoinder::fulfilment
