#include "piece_records.h"

#include "pressure.h"

#include <algorithm>

namespace rejoinder::dispatch {

namespace {

struct TimelineRow {
    Id id;
    std::string code, name;
    Id campaignId;
    Channel channel = Channel::Letter;
    PieceState state = PieceState::Created;
    Withholding refusal = Withholding::None;
    std::optional<Timestamp> handedOverAt, returnedAt;
    Timestamp createdAt;
};
REJOINDER_DESCRIBE(TimelineRow, id, code, name, campaignId, channel, state, refusal, handedOverAt, returnedAt,
                   createdAt)

struct TraceRow {
    Id contactId;
    PieceState state = PieceState::Created;
    std::optional<Timestamp> handedOverAt, returnedAt;
    Timestamp createdAt;
};
REJOINDER_DESCRIBE(TraceRow, contactId, state, handedOverAt, returnedAt, createdAt)

struct Decisions {
    std::vector<DecisionRow> decisions;
};
REJOINDER_DESCRIBE(Decisions, decisions)

class PieceRecords final : public contacts::PersonRecords {
public:
    std::vector<contacts::TimelineEntry> timeline(Unit& unit, std::span<const Id> contacts, Timestamp before,
                                                  std::int32_t limit) override {
        std::vector<contacts::TimelineEntry> all;
        const auto add = [&](const TimelineRow& r, const char* kind, Timestamp at, std::string detail) {
            if (at < before) {
                all.push_back({at, kind, r.id, r.name, std::move(detail), r.channel, r.campaignId, {}});
            }
        };
        for (const Id contact : contacts) {
            for (const auto& r : unit.all<TimelineRow>("dispatch.piece-timeline", {{"contactId", contact}})) {
                if (r.handedOverAt) {
                    add(r, "dispatch.handedOver", *r.handedOverAt, r.code);
                } else if (r.state == PieceState::Withheld) {
                    add(r, "dispatch.withheld", r.createdAt, nameOf(r.refusal));
                }
                if (r.returnedAt) {
                    add(r, "dispatch.returned", *r.returnedAt, r.code);
                }
            }
        }
        std::ranges::sort(all, [](const auto& a, const auto& b) { return a.at > b.at; });
        if (all.size() > static_cast<std::size_t>(limit)) {
            all.resize(static_cast<std::size_t>(limit));
        }
        return all;
    }

    std::int64_t erase(Unit& unit, std::span<const Id> contacts) override {
        std::uint64_t changed = 0;
        for (const Id contact : contacts) {
            changed += unit.run("dispatch.erase-piece-notes", {{"contactId", contact}});
        }
        return static_cast<std::int64_t>(changed);
    }

    void traces(Unit& unit, std::span<const Id> contacts, const Trace& take) override {
        contacts::forContacts<TraceRow>(unit, "dispatch.piece-traces", contacts, [&](const TraceRow& r) {
            if (r.handedOverAt) {
                take(r.contactId, *r.handedOverAt, "dispatch.handedOver");
            } else if (r.state == PieceState::Withheld) {
                take(r.contactId, r.createdAt, "dispatch.withheld");
            }
            if (r.returnedAt) {
                take(r.contactId, *r.returnedAt, "dispatch.returned");
            }
        });
    }
};

} // namespace

namespace {

using contacts::Refusal;
/// What the gate says is kept by the same names, and nothing it says is without one.
static_assert(static_cast<int>(Withholding::None) == static_cast<int>(Refusal::None) &&
              static_cast<int>(Withholding::Merged) == static_cast<int>(Refusal::Merged) &&
              static_cast<int>(Withholding::Pressure) == static_cast<int>(Refusal::Merged) + 1);

/// The list was frozen before two became one: whoever stands for both has a piece of this wave itself.
void refuseMerged(Unit& unit, const Neighbours& neighbours, const WaveRow& wave, std::span<const Id> people,
                  std::span<Verdict> verdicts) {
    const auto current = neighbours.identities->current(unit, people);
    for (std::size_t i = 0; i < people.size(); ++i) {
        if (current[i] == people[i] || verdicts[i].refusal != Withholding::None) {
            continue;
        }
        if (unit.number("dispatch.piece-of-contact-in-wave",
                        {{"contactId", current[i]}, {"waveId", wave.id}}) != 0) {
            verdicts[i] = {Withholding::Merged, "contacts.merged", current[i]};
        }
    }
}

} // namespace

std::vector<Verdict> decideFor(Unit& unit, const Neighbours& neighbours, const WaveRow& wave,
                               std::span<const PieceRow> pieces) {
    std::vector<Id> people;
    people.reserve(pieces.size());
    for (const auto& piece : pieces) {
        people.push_back(piece.contactId);
    }
    std::vector<Verdict> verdicts;
    verdicts.reserve(pieces.size());
    for (auto& d : neighbours.gate->decide(unit, wave.channel, contacts::kAdvertising, people)) {
        verdicts.push_back({enumOf<Withholding>(nameOf(d.refusal)).value_or(Withholding::Unknown),
                            std::move(d.reason), d.reliesOn});
    }
    if (neighbours.identities) {
        refuseMerged(unit, neighbours, wave, people, verdicts);
    }
    Pressure(neighbours).refuse(unit, wave, pieces, verdicts);
    return verdicts;
}

void storeDecisions(Unit& unit, std::span<const PieceRow> pieces, std::span<const Verdict> decisions,
                    Id batch) {
    std::vector<DecisionRow> rows;
    rows.reserve(pieces.size());
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        rows.push_back({pieces[i].id, batch, decisions[i].refusal, decisions[i].reason,
                        decisions[i].reliesOn.value_or(Id{}), unit.now()});
    }
    unit.insertMany("dispatch.insert-decision", rows);
}

std::shared_ptr<contacts::PersonRecords> makePieceRecords() {
    return std::make_shared<PieceRecords>();
}

void declareDecisions(Declarations& d) {
    d.get<ById, Decisions>(
        "/waves/pieces/{id}/decisions",
        {"dispatch.read", "Why a piece was handed over or withheld, and on what that relied"},
        [](const ById& in, Call&, Unit& u) {
            return Decisions{u.all<DecisionRow>("dispatch.decisions-of-piece", {{"pieceId", in.id}})};
        });
}

} // namespace rejoinder::dispatch
