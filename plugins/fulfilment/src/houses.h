#pragma once
#include "parcels.h"

/// Outside fulfilment houses: they keep goods and send them; orders go to them and answers come back in
/// files.
namespace rejoinder::fulfilment {

/// How the columns of a house's answers are named, and its words for what it did; an empty outcome is
/// shipped.
struct HouseMapping {
    std::string order = "order", line = "line", sku = "sku", quantity = "quantity", outcome = "outcome",
                trackingNumber = "trackingNumber", carrier = "carrier", shippedAt = "shippedAt", lot = "lot",
                reason = "reason";
    std::string shipped = "shipped", missing = "short", refused = "refused";
    static void rules(Rules& r) {
        for (const auto* column : {"order", "sku", "quantity"}) r.at(column).notEmpty().max(100).defaulted();
        for (const auto* column :
             {"line", "outcome", "trackingNumber", "carrier", "shippedAt", "lot", "reason"})
            r.at(column).max(100).defaulted();
        for (const auto* word : {"shipped", "missing", "refused"}) r.at(word).notEmpty().max(100).defaulted();
    }
};
REJOINDER_DESCRIBE(HouseMapping, order, line, sku, quantity, outcome, trackingNumber, carrier, shippedAt, lot,
                   reason, shipped, missing, refused)

struct House {
    Id id;
    std::string name;
    std::string
        folder; ///< below `fulfilment.house-folder`; empty: files are fetched and handed in by a person
    std::string sendAt;            ///< "14:00": each working day a file by itself; empty: at a press
    std::int64_t answerHours = 48; ///< of working days, until an order that was handed over is late
    UnitCost parcelCost, pieceCost;
    HouseMapping mapping;
    bool active = true;
    std::optional<Date> sentOn;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(House, id, name, folder, sendAt, answerHours, parcelCost, pieceCost, mapping, active,
                   sentOn, version)

/// What an answer may have at most.
inline constexpr std::size_t kMostAnswerLines = 2000;
inline constexpr std::uintmax_t kMostAnswerBytes = 4'000'000;

/// What is being handed over for longer broke off: writing a file takes less.
inline constexpr std::chrono::minutes kHouseFileBrokeOff{5};

/// Made: it waits to be handed over. Handing: that is under way. Unknown: it broke off, and nobody knows
/// whether the house took the file; a person says it.
enum class HouseFileState { Made, Handing, Unknown, Handed };
REJOINDER_DESCRIBE_ENUM(HouseFileState, Made, Handing, Unknown, Handed)

struct HouseFile {
    Id id, houseId;
    std::string house;
    HouseFileState state = HouseFileState::Made;
    std::int32_t orders = 0, lineCount = 0;
    Timestamp madeAt;
    std::string madeBy;
    std::optional<Timestamp> handingAt, handedAt;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(HouseFile, id, houseId, house, state, orders, lineCount, madeAt, madeBy, handingAt,
                   handedAt, version)

/// So many of an order's line that a house was told to send.
struct HouseLine {
    Id id, orderId, lineId;
    std::string sku, name;
    std::int64_t quantity = 0, shipped = 0, refused = 0;
    std::string address, language;
    Timestamp dueAt, answerBy;
    bool waiting = true;
};
REJOINDER_DESCRIBE(HouseLine, id, orderId, lineId, sku, name, quantity, shipped, refused, address, language,
                   dueAt, answerBy, waiting)

struct HouseFileView {
    Id id;
    HouseFile file;
    std::vector<HouseLine> lines;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(HouseFileView, id, file, lines, version)

enum class HouseLineState { Applied, Again, Fault };
REJOINDER_DESCRIBE_ENUM(HouseLineState, Applied, Again, Fault)

/// A line of a house's answer, and what became of it.
struct HouseAnswerLine {
    std::int32_t lineNo = 0;
    HouseLineState state = HouseLineState::Applied;
    std::string fault; ///< the code; empty where there is none
    std::optional<Id> orderId;
    std::string sku;
    std::int64_t quantity = 0;
    std::string outcome;
    std::optional<Id> shipmentId;
    std::string trackingNumber, lot, reason;
};
REJOINDER_DESCRIBE(HouseAnswerLine, lineNo, state, fault, orderId, sku, quantity, outcome, shipmentId,
                   trackingNumber, lot, reason)

/// lineCount = applied + again + faults.
struct HouseAnswer {
    Id id, houseId;
    std::string fileName;
    std::int32_t lineCount = 0, applied = 0, again = 0, faults = 0;
    Timestamp receivedAt;
    std::string receivedBy;
};
REJOINDER_DESCRIBE(HouseAnswer, id, houseId, fileName, lineCount, applied, again, faults, receivedAt,
                   receivedBy)

struct HouseAnswerView {
    Id id;
    HouseAnswer answer;
    std::vector<HouseAnswerLine> lines;
};
REJOINDER_DESCRIBE(HouseAnswerView, id, answer, lines)

/// What the work with houses asks while the plugin runs.
struct HouseDesk {
    OrderBook orders;
    ParcelDesk parcels;
    PromiseRules clock;
};

House findHouse(Unit& unit, Id house);
/// The item is sent by that house from now on; what lies here of it goes there.
/// @throws Error Conflict when some of it is picked, it is a kit or a part of one, or its lots are known here
void giveItemToHouse(Unit& unit, const House& house, const std::string& sku);
/// The item is sent from here again; what lies there comes back. @throws Error Conflict when the house has
/// orders for it
void takeItemFromHouse(Unit& unit, const House& house, Id item);

/// Everything that waits for the house, up to 2,000 lines, in one file. @returns nothing when nothing waits
std::optional<HouseFile> makeHouseFile(Unit& unit, const House& house, const HouseDesk& desk);
HouseFile findHouseFile(Unit& unit, Id file);
HouseFileView viewHouseFile(Unit& unit, Id file);
/// Always the same bytes, unless a person in it was erased.
std::string houseFileCsv(Unit& unit, Id file);
/// @throws Error Conflict when somebody changed it meanwhile
void setHouseFile(Unit& unit, const HouseFile& file, HouseFileState state);

/// Applies an answer, line by line; the same file again is the answer that was given before.
/// @throws Error Invalid when it is no table, columns are missing, or it has too many lines
HouseAnswerView takeHouseAnswer(Unit& unit, const House& house, const std::string& fileName,
                                const std::string& bytes, const HouseDesk& desk);
HouseAnswerView viewHouseAnswer(Unit& unit, HouseAnswer answer);

/// What is due by the clock, files into folders, answers out of them, and who is late.
void serveHouses(Context& context, Attempt& attempt, const std::function<HouseDesk()>& desk);
void declareHouses(Declarations& d, const std::function<HouseDesk()>& desk,
                   const std::function<Context&()>& context);
/// What `rejoinder verify` finds wrong with houses.
std::vector<std::string> checkHouses(Unit& unit);

} // namespace rejoinder::fulfilment
