#pragma once
#include "bank_program.h"
#include "records.h"

#include <rejoinder/contract/campaigns.h>
#include <rejoinder/contract/contacts/people.h>
#include <rejoinder/contract/dispatch.h>
#include <rejoinder/contract/fulfilment/receivables.h>
#include <rejoinder/contract/responses/capturing.h>

#include <array>

/// What is done with what a file tells; one handling per source.
namespace rejoinder::partners {

/// Services and settings that the handlings ask.
struct Neighbours {
    std::shared_ptr<contacts::Directory> directory;
    std::shared_ptr<contacts::People> people;
    std::shared_ptr<contacts::Identities> identities;
    std::shared_ptr<campaigns::Campaigns> campaigns;
    std::shared_ptr<dispatch::Pieces> pieces;
    std::shared_ptr<responses::Responses> responses;
    std::shared_ptr<responses::Capturing> capturing;
    std::shared_ptr<responses::Returns> returns;
    std::shared_ptr<fulfilment::Entering> entering;
    std::shared_ptr<fulfilment::Receivables> receivables;
    std::function<std::string(std::string_view setting)> setting;
};

/// A file, read.
struct Reading {
    std::vector<Line> lines;
    std::vector<FileControl> controls;
};

/// Who an entry may belong to, with what speaks for it.
struct PartnerCandidate {
    Id contactId;
    std::string name, place;
    std::string reference; ///< of a payment slip of that person that fits; "" none
    std::int32_t score = 0;
    std::vector<std::string> reasons;
};
REJOINDER_DESCRIBE(PartnerCandidate, contactId, name, place, reference, score, reasons)

/// What a person decided about an entry.
struct EntryDecision {
    Id id;
    EntryState state = EntryState::Captured;
    std::optional<std::string> code, reference;
    std::optional<Id> contactId, campaignId;
    std::string remark;
    static void rules(Rules& r) {
        r.at("state").says("captured (name a code, a reference or a contact), rejected, or clearing: takes a "
                           "decision back");
        r.at("code").max(64).says("Code of the piece it belongs to");
        r.at("reference").max(40).says("Reference of the payment slip it belongs to");
        r.at("remark").max(2000).defaulted();
    }
};
REJOINDER_DESCRIBE(EntryDecision, id, state, code, reference, contactId, campaignId, remark)

class Handling {
public:
    virtual ~Handling() = default;
    /// What stands in a file. @throws Error Invalid when it cannot be read
    [[nodiscard]] virtual Reading parse(std::string_view bytes, const PartnerFileRow& file) const = 0;
    /// Acts on a new entry and says what became of it. @throws Error Invalid, Conflict: then the whole unit
    /// is undone, and a person looks at the entry
    virtual void take(Unit& unit, PartnerEntry& entry) const = 0;
    /// The same entry is told in another form. @returns false when that changes nothing
    virtual bool change(Unit& unit, PartnerEntry& entry, const PartnerEntry& told) const {
        (void)unit, (void)entry, (void)told;
        return false;
    }
    /// A person says whose it is. @throws Error Invalid, Conflict
    virtual void assign(Unit& unit, PartnerEntry& entry, const EntryDecision& decision) const = 0;
    /// Takes back what capturing the entry made. @throws Error Conflict when that cannot be
    virtual void undo(Unit& unit, PartnerEntry& entry) const = 0;
    virtual std::vector<PartnerCandidate> candidates(Unit& unit, const PartnerEntry& entry) const = 0;
};

using Handlings = std::array<std::shared_ptr<Handling>, 3>; // by Source

std::shared_ptr<Handling> makePayments(const Neighbours& neighbours);
std::shared_ptr<Handling> makeShopOrders(const Neighbours& neighbours);
std::shared_ptr<Handling> makePostalReturns(const Neighbours& neighbours);

/// Title, sum and digest of an order that was told.
void finishOrder(PartnerEntry& entry);

/// SHA-256 of what an entry tells.
std::string digestOf(const PartnerEntry& entry);
/// A sender's number as a key of at most 190 bytes.
std::string keyOf(std::string_view number);
/// The reply's moment: never in the future.
Timestamp pastOf(Unit& unit, Timestamp moment);
/// The person of whom a line tells, as far as it does.
contacts::Contact personOf(const Told& told);
bool namesSomebody(const Told& told);
/// Those who may be the person that a line tells of, best first.
std::vector<PartnerCandidate> likelyOnes(Unit& unit, const Neighbours& neighbours, const Told& told);
/// Name and place of a contact, for a list of candidates.
PartnerCandidate candidateOf(const contacts::Contact& contact);
/// What capturing an entry made: state, ids.
void note(PartnerEntry& entry, const responses::Captured& captured);

PartnerEntry findEntry(Unit& unit, Id id);
/// @throws Error Stale when somebody else changed it meanwhile
void updateEntry(Unit& unit, const PartnerEntry& entry);

} // namespace rejoinder::partners
