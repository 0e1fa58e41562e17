#pragma once
#include "order_changes.h"

#include <functional>

/// Why an order waits for a person's word, and the rules that ask for it.
namespace rejoinder::fulfilment {

/// Person: somebody said so. Unclear: something in it could not be understood when it came in. CreditCheck:
/// who knows the buyer's credit is asked. CreditRefused: they said no.
enum class HoldReason {
    Person,
    Amount,
    FirstOrder,
    Approval,
    Address,
    Unclear,
    CreditCheck,
    CreditRefused,
    Route
};
REJOINDER_DESCRIBE_ENUM(HoldReason, Person, Amount, FirstOrder, Approval, Address, Unclear, CreditCheck,
                        CreditRefused, Route)

/// An order is held as long as one of its holds is not released.
struct Hold {
    Id id, orderId;
    HoldReason reason = HoldReason::Person;
    std::string note;
    Timestamp heldAt;
    std::string heldBy;
    std::optional<Timestamp> releasedAt;
    std::string releasedBy, releaseNote;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(Hold, id, orderId, reason, note, heldAt, heldBy, releasedAt, releasedBy, releaseNote,
                   version)

/// When an order is held by itself; the settings of the plugin.
struct HoldRules {
    std::int64_t above = 0, firstAbove = 0; ///< main units of the order's currency; 0: never
    /// What is missing in the address of a contact, "" when nothing is; none: nobody looks.
    std::function<std::string(Unit& unit, Id contact)> missing;

    /// Why a new order is to be held; reason and note of each.
    [[nodiscard]] std::vector<Hold> ofNew(Unit& unit, const Order& order, const std::vector<DraftLine>& lines,
                                          bool ownAddress) const;
    /// Why an order is to be held after a change of its lines.
    [[nodiscard]] std::vector<Hold> ofChanged(std::int64_t valueBefore, const Order& order,
                                              const std::vector<DraftLine>& added) const;
};

/// The hold of an order for that reason, if it is not released yet.
std::optional<Hold> openHold(Unit& unit, Id order, HoldReason reason);
/// Stores a hold, of which reason and note are said.
void storeHold(Unit& unit, Id order, Hold& hold);
/// What an address lacks so that a parcel arrives, "" when nothing; it is somebody's to complete.
std::string missingInAddress(const contacts::Contact& person);
/// What `rejoinder verify` finds wrong with holds.
std::vector<std::string> checkHolds(Unit& unit);

} // namespace rejoinder::fulfilment
