#pragma once
#include "records.h"

/// What orders are completed with by themselves: parts of kits, substitutes, enclosures; and how much of an
/// item one order may hold.
namespace rejoinder::fulfilment {

/// So many of an item in each kit.
struct KitPart {
    Id itemId;
    std::string sku, name;
    std::int64_t quantity = 1;
};
REJOINDER_DESCRIBE(KitPart, itemId, sku, name, quantity)

/// Something that is laid into every order, or every first one, while there is some.
struct Enclosure {
    Id id, itemId;
    std::string sku, name;
    std::optional<Id> campaignId; ///< none: orders of all campaigns and of none
    bool firstOnly = false;       ///< only into the first order of a person
    std::optional<Date> fromDay, untilDay;
    bool active = true;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(Enclosure, id, itemId, sku, name, campaignId, firstOnly, fromDay, untilDay, active,
                   version)

/// The wishes with the parts of kits behind them, and substitutes for what is out.
std::vector<DraftLine> withParts(Unit& unit, std::vector<DraftLine> wishes);
/// What is to be laid into a new order.
std::vector<DraftLine> enclosuresOf(Unit& unit, const Order& order, const std::vector<DraftLine>& lines);
/// Brings the figures of kits in line with their parts: a kit is reserved, picked or shipped when all parts
/// are.
void countKits(std::vector<Line>& lines);
/// Why so many of an item cannot be in one order: a code, "" when they can.
std::string_view limitFault(const Item& item, std::int64_t quantity);
/// The same in words.
std::string limitText(const Item& item);

} // namespace rejoinder::fulfilment
