#pragma once
#include "credit_checks.h"
#include "ledger.h"
#include "promises.h"
#include "shipping_charges.h"

#include <functional>

/// Orders and what becomes of them: reserved, back-ordered, picked, packed, shipped, cancelled.
namespace rejoinder::fulfilment {

inline constexpr std::string_view kFillJob = "fulfilment.fill-back-orders";

/// Serves who waits for an item, after a receipt that filled more lines than one unit should.
struct FillJob {
    Id itemId;
};
REJOINDER_DESCRIBE(FillJob, itemId)

/// An order to be made; everything in it was checked.
struct Draft {
    Order order; ///< id, state, totals and times of changes are filled in
    std::vector<DraftLine> lines;
    std::vector<Hold> holds; ///< why a person looks at it first; reason and note
    std::vector<OrderAddress> addresses;
    ShippingWish shipping;
    OrderPayment payment;
    std::string responseType; ///< of the reply behind it; its routes are followed
};

/// An order with its lines, locked for the rest of the unit.
struct OpenOrder {
    Order order;
    std::vector<Line> lines;
    OrderState stored = OrderState::Entered; ///< what the database says, and others were told
};

struct OrderView {
    Id id;
    Order order;
    std::vector<Line> lines;
    std::vector<Shipment> shipments;
    std::vector<ShortPick> shortPicks;
    std::vector<Hold> holds; ///< those that are not released yet
    std::int64_t version = 1;
    std::optional<ShippingCharge> shipping; ///< what the buyer pays for it besides the lines
    OrderPayment payment;
};
REJOINDER_DESCRIBE(OrderView, id, order, lines, shipments, shortPicks, holds, version, shipping, payment)

struct ShipmentView {
    Id id;
    Shipment shipment;
    std::vector<ShipmentLine> lines;
    OrderState orderState = OrderState::Shipped;
    /// Whether its label and that of its return can be drawn: a carrier of ours brings it, and it has an
    /// address.
    bool label = false, returnLabel = false;
};
REJOINDER_DESCRIBE(ShipmentView, id, shipment, lines, orderState, label, returnLabel)

class OrderBook {
public:
    /// `linesPerStep`: how many waiting lines are served in one unit; the rest follows in a job.
    explicit OrderBook(std::int64_t linesPerStep, PromiseRules rules = {}, HoldRules holds = {},
                       ShippingRules shipping = {}, CreditRules credit = {})
        : linesPerStep_(linesPerStep),
          promises_(std::move(rules)),
          holds_(std::move(holds)),
          shipping_(std::move(shipping)),
          credit_(credit) {}

    /// Stores the order and reserves what is there, unless it is held, which the rules may ask for, too.
    /// @returns it as stored.
    Order create(Unit& unit, Draft draft);
    /// @throws Error NotFound
    static OrderView view(Unit& unit, Id order);
    /// Reads an order that is to be changed; its version grows. @throws Error NotFound
    static OpenOrder open(Unit& unit, Id order);

    /// Holds the order for a reason; what is reserved stays so. @throws Error Conflict when nothing of it is
    /// open or it is held for that reason already
    static Hold hold(Unit& unit, OpenOrder& open, HoldReason reason, const std::string& note);
    /// Ends one hold. With the last one the order goes on: reserved or back-ordered, after who was first.
    /// @throws Error Conflict when it was released before or the order has no lines
    void release(Unit& unit, OpenOrder& open, const Hold& hold, const std::string& note);
    /// Ends all holds of an order that was held from the beginning. @throws Error Conflict
    void release(Unit& unit, OpenOrder& open);
    /// Changes what is not shipped yet. @throws Error Invalid naming every fault, Conflict
    void change(Unit& unit, OpenOrder& open, const OrderWish& wish, const std::vector<DraftLine>& added);
    /// Takes what is reserved from stock to staging. @throws Error Conflict when there is nothing to pick
    static void pick(Unit& unit, OpenOrder& open);
    /// Takes some of one line from stock to staging; when it was the last of the order, that is picked.
    /// @throws Error Conflict when so many are not to be picked
    static void pickSome(Unit& unit, OpenOrder& open, Id line, std::int64_t quantity);
    /// Puts back what was picked of one line, out of its parcel too. @throws Error Conflict when nothing was
    static void putBack(Unit& unit, OpenOrder& open, Id line);
    /// picked → packed. @throws Error Conflict
    static void pack(Unit& unit, OpenOrder& open);
    /// Ships what is reserved; what was not picked yet is picked. @throws Error Conflict when nothing is
    /// reserved
    static ShipmentView ship(Unit& unit, OpenOrder& open, const std::string& carrier,
                             const std::string& trackingNumber);
    /// Cancels what is still open, of the given lines or of all; the goods go to who waits.
    /// @throws Error Conflict when nothing is open, Invalid for a line of another order
    void cancel(Unit& unit, OpenOrder& open, const std::vector<Id>& lines);
    /// Gives up open enclosures but those of these numbers: what they were to lie in goes another way.
    static void dropEnclosuresBut(Unit& unit, OpenOrder& open, const std::vector<std::string>& skus);

    /// The reply behind an order was a mistake: what is open of it is cancelled; that something was shipped
    /// already stands in its problem.
    void withdraw(Unit& unit, Id response);
    /// Fewer lie in the bin than the order was promised. What is lost or damaged leaves the stock, and the
    /// line takes others if any are free, else it waits for goods; what is picked later stays promised.
    /// @throws Error Invalid for a line of another order or more than is still to be picked, Conflict
    ShortPick shortPick(Unit& unit, OpenOrder& open, ShortPick report) const;

    /// Tells an outside house to send what is reserved of these lines. @returns how many of each, in their
    /// order
    static std::vector<std::int64_t> handToHouse(Unit& unit, OpenOrder& open, const std::vector<Id>& lines);
    /// The house sent so many of these lines. @pre they were handed over
    static ShipmentView shipFromHouse(Unit& unit, OpenOrder& open, const std::vector<ShipmentLine>& pieces,
                                      const Shipment& told);
    /// The house does not send so many of a line. `missing`: it has none, so they leave its stock and the
    /// line waits for goods; else the order is held, and a person says what becomes of it.
    void giveBackFromHouse(Unit& unit, OpenOrder& open, const ShipmentLine& piece, bool missing,
                           const std::string& why) const;

    /// Serves who waits for the item, first come first served, up to the limit of a step.
    /// @returns how many lines were served.
    std::int64_t fillStep(Unit& unit, Id item) const;
    /// The same, and a job for the rest if there is one.
    std::int64_t fill(Unit& unit, Id item) const;
    /// Goods were lost, found, scrapped or came back: who waits gets what is there more, the newest promises
    /// wait for what is missing.
    Move correct(Unit& unit, const NewMove& wanted) const;
    /// Takes goods out of stock although they are promised: the newest promises become back-orders.
    static void breakPromises(Unit& unit, Id item, std::int64_t quantity);

private:
    /// Writes down a shipment of what its lines have more shipped than before.
    /// @throws Error Conflict when that is nothing
    static void sendOut(Unit& unit, OpenOrder& open, const std::vector<Line>& before, ShipmentView& out);
    /// Nobody waits for what is only laid in, and it is not sent alone.
    static void dropEnclosures(Unit& unit, OpenOrder& open);
    static void dropEnclosures(Unit& unit, OpenOrder& open,
                               const std::function<std::int64_t(const Line&)>& howMany);
    /// What can be sent of an order that goes on may have changed although its state did not.
    static void tellOpened(Unit& unit, const Order& order);
    static std::vector<Line> newLines(Unit& unit, Id order, const std::vector<DraftLine>& wishes);
    static Line newLine(Id id, Id order, const DraftLine& wish);
    /// Reserves so many more of a line, or lets it wait for them.
    static void reserve(Unit& unit, const Order& order, Line& line, std::int64_t quantity);
    /// Reserves what is there for an order that was held from the beginning.
    static void begin(Unit& unit, OpenOrder& open);
    /// The order is held no longer.
    void goOn(Unit& unit, OpenOrder& open);
    /// Gives up so many open pieces of a line, those that wait first. @returns whether goods became free.
    static bool giveUp(Unit& unit, const Order& order, Line& line, std::int64_t quantity);
    /// More or fewer of a line. @returns whether goods became free.
    static bool changeBy(Unit& unit, const Order& order, Line& line, std::int64_t by);
    /// What the buyer pays for shipping follows a change.
    void followShipping(Unit& unit, const Order& order, const std::string& note, bool mayRise = true) const;
    /// Who knows the buyer's credit is asked again when the order came to more since.
    void recheckCredit(Unit& unit, OpenOrder& open);
    /// Writes the figures of a line.
    static void store(Unit& unit, const Order& order, const Line& line);
    static void pickLine(Unit& unit, Line& line);
    /// Brings totals and state in line with the lines and stores the order.
    static void settle(Unit& unit, OpenOrder& open);

    std::int64_t linesPerStep_;
    Promises promises_;
    HoldRules holds_;
    ShippingRules shipping_;
    CreditRules credit_;
};

} // namespace rejoinder::fulfilment
