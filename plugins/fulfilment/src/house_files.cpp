#include "houses.h"

#include <csv/writer.h>

#include <algorithm>

namespace rejoinder::fulfilment {

namespace {

constexpr std::int64_t kMostHouseLines = 2000;
constexpr std::size_t kAddressLines = 6;

struct LineForHouse {
    Id id, orderId;
    LineRole role = LineRole::Ordered;
    Timestamp dueAt;
};
REJOINDER_DESCRIBE(LineForHouse, id, orderId, role, dueAt)

struct NewHouseLine {
    Id id, fileId, houseId, orderId, lineId;
    std::int64_t quantity = 0;
    std::string address, language;
    Timestamp dueAt, answerBy;
};
REJOINDER_DESCRIBE(NewHouseLine, id, fileId, houseId, orderId, lineId, quantity, address, language, dueAt,
                   answerBy)

/// The lines of one order, in the order in which it must be out.
using Group = std::vector<LineForHouse>;

std::vector<Group> groupsOf(const std::vector<LineForHouse>& lines) {
    std::vector<Group> groups;
    for (const auto& line : lines) {
        if (groups.empty() || groups.back().front().orderId != line.orderId) groups.emplace_back();
        groups.back().push_back(line);
    }
    std::erase_if(groups, [](const Group& g) { // nothing is laid into nothing
        return std::ranges::all_of(g, [](const auto& l) { return l.role == LineRole::Enclosure; });
    });
    return groups;
}

std::string houseAddress(Unit& unit, const contacts::Contact& person, Id order, const ParcelDesk& desk) {
    std::string text;
    for (const auto& line : desk.directory->addressBlock(
             addressed(person, addressOf(unit, order, AddressKind::Ship)), desk.country))
        text += (text.empty() ? "" : "\n") + line;
    return text;
}

} // namespace

std::optional<HouseFile> makeHouseFile(Unit& unit, const House& house, const HouseDesk& desk) {
    unit.run("fulfilment.lock-house",
             {{"id", house.id}}); // two who press at once make two files of two halves
    const auto groups = groupsOf(unit.all<LineForHouse>("fulfilment.lines-for-house",
                                                        {{"houseId", house.id}, {"limit", kMostHouseLines}}));
    const WorkingTime time(desk.clock.timeZone, desk.clock.cutOff, desk.clock.closedDays);
    HouseFile file;
    file.id = unit.newId();
    file.houseId = house.id;
    file.house = house.name;
    file.madeAt = unit.now();
    file.madeBy = unit.actor().name;
    const auto answerBy = time.due(unit.now(), house.answerHours);
    std::vector<NewHouseLine> rows;
    for (const auto& group : groups) {
        auto open = OrderBook::open(unit, group.front().orderId);
        const auto person = desk.parcels.directory->find(unit, open.order.contactId);
        if (open.order.held) continue;
        if (!person) { // held, it does not stand before the others again and again
            OrderBook::hold(unit, open, HoldReason::Address, "the person");
            continue;
        }
        std::vector<Id> lines;
        for (const auto& line : group) lines.push_back(line.id);
        const auto handed = OrderBook::handToHouse(unit, open, lines);
        const auto address = houseAddress(unit, *person, open.order.id, desk.parcels);
        const auto before = rows.size();
        for (std::size_t i = 0; i < lines.size(); ++i)
            if (handed[i] > 0)
                rows.push_back({unit.newId(), file.id, house.id, open.order.id, lines[i], handed[i], address,
                                person->language, group[i].dueAt, answerBy});
        if (rows.size() > before) ++file.orders;
    }
    if (rows.empty()) return std::nullopt;
    file.lineCount = static_cast<std::int32_t>(rows.size());
    unit.run("fulfilment.insert-house-file", file);
    unit.insertMany("fulfilment.insert-house-line", rows);
    unit.audit("houses.make-file", file.id, house.name + ": " + std::to_string(file.orders));
    return file;
}

HouseFile findHouseFile(Unit& unit, Id id) {
    auto found = unit.one<HouseFile>("fulfilment.find-house-file", {{"id", id}});
    if (!found) throw Error::notFound("fulfilment.no-such-house-file", "there is no such file");
    return std::move(*found);
}

HouseFileView viewHouseFile(Unit& unit, Id id) {
    auto file = findHouseFile(unit, id);
    const auto version = file.version;
    return {id, std::move(file), unit.all<HouseLine>("fulfilment.lines-of-house-file", {{"fileId", id}}),
            version};
}

std::string houseFileCsv(Unit& unit, Id id) {
    const auto view = viewHouseFile(unit, id);
    std::string text;
    csv::Writer writer(text);
    for (const auto* name : {"file", "order", "line", "sku", "name", "quantity", "dueAt", "language"})
        writer.text(name);
    for (std::size_t i = 1; i <= kAddressLines; ++i) writer.text("address" + std::to_string(i));
    writer.end();
    for (const auto& line : view.lines) {
        writer.text(id.toString()).text(line.orderId.toString()).text(line.lineId.toString()).text(line.sku);
        writer.text(line.name).number(line.quantity).text(line.dueAt.toString()).text(line.language);
        const auto address = linesOf(line.address);
        for (std::size_t i = 0; i < kAddressLines; ++i) writer.text(i < address.size() ? address[i] : "");
        writer.end();
    }
    return text;
}

void setHouseFile(Unit& unit, const HouseFile& file, HouseFileState state) {
    std::optional<Timestamp> handingAt, handedAt;
    if (state == HouseFileState::Handing) handingAt = unit.now();
    if (state == HouseFileState::Handed) handedAt = unit.now();
    if (unit.run("fulfilment.set-house-file", {{"id", file.id},
                                               {"version", file.version},
                                               {"state", state},
                                               {"handingAt", handingAt},
                                               {"handedAt", handedAt}}) == 0)
        throw Error::conflict("fulfilment.file-changed", "somebody changed this file meanwhile");
    unit.audit("houses.hand-over", file.id, nameOf(state));
}

} // namespace rejoinder::fulfilment
