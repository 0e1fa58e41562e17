#include "rental.h"

#include <limits>

namespace rejoinder::contacts {

namespace {

bool isUse(std::string_view kind) {
    return kind == "dispatch.handedOver" || kind == "channel-phone.call";
}

bool isAnswer(std::string_view kind) {
    return kind == "responses.response" || kind == "fulfilment.order";
}

} // namespace

void storeRental(Unit& unit, Id import, const ListRental& rental) {
    unit.run(
        "contacts.insert-rental",
        RentalRow{import, rental.expiresOn ? rental.expiresOn->toString() : std::string(), rental.singleUse});
}

std::optional<RentedRow> rentedRow(Unit& unit, Id contact) {
    return unit.one<RentedRow>("contacts.find-rented", {{"contactId", contact}});
}

void setRented(Unit& unit, Id contact, const std::optional<RentedRow>& row) {
    unit.run("contacts.delete-rented", {{"contactId", contact}});
    if (row) unit.run("contacts.insert-rented", *row);
}

bool anyRented(Unit& unit) {
    return unit.number("contacts.any-rented") != 0;
}

RentedHistory historyOf(Unit& unit, const RecordsSource& records, const RentedRow& name) {
    constexpr std::int32_t kEnough = 200; // of what happened since, newest first
    RentedHistory history;
    const Timestamp end{std::numeric_limits<std::int64_t>::max()};
    for (const auto& each : records())
        for (TimelineEntry& entry : each->timeline(unit, {&name.contactId, 1}, end, kEnough)) {
            if (entry.at < name.rentedAt) continue;
            history.answered = history.answered || isAnswer(entry.kind);
            if (isUse(entry.kind) && (!history.used || history.used->at < entry.at))
                history.used = std::move(entry);
        }
    return history;
}

void RentalTerms::read(Unit& unit, const RecordsSource& records, std::span<const Id> sorted) {
    if (!anyRented(unit)) return;
    for (RentalRow& row : unit.all<RentalRow>("contacts.rentals"))
        lists_.emplace(row.importId, std::move(row));
    const KeyQueries queries{"contacts.rented-between", "contacts.rented-among"};
    forKeys<RentedRow, Id>(
        unit, queries, sorted, [](const RentedRow& r) { return r.contactId; },
        [&](RentedRow& r) { names_.emplace(r.contactId, r); });
    today_ = Date::of(unit.now()).toString();
    if (names_.empty()) return;
    std::vector<Id> ids;
    for (const auto& [id, name] : names_) ids.push_back(id);
    std::set<Id> answered;
    for (const auto& each : records())
        each->traces(unit, ids, [&](Id contact, Timestamp at, std::string_view kind) {
            if (at < names_.at(contact).rentedAt) return;
            if (isAnswer(kind)) answered.insert(contact);
            if (isUse(kind)) used_.insert(contact);
        });
    for (const Id id : answered) names_.erase(id);
}

Decision RentalTerms::of(Id contact) const {
    const auto name = names_.find(contact);
    if (name == names_.end()) return {};
    const Id rental = name->second.importId;
    const auto list = lists_.find(rental);
    // Without its terms nobody knows what is allowed: nothing is.
    if (list == lists_.end()) return {Refusal::Suppressed, "contacts.rented-list-expired", rental};
    const RentalRow& terms = list->second;
    if (!terms.expiresOn.empty() && terms.expiresOn < today_)
        return {Refusal::Suppressed, "contacts.rented-list-expired", rental};
    if (terms.singleUse && used_.contains(contact))
        return {Refusal::Suppressed, "contacts.rented-list-used", rental};
    return {};
}

std::optional<Timestamp> RentalTerms::endOf(Id contact) const {
    const auto name = names_.find(contact);
    if (name == names_.end()) return std::nullopt;
    const auto list = lists_.find(name->second.importId);
    const auto last = list == lists_.end() ? std::nullopt : Date::parse(list->second.expiresOn);
    return last ? std::optional(Date{last->days + 1}.begin()) : std::nullopt;
}

} // namespace rejoinder::contacts
