#include "shop_routes.h"

namespace rejoinder::partners {

/// A line of an order of a shop.
struct ShopLine {
    std::string sku;
    std::int32_t quantity = 1;
    std::optional<std::int64_t> unitPriceMinor;
    static void rules(Rules& r) {
        r.at("sku").notEmpty().max(64);
        r.at("quantity").range(1, 10000).defaulted();
        r.at("unitPriceMinor")
            .range(0, 1e9)
            .says("Minor units of the order's currency; absent: the item's price");
    }
};
REJOINDER_DESCRIBE(ShopLine, sku, quantity, unitPriceMinor)

enum class ShopStatus { Placed, Cancelled };
REJOINDER_DESCRIBE_ENUM(ShopStatus, Placed, Cancelled)

/// An order as the shop has it now.
struct ShopOrder {
    std::string shop, number;
    ShopStatus status = ShopStatus::Placed;
    std::optional<Timestamp> orderedAt, changedAt;
    std::string currency, code, externalKey, givenName, familyName, companyName, street, houseNumber,
        addressLine2, postcode, city, country, email, phone, note;
    std::vector<ShopLine> lines;
    static void rules(Rules& r) {
        r.at("shop").notEmpty().max(60);
        r.at("number").notEmpty().max(100).says(
            "The shop's own number; with the shop it is one order for ever");
        r.at("status").defaulted();
        r.at("orderedAt").says("Absent: now");
        r.at("changedAt").says("When the shop changed it last; older tellings change nothing");
        r.at("currency").max(3).defaulted();
        r.at("code").max(64).defaulted().says("Code of the piece that brought the order");
        r.at("externalKey").max(100).defaulted().says("The contact's number in the source system");
        for (const auto* name : {"givenName", "familyName", "companyName", "street", "houseNumber",
                                 "addressLine2", "postcode", "city", "country", "email", "phone"})
            r.at(name).max(254).defaulted();
        r.at("note").max(2000).defaulted();
        r.at("lines").notEmpty().max(200);
    }
};
REJOINDER_DESCRIBE(ShopOrder, shop, number, status, orderedAt, changedAt, currency, code, externalKey,
                   givenName, familyName, companyName, street, houseNumber, addressLine2, postcode, city,
                   country, email, phone, note, lines)

namespace {

/// Digest and key before the moment is filled in, so that an order without one is the same whenever it comes.
PartnerEntry entryOf(const ShopOrder& in, Timestamp now) {
    PartnerEntry entry;
    entry.source = Source::ShopOrders;
    entry.entryKey = keyOf(in.shop + ":" + in.number);
    entry.currency = in.currency;
    entry.happenedAt = in.orderedAt.value_or(Timestamp{});
    Told& told = entry.told;
    told.shop = in.shop, told.number = in.number, told.status = nameOf(in.status), told.note = in.note;
    told.changedAt = in.changedAt;
    told.code = in.code, told.externalKey = in.externalKey;
    told.givenName = in.givenName, told.familyName = in.familyName, told.companyName = in.companyName;
    told.street = in.street, told.houseNumber = in.houseNumber, told.addressLine2 = in.addressLine2;
    told.postcode = in.postcode, told.city = in.city, told.country = in.country;
    told.email = in.email, told.phone = in.phone;
    for (const auto& line : in.lines) told.lines.push_back({line.sku, line.quantity, line.unitPriceMinor});
    finishOrder(entry);
    if (!in.orderedAt) entry.happenedAt = now;
    return entry;
}

} // namespace

void declareShopOrders(Declarations& d, Context*& context, const Handlings& handlings) {
    d.post<ShopOrder, PartnerEntry>(
        "/shop-orders",
        {.permission = "partners.write",
         .summary =
             "Hand in an order of a shop, new, changed or cancelled; told again it changes nothing, and what "
             "needs a person waits in clearing",
         .success = 201,
         .at = "/partner-entries/{made}"},
        [&context, &handlings](const ShopOrder& in, Call& call) {
            const auto& handling = *handlings.at(static_cast<std::size_t>(Source::ShopOrders));
            const auto entry = entryOf(in, context->clock().now());
            const WriteOptions options{Priority::Interactive, call.actor()};
            const auto take = [&](const std::string& aside) {
                return context->storage().write(
                    [&](Unit& u) { return takeTold(u, handling, entry, aside).entry; }, options);
            };
            try {
                return take("");
            } catch (const Error& e) {
                const auto aside = asideFor(e);
                if (aside.empty()) throw;
                return take(aside);
            }
        });
}

} // namespace rejoinder::partners
