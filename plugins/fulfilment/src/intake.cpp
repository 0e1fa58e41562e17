#include "intake.h"

#include "assortment.h"
#include "mandates.h"

#include <algorithm>
#include <map>

namespace rejoinder::fulfilment {

namespace {

constexpr std::chrono::hours kDay{24};

std::optional<Item> activeItem(Unit& unit, const std::string& sku, Date day) {
    auto item = unit.one<Item>("fulfilment.find-item-by-sku", {{"sku", sku}});
    if (item) item = inForce(unit, std::move(*item), day);
    if (item && !item->active) item.reset();
    return item;
}

void takeCredit(const responses::Response& response, Order& order) {
    order.responseId = response.id;
    order.campaignId = response.campaignId;
    order.cellId = response.cellId;
    order.segment = response.segment;
    order.orderedAt = response.receivedAt;
}

DraftLine draftOf(Item item, std::int64_t quantity, std::int64_t unitPriceMinor) {
    DraftLine line;
    line.item = std::move(item);
    line.quantity = quantity;
    line.unitPriceMinor = unitPriceMinor;
    return line;
}

/// Whether a rate says what that way costs for these lines, to where they go.
bool knowsWay(Unit& unit, const Draft& draft, const Sources& sources) {
    const auto load = loadOf(withParts(unit, draft.lines));
    if (!load.isCharged()) return true;
    const auto& order = draft.order;
    const auto country = shipCountry(unit, order.contactId, draft.addresses,
                                     {{}, [&](Unit& u, Id id) {
                                          const auto person = sources.directory->find(u, id);
                                          return person ? person->country : std::string();
                                      }});
    return chargeBy(ratesOf(unit, order.currency, sources.day(order.orderedAt)), draft.shipping.way, country,
                    load)
        .has_value();
}

void addSentence(std::string& text, const std::string& sentence) {
    if (!text.empty()) text += "; ";
    text += sentence;
}

} // namespace

std::optional<Order> Intake::madeBefore(Unit& unit, const NewOrder& in) {
    if (!in.reference) return std::nullopt;
    return unit.one<Order>("fulfilment.find-order-by-reference", {{"reference", *in.reference}});
}

Draft Intake::draft(Unit& unit, const NewOrder& in) const {
    Faults faults;
    Draft out;
    auto& order = out.order;
    order.orderedAt = unit.now();
    order.reference = in.reference;
    order.note = in.note;
    takePerson(unit, in, order, faults);
    if (order.responseId)
        if (const auto response = sources_.responses->find(unit, *order.responseId))
            out.responseType = response->type;
    if (order.responseId &&
        unit.one<Order>("fulfilment.find-order-by-response", {{"responseId", *order.responseId}}))
        throw Error::conflict("fulfilment.response-has-order", "this response has its order already");
    if (in.orderedAt) order.orderedAt = *in.orderedAt;
    if (order.orderedAt > unit.now().plus(kDay))
        faults.add("/orderedAt", "fulfilment.future", "an order is not entered in the future");
    order.currency = currencyOf(unit, order);
    out.lines =
        lines(unit, in.lines, pricingOf(unit, order, order.orderedAt), order.currency, "/lines/", faults);
    out.addresses = in.addresses;
    out.shipping = {in.shipping, in.shippingMinor};
    out.payment = in.payment;
    if (faults.empty()) takeMandate(unit, sources_, order, out.payment, faults);
    // What costs something stands on the invoice, with a name and VAT.
    const bool named = !in.shipping.empty() || in.shippingMinor.value_or(0) > 0;
    if (named && faults.empty() && !knowsWay(unit, out, sources_))
        faults.add(in.shipping.empty() ? "/shippingMinor" : "/shipping", "fulfilment.no-such-way",
                   "no rate says what that way costs there");
    faults.raise("fulfilment.invalid-order");
    return out;
}

std::vector<DraftLine> Intake::lines(Unit& unit, const std::vector<NewLine>& wishes, const Pricing& pricing,
                                     std::string& currency, const std::string& at, Faults& faults,
                                     const std::map<Id, std::int64_t>& already) {
    std::vector<DraftLine> out;
    auto wanted = already;
    std::vector<std::optional<Item>> items;
    for (const auto& wish : wishes) {
        items.push_back(activeItem(unit, wish.sku, pricing.day));
        if (items.back()) wanted[items.back()->id] += wish.quantity;
    }
    for (std::size_t i = 0; i < wishes.size(); ++i) {
        const auto& wish = wishes[i];
        const auto pointer = at + std::to_string(i) + "/sku";
        auto& item = items[i];
        if (!item) {
            faults.add(pointer, "fulfilment.unknown-item", "there is no active item " + wish.sku);
            continue;
        }
        if (currency.empty()) currency = item->currency;
        if (item->currency != currency)
            faults.add(pointer, "fulfilment.currency",
                       "item " + wish.sku + " is sold in " + item->currency + ", the order is in " +
                           currency);
        if (const auto code = limitFault(*item, wanted[item->id]); !code.empty())
            faults.add(at + std::to_string(i) + "/quantity", std::string(code), limitText(*item));
        if (item->hasVariants)
            faults.add(pointer, "fulfilment.choose-variant", "choose a variant of item " + wish.sku);
        const auto price = wish.unitPriceMinor ? *wish.unitPriceMinor : priceOf(unit, *item, pricing);
        out.push_back(draftOf(std::move(*item), wish.quantity, price));
    }
    return out;
}

std::optional<Draft> Intake::draft(Unit& unit, const responses::ResponseCaptured& event) const {
    const auto& response = event.response;
    if (!event.fulfil || event.items.empty() || !response.contactId) return std::nullopt;
    if (unit.one<Order>("fulfilment.find-order-by-response", {{"responseId", response.id}}))
        return std::nullopt;
    Draft out;
    auto& order = out.order;
    takeCredit(response, order);
    out.responseType = response.type;
    order.contactId = *response.contactId;
    order.currency = currencyOf(unit, order);
    const auto pricing = pricingOf(unit, order, order.orderedAt);
    for (const auto& wish : event.items) {
        auto item = activeItem(unit, wish.sku, pricing.day);
        if (!item) {
            addSentence(order.problem, "there is no active item " + wish.sku);
            continue;
        }
        if (order.currency.empty()) order.currency = item->currency;
        if (item->currency != order.currency) {
            addSentence(order.problem, "item " + wish.sku + " is sold in " + item->currency);
            continue;
        }
        if (!limitFault(*item, wish.quantity).empty()) addSentence(order.problem, limitText(*item));
        if (item->hasVariants) {
            addSentence(order.problem, "which variant of item " + wish.sku);
            continue;
        }
        const auto price = priceOf(unit, *item, pricing);
        out.lines.push_back(draftOf(std::move(*item), wish.quantity, price));
    }
    if (!order.problem.empty()) {
        out.holds.emplace_back();
        out.holds.back().reason = HoldReason::Unclear;
        out.holds.back().note = order.problem;
    }
    return out;
}

Pricing Intake::pricingOf(Unit& unit, const Order& order, Timestamp at) const {
    Pricing pricing{sources_.day(at), {}};
    if (order.campaignId && order.cellId)
        for (const auto& cell : sources_.campaigns->cells(unit, *order.campaignId))
            if (cell.id == order.cellId) pricing.offerId = cell.offerId;
    return pricing;
}

void Intake::takePerson(Unit& unit, const NewOrder& in, Order& order, Faults& faults) const {
    if (in.responseId)
        takeResponse(unit, in, order, faults);
    else
        takeContact(unit, in, order, faults);
}

void Intake::takeResponse(Unit& unit, const NewOrder& in, Order& order, Faults& faults) const {
    const auto response = sources_.responses->find(unit, *in.responseId);
    if (!response || !response->contactId || response->captures == 0) {
        faults.add("/responseId", "fulfilment.no-such-response",
                   "there is no such response of a known person");
        return;
    }
    if (in.contactId && *in.contactId != *response->contactId)
        faults.add("/contactId", "fulfilment.other-contact", "the response is somebody else's");
    if (in.campaignId && in.campaignId != response->campaignId)
        faults.add("/campaignId", "fulfilment.other-campaign", "the response belongs to another campaign");
    takeCredit(*response, order);
    order.contactId = *response->contactId;
}

void Intake::takeContact(Unit& unit, const NewOrder& in, Order& order, Faults& faults) const {
    if (in.contactId) {
        order.contactId = *in.contactId;
    } else if (in.externalKey) {
        const auto contact = sources_.directory->findByExternalKey(unit, *in.externalKey);
        if (!contact) {
            faults.add("/externalKey", "fulfilment.unknown-contact", "no contact has this number");
            return;
        }
        order.contactId = contact->id;
    } else {
        faults.add("/contactId", "fulfilment.no-contact", "an order names a response or a contact");
        return;
    }
    try {
        const auto credit = sources_.responses->creditOf(unit, order.contactId, in.campaignId,
                                                         in.orderedAt.value_or(order.orderedAt));
        order.campaignId = credit.campaignId;
        order.cellId = credit.cellId;
        order.segment = credit.segment;
    } catch (const Error& e) {
        if (e.kind() != ErrorKind::Invalid) throw;
        for (const auto& f : e.faults()) faults.add(f.pointer, f.code, f.message);
    }
}

std::string Intake::currencyOf(Unit& unit, const Order& order) const {
    if (!order.campaignId) return {};
    const auto campaign = sources_.campaigns->find(unit, *order.campaignId);
    return campaign ? campaign->currency : std::string();
}

} // namespace rejoinder::fulfilment
