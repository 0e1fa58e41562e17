#include "handling.h"
#include "table.h"

#include <rejoinder/json.h>

#include <algorithm>

namespace rejoinder::partners {

namespace {

constexpr std::string_view kCancelled = "cancelled";

std::string statusOf(const std::string& text, const TableMapping& mapping) {
    if (const auto found = mapping.words.find(text); found != mapping.words.end()) return found->second;
    const auto word = foldedWord(text);
    for (const std::string_view cancelled :
         {"cancelled", "canceled", "storniert", "annule", "annulee", "refunded"})
        if (word == cancelled) return std::string(kCancelled);
    return "placed";
}

class ShopOrders final : public Handling {
public:
    explicit ShopOrders(const Neighbours& neighbours) : neighbours_(neighbours) {}

    /// A line of the table is a line of an order; lines of one number are one order.
    [[nodiscard]] Reading parse(std::string_view bytes, const PartnerFileRow& file) const override {
        Reading read;
        std::map<std::string, std::size_t> places;
        for (const auto& row : rowsOf(bytes, Source::ShopOrders, file.mapping)) {
            Line line;
            line.number = row.line;
            line.fault = row.fault;
            auto told = toldBy(row, file.mapping);
            fulfilment::EnteredLine item;
            const auto currency = row.at("currency").empty() ? file.mapping.currency : row.at("currency");
            if (line.fault.empty()) line.fault = itemOf(row, file.mapping, currency, item);
            if (line.fault.empty() && told.number.empty()) line.fault = "partners.no-number";
            if (line.fault.empty() && told.shop.empty()) line.fault = "partners.shop-needed";
            const bool named = !told.number.empty() && !told.shop.empty();
            const auto key = keyOf(told.shop + ":" + told.number);
            if (const auto before = places.find(key); named && before != places.end()) {
                // An order of which one line cannot be read is not entered without it.
                auto& first = read.lines[before->second];
                if (first.fault.empty()) first.fault = line.fault;
                first.entry.told.lines.push_back(std::move(item));
                continue;
            }
            if (named) places.emplace(key, read.lines.size());
            PartnerEntry& entry = line.entry;
            entry.source = Source::ShopOrders;
            entry.entryKey = key;
            entry.currency = currency.substr(0, 3);
            entry.happenedAt = momentIn(row.at("orderedOn"), file.mapping.dayOrder).value_or(Timestamp{});
            told.lines.push_back(std::move(item));
            entry.told = std::move(told);
            read.lines.push_back(std::move(line));
        }
        for (auto& line : read.lines) {
            finish(line.entry);
            if (line.entry.happenedAt == Timestamp{}) line.entry.happenedAt = file.receivedAt;
        }
        return read;
    }

    void take(Unit& unit, PartnerEntry& entry) const override {
        if (entry.told.status == kCancelled) {
            entry.state = EntryState::Withdrawn;
            entry.reason = "partners.cancelled";
            return;
        }
        enter(unit, entry, {});
    }

    bool change(Unit& unit, PartnerEntry& entry, const PartnerEntry& told) const override {
        if (entry.told.changedAt && told.told.changedAt && *told.told.changedAt < *entry.told.changedAt)
            return false;
        entry.told = told.told;
        entry.digest = told.digest;
        entry.amountMinor = told.amountMinor;
        entry.currency = told.currency;
        entry.title = told.title;
        const auto order = entry.orderId ? neighbours_.entering->find(unit, *entry.orderId) : std::nullopt;
        const bool cancel = entry.told.status == kCancelled;
        if (!order) {
            if (entry.state == EntryState::Rejected)
                return true; // a person decided; what is told stands there
            if (cancel)
                entry.state = EntryState::Withdrawn, entry.reason = "partners.cancelled";
            else
                enter(unit, entry, {});
            return true;
        }
        if (order->begun) { // goods lie on the table or are on their way
            entry.state = EntryState::Clearing;
            entry.reason = cancel ? "partners.cancelled-late" : "partners.changed-late";
            return true;
        }
        neighbours_.entering->cancel(unit, order->id);
        if (cancel)
            entry.state = EntryState::Withdrawn, entry.reason = "partners.cancelled";
        else
            replace(unit, entry);
        return true;
    }

    void assign(Unit& unit, PartnerEntry& entry, const EntryDecision& in) const override {
        if (entry.orderId) { // the change came late, and is carried out as far as that can be
            neighbours_.entering->cancel(unit, *entry.orderId);
            if (entry.told.status == kCancelled) {
                entry.state = EntryState::Withdrawn;
                entry.reason = "partners.cancelled";
            } else {
                replace(unit, entry);
            }
            return;
        }
        if (in.code) entry.told.code = *in.code;
        enter(unit, entry, in.contactId);
    }

    void undo(Unit& unit, PartnerEntry& entry) const override {
        if (entry.orderId)
            if (const auto order = neighbours_.entering->find(unit, *entry.orderId); order && order->begun)
                throw Error::conflict("partners.begun", "its order is picked or shipped already");
        if (entry.orderId) neighbours_.entering->cancel(unit, *entry.orderId);
        neighbours_.capturing->withdraw(unit, Channel::Shop, entry.captureReference);
        entry.orderId.reset();
        entry.responseId.reset();
        entry.pieceId.reset();
        entry.campaignId.reset();
        entry.contactId.reset();
    }

    std::vector<PartnerCandidate> candidates(Unit& unit, const PartnerEntry& entry) const override {
        auto all = likelyOnes(unit, neighbours_, entry.told);
        if (all.size() > 9) all.resize(9);
        return all;
    }

    static void finish(PartnerEntry& entry) {
        std::int64_t sum = 0;
        bool known = !entry.told.lines.empty();
        for (const auto& line : entry.told.lines) {
            known = known && line.unitPriceMinor;
            sum += line.unitPriceMinor.value_or(0) * line.quantity;
        }
        if (known && !entry.currency.empty()) entry.amountMinor = sum;
        const auto& t = entry.told;
        const auto name = t.familyName.empty() ? t.companyName : t.givenName + " " + t.familyName;
        entry.title = t.number + (name.empty() ? "" : " · " + name);
        entry.digest = digestOf(entry);
    }

private:
    static Told toldBy(const Row& row, const TableMapping& mapping) {
        Told told;
        told.shop = row.at("shop").empty() ? mapping.shop : row.at("shop");
        told.number = row.at("number");
        told.status = statusOf(row.at("status"), mapping);
        told.changedAt = momentIn(row.at("changedAt"), mapping.dayOrder);
        told.note = row.at("note");
        told.code = row.at("code"), told.externalKey = row.at("externalKey");
        told.givenName = row.at("givenName"), told.familyName = row.at("familyName");
        told.companyName = row.at("companyName"), told.email = row.at("email"), told.phone = row.at("phone");
        told.street = row.at("street"), told.houseNumber = row.at("houseNumber");
        told.addressLine2 = row.at("addressLine2"), told.postcode = row.at("postcode");
        told.city = row.at("city");
        told.country = row.at("country").empty() ? mapping.country : row.at("country");
        return told;
    }

    static std::string itemOf(const Row& row, const TableMapping& mapping, const std::string& currency,
                              fulfilment::EnteredLine& item) {
        item.sku = row.at("sku");
        if (item.sku.empty() || item.sku.size() > 64) return "partners.no-sku";
        if (const auto quantity = row.at("quantity"); !quantity.empty()) {
            const auto number = minorIn(quantity, mapping.decimal, "JPY");
            if (!number || *number < 1 || *number > 10'000) return "partners.quantity";
            item.quantity = static_cast<std::int32_t>(*number);
        }
        if (const auto price = row.at("unitPrice"); !price.empty()) {
            item.unitPriceMinor = minorIn(price, mapping.decimal, currency);
            if (!item.unitPriceMinor || *item.unitPriceMinor < 0 || *item.unitPriceMinor > 1'000'000'000)
                return "partners.amount";
        }
        return {};
    }

    /// Whose order it is: who is named, if the code's person is among those who may be that; else the code's
    /// person. Somebody unknown is a new contact.
    Id personOf(Unit& unit, const Told& told, const std::optional<dispatch::Piece>& piece) const {
        if (!told.externalKey.empty())
            if (const auto known = neighbours_.directory->findByExternalKey(unit, told.externalKey))
                return known->id;
        if (!namesSomebody(told)) {
            if (piece) return neighbours_.identities->current(unit, {&piece->contactId, 1}).front();
            throw Error::invalid("/familyName", "partners.nobody", "the order names neither person nor code");
        }
        const auto likely = neighbours_.people->likely(unit, partners::personOf(told));
        if (piece) {
            const auto owner = neighbours_.identities->current(unit, {&piece->contactId, 1}).front();
            for (const auto& one : likely)
                if (one.contact.id == owner) return owner;
        }
        if (const auto known = surelyOne(likely, told)) return *known;
        auto person = partners::personOf(told);
        person.source = "Shop " + told.shop;
        return neighbours_.people->add(unit, std::move(person)).id;
    }

    /// The one whom the rules of duplicates call sure; of several the one with this very e-mail address.
    static std::optional<Id> surelyOne(const std::vector<contacts::Likely>& likely, const Told& told) {
        std::vector<Id> sure, same;
        for (const auto& one : likely) {
            if (!one.sure) continue;
            sure.push_back(one.contact.id);
            if (!told.email.empty() && foldedWord(one.contact.email) == foldedWord(told.email))
                same.push_back(one.contact.id);
        }
        const auto& chosen = sure.size() > 1 ? same : sure;
        if (chosen.size() == 1) return chosen.front();
        if (sure.empty()) return std::nullopt;
        throw Error::invalid("/familyName", "partners.several-persons",
                             "several contacts may be this person");
    }

    void enter(Unit& unit, PartnerEntry& entry, const std::optional<Id>& contact) const {
        std::optional<dispatch::Piece> piece;
        if (!entry.told.code.empty()) piece = neighbours_.pieces->findByCode(unit, entry.told.code);
        responses::NewResponse reply;
        reply.type = neighbours_.setting("order-type");
        reply.channel = Channel::Shop;
        if (piece)
            reply.code = piece->code;
        else if (!entry.told.code.empty() && neighbours_.pieces->findMedium(unit, entry.told.code))
            reply.code = entry.told.code; // of an advertisement: campaign and perhaps cell, never the person
        reply.contactId = contact ? *contact : personOf(unit, entry.told, piece);
        reply.receivedAt = pastOf(unit, entry.happenedAt);
        entry.captureReference = "order " + entry.id.toString() + "." + std::to_string(entry.version);
        reply.reference = entry.captureReference;
        reply.valueMinor = entry.amountMinor;
        reply.note = entry.told.note;
        reply.again = true; // every number of the shop is an order of its own
        note(entry, neighbours_.capturing->capture(unit, reply));
        fulfilment::EnteredOrder order;
        order.responseId = entry.responseId;
        fill(unit, entry, order, entry.version);
    }

    /// What was ordered instead. The reply that it came with stands.
    void replace(Unit& unit, PartnerEntry& entry) const {
        fulfilment::EnteredOrder order;
        order.contactId = entry.contactId;
        order.campaignId = entry.campaignId;
        fill(unit, entry, order, entry.version + 1);
        entry.state = EntryState::Captured;
        entry.reason.clear();
    }

    void fill(Unit& unit, PartnerEntry& entry, fulfilment::EnteredOrder& order, std::int64_t form) const {
        order.reference = keyOf(entry.entryKey + "/" + std::to_string(form));
        order.orderedAt = pastOf(unit, entry.happenedAt);
        order.lines = entry.told.lines;
        order.note = entry.told.note;
        const auto made = neighbours_.entering->enter(unit, order);
        if (!entry.currency.empty() && made.currency != entry.currency)
            throw Error::invalid("/currency", "partners.other-currency",
                                 "items are sold in " + made.currency);
        entry.orderId = made.id;
    }

    const Neighbours& neighbours_;
};

} // namespace

std::shared_ptr<Handling> makeShopOrders(const Neighbours& neighbours) {
    return std::make_shared<ShopOrders>(neighbours);
}

void finishOrder(PartnerEntry& entry) {
    ShopOrders::finish(entry);
}

} // namespace rejoinder::partners
