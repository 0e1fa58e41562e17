#include "costs.h"
#include "houses.h"

#include <csv/reader.h>
#include <csv/writer.h>
#include <digest/digest.h>
#include <inbox/inbox.h>

#include <algorithm>
#include <charconv>
#include <map>

namespace rejoinder::fulfilment {

namespace {

constexpr std::chrono::hours kOneDay{24};

enum class Outcome { Shipped, Missing, Refused };
REJOINDER_DESCRIBE_ENUM(Outcome, Shipped, Missing, Refused)

/// A line of the file as it is understood.
struct Told {
    HouseAnswerLine line;
    std::optional<std::string> entry;
    std::optional<Id> lineId;
    Outcome outcome = Outcome::Shipped;
    std::string carrier, when; ///< as they stand in the file
    Timestamp shippedAt;
};

struct AnswerRow {
    Id answerId;
    std::int32_t lineNo = 0;
    std::optional<std::string> entry;
    HouseLineState state = HouseLineState::Applied;
    std::string fault;
    std::optional<Id> orderId;
    std::string sku;
    std::int64_t quantity = 0;
    std::string outcome;
    std::optional<Id> shipmentId;
    std::string trackingNumber, lot, reason;
};
REJOINDER_DESCRIBE(AnswerRow, answerId, lineNo, entry, state, fault, orderId, sku, quantity, outcome,
                   shipmentId, trackingNumber, lot, reason)

struct AnswerHead {
    Id id, houseId;
    std::string digest, fileName;
    std::int32_t lineCount = 0, applied = 0, again = 0, faults = 0;
    Timestamp receivedAt;
    std::string receivedBy;
};
REJOINDER_DESCRIBE(AnswerHead, id, houseId, digest, fileName, lineCount, applied, again, faults, receivedAt,
                   receivedBy)

std::string lowered(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\xC2\xA0");
    if (first == std::string_view::npos) return {};
    std::string out(text.substr(first, text.find_last_not_of(" \t\xC2\xA0") + 1 - first));
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

/// Which column of the file is which of ours; −1: none.
class Columns {
public:
    Columns(const HouseMapping& mapping, const csv::Record& header) {
        Faults faults;
        for (const auto field : header.fields) names_.push_back(lowered(csv::withoutGuard(field)));
        const auto find = [&](int& at, const std::string& name, const char* ours, bool needed) {
            const auto found = std::ranges::find(names_, lowered(name));
            if (found != names_.end())
                at = static_cast<int>(found - names_.begin());
            else if (needed)
                faults.add(std::string("/mapping/") + ours, "fulfilment.column-missing",
                           "the file has no column " + name);
        };
        find(order, mapping.order, "order", true);
        find(sku, mapping.sku, "sku", true);
        find(quantity, mapping.quantity, "quantity", true);
        find(line, mapping.line, "line", false);
        find(outcome, mapping.outcome, "outcome", !mapping.outcome.empty()); // or refusals would be shipped
        find(tracking, mapping.trackingNumber, "trackingNumber", false);
        find(carrier, mapping.carrier, "carrier", false);
        find(shippedAt, mapping.shippedAt, "shippedAt", false);
        find(lot, mapping.lot, "lot", false);
        find(reason, mapping.reason, "reason", false);
        faults.raise("fulfilment.no-house-answer");
    }

    int order = -1, line = -1, sku = -1, quantity = -1, outcome = -1, tracking = -1, carrier = -1,
        shippedAt = -1, lot = -1, reason = -1;

private:
    std::vector<std::string> names_;
};

std::string cell(const csv::Record& record, int column, std::int32_t most) {
    if (column < 0 || static_cast<std::size_t>(column) >= record.fields.size()) return {};
    const auto text = csv::withoutGuard(record.fields[static_cast<std::size_t>(column)]);
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return inbox::textOf(text.substr(first, text.find_last_not_of(" \t") + 1 - first), most);
}

/// "2026-12-01T10:00:00+01:00", "2026-12-01", "01.12.2026"; a day is its noon.
std::optional<Timestamp> momentOf(const std::string& text) {
    if (const auto moment = Timestamp::parse(text)) return moment;
    auto day = Date::parse(text);
    if (!day && text.size() == 10 && text[2] == '.' && text[5] == '.')
        day = Date::parse(text.substr(6) + "-" + text.substr(3, 2) + "-" + text.substr(0, 2));
    if (!day) return std::nullopt;
    return day->begin().plus(kOneDay / 2);
}

/// What a line says; its fault is the first that keeps it from being applied.
Told read(const csv::Record& record, const Columns& columns, const HouseMapping& words, Timestamp now) {
    Told told;
    auto& line = told.line;
    const auto refuse = [&](const char* code) {
        if (line.fault.empty()) line.fault = code;
    };
    line.lineNo = static_cast<std::int32_t>(record.begin.line);
    if (record.problem != csv::Problem::None) {
        refuse("fulfilment.unreadable-line");
        return told;
    }
    line.sku = cell(record, columns.sku, 64);
    line.trackingNumber = cell(record, columns.tracking, 100);
    line.lot = cell(record, columns.lot, 64);
    line.reason = cell(record, columns.reason, 400);
    told.carrier = cell(record, columns.carrier, 100);
    line.orderId = Id::parse(cell(record, columns.order, 32));
    if (!line.orderId) refuse("fulfilment.no-such-order");
    if (const auto text = cell(record, columns.line, 32); !text.empty()) {
        told.lineId = Id::parse(text);
        if (!told.lineId) refuse("fulfilment.no-such-line");
    }
    const auto count = cell(record, columns.quantity, 12);
    const auto [end, error] = std::from_chars(count.data(), count.data() + count.size(), line.quantity);
    if (error != std::errc() || end != count.data() + count.size() || line.quantity < 1)
        refuse("fulfilment.bad-quantity");
    const auto word = lowered(cell(record, columns.outcome, 100));
    if (word == lowered(words.missing))
        told.outcome = Outcome::Missing;
    else if (word == lowered(words.refused))
        told.outcome = Outcome::Refused;
    else if (!word.empty() && word != lowered(words.shipped))
        refuse("fulfilment.unknown-outcome");
    line.outcome = nameOf(told.outcome);
    if (told.outcome == Outcome::Refused && line.reason.empty()) refuse("fulfilment.no-reason");
    told.shippedAt = now;
    told.when = cell(record, columns.shippedAt, 40);
    if (!told.when.empty()) {
        const auto moment = momentOf(told.when);
        if (!moment || *moment > now.plus(kOneDay))
            refuse("fulfilment.bad-moment");
        else
            told.shippedAt = std::min(*moment, now);
    }
    return told;
}

std::vector<Told> linesIn(std::string_view bytes, const HouseMapping& mapping, Timestamp now) {
    const auto look = csv::examine(bytes, true);
    if (look.encoding != csv::Examination::Encoding::Utf8)
        throw Error::invalid("", "fulfilment.no-house-answer", "the file is not in UTF-8");
    csv::Reader reader(csv::fromText(bytes.substr(look.start.offset)), look.delimiter, {}, {}, look.quote);
    const auto* header = reader.next();
    if (header == nullptr) throw Error::invalid("", "fulfilment.no-house-answer", "the file is empty");
    const Columns columns(mapping, *header);
    std::vector<Told> out;
    while (const auto* record = reader.next()) {
        if (out.size() == kMostAnswerLines)
            throw Error::invalid("", "fulfilment.too-many-lines",
                                 "a file has at most " + std::to_string(kMostAnswerLines) + " lines; cut it");
        out.push_back(read(*record, columns, mapping, now));
    }
    return out;
}

std::int64_t openOf(const HouseLine& line) {
    return line.quantity - line.shipped - line.refused;
}

bool isMeant(const HouseLine& line, const Told& told) {
    return told.lineId ? line.lineId == *told.lineId : lowered(line.sku) == lowered(told.line.sku);
}

/// Applies the lines of one order.
class OrderAnswer {
public:
    OrderAnswer(Unit& unit, const House& house, const HouseDesk& desk, Id order)
        : unit_(unit),
          house_(house),
          desk_(desk),
          order_(order),
          there_(unit.all<HouseLine>("fulfilment.house-lines-of-order",
                                     {{"orderId", order}, {"houseId", house.id}})) {}

    void apply(const std::vector<Told*>& lines) {
        std::map<std::string, std::vector<std::pair<Told*, std::vector<ShipmentLine>>>> parcels;
        std::vector<std::pair<Told*, std::vector<ShipmentLine>>> back;
        for (auto* told : lines) {
            auto pieces = take(*told);
            if (pieces.empty()) {
                told->line.fault =
                    there_.empty() ? "fulfilment.not-at-house" : "fulfilment.more-than-handed-over";
                continue;
            }
            if (told->outcome == Outcome::Shipped)
                parcels[told->line.trackingNumber + "\n" + told->carrier + "\n" + told->shippedAt.toString()]
                    .emplace_back(told, std::move(pieces));
            else
                back.emplace_back(told, std::move(pieces));
        }
        if (parcels.empty() && back.empty()) return;
        auto open = OrderBook::open(unit_, order_);
        for (auto& [key, parcel] : parcels) ship(open, parcel);
        for (auto& [told, pieces] : back)
            for (const auto& piece : pieces)
                desk_.orders.giveBackFromHouse(
                    unit_, open, piece, told->outcome == Outcome::Missing,
                    house_.name + (told->line.reason.empty() ? "" : ": " + told->line.reason));
    }

private:
    /// Takes the pieces of a line out of what was handed over, the oldest first.
    /// @returns of which order lines how many; nothing when so many are not at the house
    std::vector<ShipmentLine> take(const Told& told) {
        std::int64_t there = 0;
        for (const auto& line : there_)
            if (isMeant(line, told)) there += openOf(line);
        std::vector<ShipmentLine> out;
        auto left = told.line.quantity;
        if (there < left) return out;
        const bool shipped = told.outcome == Outcome::Shipped;
        for (auto& line : there_) {
            const auto taken = isMeant(line, told) ? std::min(left, openOf(line)) : 0;
            if (taken == 0) continue;
            left -= taken;
            (shipped ? line.shipped : line.refused) += taken;
            unit_.run("fulfilment.answer-house-line",
                      {{"id", line.id}, {"shipped", shipped ? taken : 0}, {"refused", shipped ? 0 : taken}});
            if (out.empty() || out.back().lineId != line.lineId) out.push_back({line.lineId, line.sku, 0});
            out.back().quantity += taken;
        }
        return out;
    }
    void ship(OpenOrder& open, std::vector<std::pair<Told*, std::vector<ShipmentLine>>>& parcel) {
        std::vector<ShipmentLine> pieces;
        for (const auto& [told, some] : parcel)
            for (const auto& piece : some) {
                const auto before = std::ranges::find(pieces, piece.lineId, &ShipmentLine::lineId);
                if (before == pieces.end())
                    pieces.push_back(piece);
                else
                    before->quantity += piece.quantity;
            }
        const auto& first = *parcel.front().first;
        Shipment shipment;
        shipment.carrier = first.carrier.empty() ? house_.name : first.carrier;
        shipment.trackingNumber = first.line.trackingNumber;
        shipment.shippedAt = std::max(first.shippedAt, open.order.orderedAt);
        shipment.shippedBy = house_.name;
        const auto made = OrderBook::shipFromHouse(unit_, open, pieces, shipment);
        unit_.run("fulfilment.insert-house-shipment", {{"shipmentId", made.id}, {"houseId", house_.id}});
        charge(unit_, made, open.lines, {{{shipment.carrier, house_.parcelCost}}, house_.pieceCost});
        for (auto& [told, some] : parcel) told->line.shipmentId = made.id;
    }

    Unit& unit_;
    const House& house_;
    const HouseDesk& desk_;
    Id order_;
    std::vector<HouseLine> there_;
};

/// What a line says, and how often the file said it before: the same line in another file is the same.
std::string entryOf(const House& house, const Told& told, std::map<std::string, int>& said) {
    const auto& l = told.line;
    auto text = house.id.toString();
    for (const auto& part :
         {l.orderId->toString(), told.lineId ? told.lineId->toString() : std::string(), lowered(l.sku),
          std::to_string(l.quantity), l.outcome, l.trackingNumber, told.carrier, told.when, l.lot, l.reason})
        text += "\n" + part;
    auto digest = digest::sha256Hex(text);
    return digest + "-" + std::to_string(++said[digest]);
}

} // namespace

HouseAnswerView viewHouseAnswer(Unit& unit, HouseAnswer answer) {
    const auto id = answer.id;
    return {id, std::move(answer),
            unit.all<HouseAnswerLine>("fulfilment.lines-of-house-answer", {{"answerId", id}})};
}

HouseAnswerView takeHouseAnswer(Unit& unit, const House& house, const std::string& fileName,
                                const std::string& bytes, const HouseDesk& desk) {
    unit.run("fulfilment.lock-house", {{"id", house.id}}); // one answer after the other
    AnswerHead head;
    head.digest = digest::sha256Hex(bytes);
    if (auto before = unit.one<HouseAnswer>("fulfilment.house-answer-of-digest",
                                            {{"houseId", house.id}, {"digest", head.digest}}))
        return viewHouseAnswer(unit, std::move(*before));
    auto lines = linesIn(bytes, house.mapping, unit.now());
    std::map<Id, std::vector<Told*>> orders;
    std::map<std::string, int> said;
    for (auto& told : lines) {
        if (!told.line.fault.empty()) continue;
        told.entry = entryOf(house, told, said);
        if (unit.number("fulfilment.count-house-entry", {{"entry", *told.entry}}) != 0)
            told.line.state = HouseLineState::Again;
        else
            orders[*told.line.orderId].push_back(&told);
    }
    for (auto& [order, told] : orders) OrderAnswer(unit, house, desk, order).apply(told);
    head.id = unit.newId();
    head.houseId = house.id;
    head.fileName = inbox::textOf(fileName, 200);
    head.receivedAt = unit.now();
    head.receivedBy = unit.actor().name;
    std::vector<AnswerRow> rows;
    for (auto& told : lines) {
        auto& l = told.line;
        if (!l.fault.empty()) l.state = HouseLineState::Fault;
        ++head.lineCount;
        ++(l.state == HouseLineState::Applied ? head.applied
           : l.state == HouseLineState::Again ? head.again
                                              : head.faults);
        const bool applied = l.state == HouseLineState::Applied;
        // The table knows orders only; a number that is none stands in the file.
        const bool known = l.orderId && unit.one<Order>("fulfilment.find-order", {{"id", *l.orderId}});
        rows.push_back({head.id, l.lineNo, applied ? told.entry : std::nullopt, l.state, l.fault,
                        known ? l.orderId : std::nullopt, l.sku, l.quantity, l.outcome, l.shipmentId,
                        l.trackingNumber, l.lot, l.reason});
    }
    unit.run("fulfilment.answered-files", {{"houseId", house.id}, {"now", unit.now()}}); // it has them
    unit.run("fulfilment.insert-house-answer", head);
    unit.insertMany("fulfilment.insert-house-answer-line", rows);
    unit.audit("houses.answer", head.id,
               house.name + ": " + std::to_string(head.applied) + " of " + std::to_string(head.lineCount));
    return viewHouseAnswer(unit, *unit.one<HouseAnswer>("fulfilment.find-house-answer", {{"id", head.id}}));
}

} // namespace rejoinder::fulfilment
