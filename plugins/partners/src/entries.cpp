#include "entries.h"

#include <rejoinder/paging.h>

#include <inbox/inbox.h>

namespace rejoinder::partners {

struct EntryQuery {
    std::optional<EntryState> state;
    std::optional<Source> source;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("state").says("clearing when absent"); }
};
REJOINDER_DESCRIBE(EntryQuery, state, source, limit, cursor)

struct EntryById {
    Id id;
};
REJOINDER_DESCRIBE(EntryById, id)

struct PartnerCandidates {
    std::vector<PartnerCandidate> items;
};
REJOINDER_DESCRIBE(PartnerCandidates, items)

namespace {

constexpr std::string_view kErased = "–";
constexpr std::int32_t kLongestTitle = 200;

void noteTelling(Unit& unit, const PartnerEntry& entry, const std::string& digest) {
    unit.run("partners.insert-telling", {{"entryId", entry.id}, {"digest", digest}});
}

/// Amounts and ids stay; names, accounts and words go.
void makeBare(Unit& unit, PartnerEntry& entry) {
    Told bare;
    bare.account = entry.told.account, bare.entryReference = entry.told.entryReference;
    bare.shop = entry.told.shop, bare.number = entry.told.number;
    bare.status = entry.told.status, bare.lines = entry.told.lines;
    bare.reason = entry.told.reason, bare.reversal = entry.told.reversal;
    entry.told = std::move(bare);
    entry.title = kErased;
    entry.payerIban.clear();
    entry.remark.clear();
    updateEntry(unit, entry);
}

class EntryRecords final : public contacts::PersonRecords {
public:
    std::vector<contacts::TimelineEntry> timeline(Unit& /*unit*/, std::span<const Id> /*contacts*/,
                                                  Timestamp /*before*/, std::int32_t /*limit*/) override {
        return {}; // responses, orders and returns tell it
    }
    std::int64_t erase(Unit& unit, std::span<const Id> contacts) override {
        std::int64_t changed = 0;
        for (const Id contact : contacts)
            for (std::size_t found = 1; found > 0;) {
                found = 0;
                for (auto& entry : unit.all<PartnerEntry>("partners.entries-to-erase",
                                                          {{"contactId", contact}, {"erased", kErased}})) {
                    makeBare(unit, entry);
                    ++changed, ++found;
                }
                if (found < 200) break;
            }
        return changed;
    }
};

} // namespace

bool forgetStrangers(Unit& unit, Timestamp before) {
    auto old =
        unit.all<PartnerEntry>("partners.entries-of-nobody", {{"before", before}, {"erased", kErased}});
    for (auto& entry : old) {
        if (entry.state == EntryState::Clearing) { // nobody will find out any more
            entry.state = EntryState::Rejected;
            entry.reason = "partners.expired";
        }
        makeBare(unit, entry);
        unit.audit("partners.expire", entry.id, nameOf(entry.state));
    }
    return !old.empty();
}

Taken takeTold(Unit& unit, const Handling& handling, const PartnerEntry& told, const std::string& aside) {
    auto before = unit.one<PartnerEntry>("partners.find-entry-by-key",
                                         {{"source", told.source}, {"entryKey", told.entryKey}});
    if (!before) {
        PartnerEntry entry = told;
        entry.title = inbox::textOf(told.title, kLongestTitle);
        entry.id = unit.newId();
        entry.takenAt = unit.now();
        entry.version = 1;
        if (aside.empty())
            handling.take(unit, entry);
        else
            entry.state = EntryState::Clearing, entry.reason = aside;
        unit.run("partners.insert-entry", entry);
        noteTelling(unit, entry, told.digest);
        unit.audit("partners.take", entry.id, nameOf(entry.state));
        return {std::move(entry), false};
    }
    if (unit.number("partners.was-told", {{"entryId", before->id}, {"digest", told.digest}}) != 0)
        return {std::move(*before), true};
    noteTelling(unit, *before, told.digest);
    if (!aside.empty()) {
        before->told = told.told;
        before->digest = told.digest;
        before->state = EntryState::Clearing;
        before->reason = aside;
    } else if (!handling.change(unit, *before, told)) {
        return {std::move(*before), true};
    }
    before->title = inbox::textOf(before->title, kLongestTitle);
    updateEntry(unit, *before);
    unit.audit("partners.change", before->id, nameOf(before->state));
    return {findEntry(unit, before->id), false};
}

std::string asideFor(const Error& error) {
    switch (error.kind()) {
    case ErrorKind::Invalid:
    case ErrorKind::Conflict:
    case ErrorKind::NotFound: break;
    default: return {};
    }
    constexpr std::size_t kLongest = 64;
    const auto& code = error.faults().empty() ? error.code() : error.faults().front().code;
    return code.substr(0, kLongest);
}

PartnerEntry decide(Unit& unit, const Handlings& handlings, const EntryDecision& in) {
    auto entry = findEntry(unit, in.id);
    const auto& handling = *handlings.at(static_cast<std::size_t>(entry.source));
    const bool waits = entry.state == EntryState::Clearing;
    if (in.state != EntryState::Captured && in.state != EntryState::Rejected &&
        in.state != EntryState::Clearing)
        throw Error::invalid("/state", "partners.decision", "decide for captured, rejected or clearing");
    if (waits == (in.state == EntryState::Clearing)) {
        if (waits) throw Error::invalid("/state", "partners.decision", "decide for captured or rejected");
        throw Error::conflict("partners.decided",
                              "it is " + nameOf(entry.state) + " already; take that back first");
    }
    switch (in.state) {
    case EntryState::Captured: handling.assign(unit, entry, in); break;
    case EntryState::Rejected:
        // A change that came late is refused; what was entered before stands.
        entry.state = entry.orderId ? EntryState::Captured : EntryState::Rejected;
        break;
    default:
        if (entry.state == EntryState::Withdrawn)
            throw Error::conflict("partners.withdrawn", "who told it has taken it back");
        if (entry.state != EntryState::Rejected) handling.undo(unit, entry);
        entry.state = EntryState::Clearing;
        entry.reason = "partners.taken-back";
    }
    entry.remark = in.remark;
    entry.decidedBy = unit.actor().name;
    entry.decidedAt = unit.now();
    updateEntry(unit, entry);
    unit.audit("partners.decide", entry.id, nameOf(in.state));
    return findEntry(unit, in.id);
}

void declareEntries(Declarations& d, const Handlings& handlings) {
    d.get<EntryQuery, Page<PartnerEntry>>(
        "/partner-entries",
        {"partners.read",
         "Payments, orders and returns in one state, oldest first; in clearing when none is named"},
        [](const EntryQuery& in, Call&, Unit& u) {
            const auto limit = paging::limitOf(in.limit);
            return paging::pageOf(u.all<PartnerEntry>("partners.list-entries",
                                                      {{"state", in.state.value_or(EntryState::Clearing)},
                                                       {"anySource", in.source ? 0 : 1},
                                                       {"source", in.source.value_or(Source::Payments)},
                                                       {"after", paging::cursorId(in.cursor)},
                                                       {"limit", limit}}),
                                  limit);
        });
    d.get<EntryById, PartnerEntry>("/partner-entries/{id}",
                                   {"partners.read", "A payment, an order or a return"},
                                   [](const EntryById& in, Call&, Unit& u) { return findEntry(u, in.id); });
    d.get<EntryById, PartnerCandidates>(
        "/partner-entries/{id}/candidates",
        {"partners.read", "Whose it may be, with what speaks for it, best first"},
        [&handlings](const EntryById& in, Call&, Unit& u) {
            const auto entry = findEntry(u, in.id);
            return PartnerCandidates{
                handlings.at(static_cast<std::size_t>(entry.source))->candidates(u, entry)};
        });
    d.patch<EntryDecision, PartnerEntry>(
        "/partner-entries/{id}",
        {"partners.write", "Say whose an entry is, reject it, or take a decision back", 200, true},
        [&handlings](const EntryDecision& in, Call& call, Unit& u) {
            call.requireMatch(findEntry(u, in.id).version);
            return decide(u, handlings, in);
        });
}

std::shared_ptr<contacts::PersonRecords> makePersonRecords() {
    return std::make_shared<EntryRecords>();
}

} // namespace rejoinder::partners
