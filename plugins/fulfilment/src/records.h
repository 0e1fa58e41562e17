#pragma once
#include <rejoinder/plugin.h>

/// What the plugin stores and shows.
namespace rejoinder::fulfilment {

enum class ItemKind { Information, Goods };
REJOINDER_DESCRIBE_ENUM(ItemKind, Information, Goods)

/// Something that is sent: a brochure or goods.
struct Item {
    Id id;
    std::string sku, name;
    ItemKind kind = ItemKind::Goods;
    UnitCost unitCost;
    std::int64_t priceMinor = 0;
    std::string currency;
    bool stocked = true; ///< false: made on demand, digital, or kept by somebody else
    std::string bin;
    std::int64_t reorderLevel = 0;
    std::int32_t vatBasisPoints = 0;               ///< hundredths of a percent
    bool needsApproval = false;                    ///< an order with it is held until a person agrees
    bool kit = false;                              ///< made of parts, which are what is stocked and sent
    std::optional<Id> substituteId;                ///< what is sent when it is out
    std::int64_t minPerOrder = 0, maxPerOrder = 0; ///< 0: any
    bool active = true;
    std::int64_t version = 1;
    std::string substitute;   ///< its number
    std::optional<Id> baseId; ///< of a variant: the item it is one of
    std::string variant;      ///< "blue, L"
    bool hasVariants = false; ///< one of them is ordered instead of it
    bool priced = false;      ///< the price list knows it
    std::string base;
    std::optional<Id> replacedById; ///< who orders it from that day on gets this one
    std::optional<Date> replacedFrom;
    std::string replacedBy;
    bool lots = false;            ///< it is known which lot is where
    std::int64_t weightGrams = 0; ///< with its packing; 0: nobody said
};
REJOINDER_DESCRIBE(Item, id, sku, name, kind, unitCost, priceMinor, currency, stocked, bin, reorderLevel,
                   vatBasisPoints, needsApproval, kit, substituteId, minPerOrder, maxPerOrder, active,
                   version, substitute, baseId, variant, hasVariants, priced, base, replacedById,
                   replacedFrom, replacedBy, lots, weightGrams)

/// Where goods are; what is at an outside house lies in House, and in Staging once it was told to send it.
/// Supplier and lost may be owed; all others hold what came in.
enum class Location { Supplier, Stock, Staging, Customer, Lost, Scrap, Quarantine, House };
REJOINDER_DESCRIBE_ENUM(Location, Supplier, Stock, Staging, Customer, Lost, Scrap, Quarantine, House)
inline constexpr Location kLocations[] = {Location::Supplier,   Location::Stock, Location::Staging,
                                          Location::Customer,   Location::Lost,  Location::Scrap,
                                          Location::Quarantine, Location::House};

enum class MoveReason {
    Received,
    Picked,
    Unpicked,
    Shipped,
    Lost,
    Found,
    Scrapped,
    ReturnedToSupplier,
    ReturnedByCustomer,
    Quarantined,
    ScrappedReturn,
    Expired,
    SentToHouse,
    BackFromHouse
};
REJOINDER_DESCRIBE_ENUM(MoveReason, Received, Picked, Unpicked, Shipped, Lost, Found, Scrapped,
                        ReturnedToSupplier, ReturnedByCustomer, Quarantined, ScrappedReturn, Expired,
                        SentToHouse, BackFromHouse)

/// One move of goods; never changed, only countered by another.
struct Move {
    Id id, itemId;
    Location from = Location::Supplier, to = Location::Stock;
    std::int64_t quantity = 0;
    MoveReason reason = MoveReason::Received;
    std::optional<Id> orderLineId;
    std::string note;
    Timestamp movedAt;
    std::string movedBy;
};
REJOINDER_DESCRIBE(Move, id, itemId, from, to, quantity, reason, orderLineId, note, movedAt, movedBy)

/// An item's stock; `id` is the item's. On hand = stock and staging; available = on hand − reserved.
struct StockRow {
    Id id;
    std::string sku, name, bin;
    std::int64_t onHand = 0, reserved = 0, available = 0, backOrdered = 0, reorderLevel = 0;
    bool low = false; ///< what is left after all back-orders is at or below the reorder level
};
REJOINDER_DESCRIBE(StockRow, id, sku, name, bin, onHand, reserved, available, backOrdered, reorderLevel, low)

/// Entered: held from the beginning, nothing of it is reserved yet. BackOrdered: at least one piece waits for
/// goods.
enum class OrderState { Entered, Reserved, BackOrdered, Picked, Packed, Shipped, Cancelled };
REJOINDER_DESCRIBE_ENUM(OrderState, Entered, Reserved, BackOrdered, Picked, Packed, Shipped, Cancelled)

struct Order {
    Id id;
    std::optional<Id> responseId;
    std::optional<std::string> reference;
    Id contactId;
    std::optional<Id> campaignId, cellId;
    std::string segment;
    OrderState state = OrderState::Entered;
    bool purchase =
        false;         ///< holds goods or something that is paid for; else it is a request for information
    bool held = false; ///< a person must release it; it takes nothing more and is not picked
    std::string currency;
    std::int64_t valueMinor = 0; ///< Σ (ordered − cancelled) × unit price
    UnitCost cost;               ///< Σ (ordered − cancelled) × unit cost, in main units
    std::string note, problem;
    Timestamp orderedAt, updatedAt;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(Order, id, responseId, reference, contactId, campaignId, cellId, segment, state, purchase,
                   held, currency, valueMinor, cost, note, problem, orderedAt, updatedAt, version)

/// What a line is. Part: of a kit that was ordered.
enum class LineRole { Ordered, Kit, Part, Enclosure };
REJOINDER_DESCRIBE_ENUM(LineRole, Ordered, Kit, Part, Enclosure)

/// ordered = shipped + reserved + backOrdered + cancelled; picked is the part of reserved that lies in
/// staging.
struct Line {
    Id id, orderId, itemId;
    std::string sku, name, bin;
    bool stocked = true, purchase = true;
    std::int64_t unitPriceMinor = 0;
    UnitCost unitCost;
    std::int64_t ordered = 0, reserved = 0, picked = 0, backOrdered = 0, shipped = 0, cancelled = 0;
    LineRole role = LineRole::Ordered;
    std::optional<Id> kitLineId; ///< of a part: the line of its kit
    std::int64_t perKit = 0;     ///< of a part: how many are in each kit
    std::optional<Id> insteadOfId;
    std::string insteadOf;     ///< the item that was ordered and is out
    bool lots = false;         ///< of the item
    std::optional<Id> houseId; ///< who sends it; picked is then what was handed over
};
REJOINDER_DESCRIBE(Line, id, orderId, itemId, sku, name, bin, stocked, purchase, unitPriceMinor, unitCost,
                   ordered, reserved, picked, backOrdered, shipped, cancelled, role, kitLineId, perKit,
                   insteadOfId, insteadOf, lots, houseId)

/// How many of a line are wanted, without what was given up.
inline std::int64_t wantedOf(const Line& line) {
    return line.ordered - line.cancelled;
}

/// How many of a line can still be given up: what is open and was not handed to an outside house.
inline std::int64_t givableOf(const Line& line) {
    return line.reserved + line.backOrdered - (line.houseId ? line.picked : 0);
}

/// A line of an order to be made.
struct DraftLine {
    Item item;
    std::int64_t quantity = 1, unitPriceMinor = 0;
    LineRole role = LineRole::Ordered;
    std::size_t kitAt = 0; ///< of a part: where its kit stands among the lines
    std::int64_t perKit = 0;
    std::optional<Id> insteadOfId;
};

struct Shipment {
    Id id, orderId, contactId;
    std::string carrier, trackingNumber;
    Timestamp shippedAt;
    std::string shippedBy;
};
REJOINDER_DESCRIBE(Shipment, id, orderId, contactId, carrier, trackingNumber, shippedAt, shippedBy)

/// Why somebody could not take what the book says is there.
enum class ShortReason { NotFound, Damaged, WrongItem, PickLater };
REJOINDER_DESCRIBE_ENUM(ShortReason, NotFound, Damaged, WrongItem, PickLater)

/// A pick that came out short; never changed.
struct ShortPick {
    Id id, orderId, lineId;
    std::string sku;
    std::int64_t quantity = 0; ///< how many are missing
    ShortReason reason = ShortReason::NotFound;
    std::string note;
    std::int64_t refilled = 0; ///< others reserved in their place; what is left of them waits for goods
    Timestamp reportedAt;
    std::string reportedBy;
};
REJOINDER_DESCRIBE(ShortPick, id, orderId, lineId, sku, quantity, reason, note, refilled, reportedAt,
                   reportedBy)

struct ShipmentLine {
    Id lineId;
    std::string sku;
    std::int64_t quantity = 0;
};
REJOINDER_DESCRIBE(ShipmentLine, lineId, sku, quantity)

} // namespace rejoinder::fulfilment
