#pragma once
#include "id_list.h"
#include "import_model.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

/// Rented lists: their names expire, and may be used once. Who answers, or is delivered by a file of our own,
/// is no longer of the list.
namespace rejoinder::contacts {

/// What the contract of a list allows.
struct RentalRow {
    Id importId;
    std::string expiresOn; ///< the last day of use as YYYY-MM-DD, or ""
    bool singleUse = true;
};
REJOINDER_DESCRIBE(RentalRow, importId, expiresOn, singleUse)

/// A contact that belongs to a rented list.
struct RentedRow {
    Id contactId, importId;
    Timestamp rentedAt; ///< what was sent before does not count
};
REJOINDER_DESCRIBE(RentedRow, contactId, importId, rentedAt)

/// What happened with a name since it was rented.
struct RentedHistory {
    std::optional<TimelineEntry> used; ///< the newest piece that was sent, or call
    bool answered = false;             ///< who answers or orders is ours
};

/// Asks every plugin. `records` gives them; it is asked only where names of rented lists are.
using RecordsSource = std::function<std::vector<std::shared_ptr<PersonRecords>>()>;
RentedHistory historyOf(Unit& unit, const RecordsSource& records, const RentedRow& name);

void storeRental(Unit& unit, Id import, const ListRental& rental);

/// The rented list that a contact is of; nothing when it is ours.
std::optional<RentedRow> rentedRow(Unit& unit, Id contact);
/// The contact is of this list from now on, or (nothing) ours.
void setRented(Unit& unit, Id contact, const std::optional<RentedRow>& row);

/// True while there are names of rented lists at all.
bool anyRented(Unit& unit);

/// What forbids the use of names of rented lists now.
class RentalTerms {
public:
    /// Reads what is known of the ascending ids, and what happened with them.
    void read(Unit& unit, const RecordsSource& records, std::span<const Id> sorted);
    /// False when the contact is ours.
    [[nodiscard]] bool rented(Id contact) const { return names_.contains(contact); }
    /// None when the contact may be used, or is ours.
    [[nodiscard]] Decision of(Id contact) const;
    /// When the contract ends by which the contact may be used; none where it does not, or is ours.
    [[nodiscard]] std::optional<Timestamp> endOf(Id contact) const;

private:
    std::map<Id, RentalRow> lists_;
    std::map<Id, RentedRow> names_; ///< without those who answered
    std::set<Id> used_;
    std::string today_;
};

} // namespace rejoinder::contacts
