#include "assortment.h"

#include "routes.h"

#include <rejoinder/paging.h>

#include <algorithm>
#include <map>

namespace rejoinder::fulfilment {

namespace {

struct NewEnclosure {
    std::string sku;
    std::optional<Id> campaignId;
    bool firstOnly = false;
    std::optional<Date> fromDay, untilDay;
    static void rules(Rules& r) {
        r.at("sku").notEmpty().max(64).says("What is laid into orders");
        r.at("campaignId").says("Only into orders of that campaign");
        r.at("firstOnly").defaulted().says("Only into the first order of a person");
    }
};
REJOINDER_DESCRIBE(NewEnclosure, sku, campaignId, firstOnly, fromDay, untilDay)

struct ChangeEnclosure {
    Id id;
    std::optional<bool> firstOnly, active;
    std::optional<Date> fromDay, untilDay;
};
REJOINDER_DESCRIBE(ChangeEnclosure, id, firstOnly, active, fromDay, untilDay)

struct EnclosureList {
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(EnclosureList, limit, cursor)

struct KitParts {
    std::vector<KitPart> items;
};
REJOINDER_DESCRIBE(KitParts, items)

/// How many of each item a new order takes besides.
using Taken = std::map<Id, std::int64_t>;

/// Whether all of them could be reserved now, with what the same order takes besides.
bool enough(Unit& unit, Id item, std::int64_t quantity, const Taken& taken) {
    const auto stock = stockOf(unit, item);
    const auto besides = taken.find(item);
    const auto wanted = quantity + (besides == taken.end() ? 0 : besides->second);
    return stock.available - stock.backOrdered >= wanted;
}

/// What the lines take as they were chosen.
Taken takenBy(Unit& unit, const std::vector<DraftLine>& wishes) {
    Taken taken;
    for (const auto& wish : wishes) {
        if (!wish.item.kit)
            taken[wish.item.id] += wish.quantity;
        else
            for (const auto& part : unit.all<KitPart>("fulfilment.parts-of-kit", {{"kitId", wish.item.id}}))
                taken[part.itemId] += wish.quantity * part.quantity;
    }
    return taken;
}

/// Sends what may be sent instead when the item is out and all of that is there.
void substitute(Unit& unit, DraftLine& line, Taken& taken) {
    if (!line.item.stocked || !line.item.substituteId) return;
    taken[line.item.id] -= line.quantity; // the line itself
    const auto keep = [&](Id item) { taken[item] += line.quantity; };
    if (enough(unit, line.item.id, line.quantity, taken)) return keep(line.item.id);
    auto other = unit.one<Item>("fulfilment.find-item", {{"id", *line.item.substituteId}});
    if (!other || !other->active || (other->stocked && !enough(unit, other->id, line.quantity, taken)))
        return keep(line.item.id);
    keep(other->id);
    line.insteadOfId = line.item.id;
    line.item = std::move(*other);
}

Enclosure findEnclosure(Unit& unit, Id id) {
    auto found = unit.one<Enclosure>("fulfilment.find-enclosure", {{"id", id}});
    if (!found) throw Error::notFound("fulfilment.no-such-enclosure", "there is no such enclosure");
    return std::move(*found);
}

void checkDays(const Enclosure& e) {
    if (e.fromDay && e.untilDay && *e.untilDay < *e.fromDay)
        throw Error::invalid("/untilDay", "fulfilment.days", "the last day is before the first");
}

Enclosure makeEnclosure(Unit& unit, const NewEnclosure& in, const Sources& sources) {
    const auto item = unit.one<Item>("fulfilment.find-item-by-sku", {{"sku", in.sku}});
    if (!item || item->kit)
        throw Error::invalid("/sku", "fulfilment.unknown-item", "there is no single item " + in.sku);
    if (in.campaignId && !sources.campaigns->find(unit, *in.campaignId))
        throw Error::invalid("/campaignId", "fulfilment.no-such-campaign", "there is no such campaign");
    Enclosure made;
    made.id = unit.newId();
    made.itemId = item->id;
    made.campaignId = in.campaignId;
    made.firstOnly = in.firstOnly;
    made.fromDay = in.fromDay;
    made.untilDay = in.untilDay;
    checkDays(made);
    unit.run("fulfilment.insert-enclosure", made);
    unit.audit("enclosures.create", made.id, in.sku);
    return findEnclosure(unit, made.id);
}

Enclosure changeEnclosure(Unit& unit, const ChangeEnclosure& in, const Call& call) {
    auto enclosure = findEnclosure(unit, in.id);
    call.requireMatch(enclosure.version);
    enclosure.firstOnly = in.firstOnly.value_or(enclosure.firstOnly);
    enclosure.active = in.active.value_or(enclosure.active);
    if (in.fromDay) enclosure.fromDay = in.fromDay;
    if (in.untilDay) enclosure.untilDay = in.untilDay;
    checkDays(enclosure);
    unit.run("fulfilment.update-enclosure", enclosure);
    unit.audit("enclosures.change", in.id, json::write(in));
    return findEnclosure(unit, in.id);
}

} // namespace

std::vector<DraftLine> withParts(Unit& unit, std::vector<DraftLine> wishes) {
    std::vector<DraftLine> lines;
    Taken taken;
    if (std::ranges::any_of(wishes, [](const DraftLine& w) { return w.item.substituteId.has_value(); }))
        taken = takenBy(unit, wishes);
    for (auto& wish : wishes) {
        if (!wish.item.kit) {
            substitute(unit, wish, taken);
            lines.push_back(std::move(wish));
            continue;
        }
        const auto quantity = wish.quantity;
        const auto parts = unit.all<KitPart>("fulfilment.parts-of-kit", {{"kitId", wish.item.id}});
        auto items = unit.all<Item>("fulfilment.items-of-kit", {{"kitId", wish.item.id}});
        wish.role = LineRole::Kit;
        const auto at = lines.size();
        lines.push_back(std::move(wish));
        for (std::size_t i = 0; i < parts.size(); ++i) {
            DraftLine part;
            part.item = std::move(items[i]);
            part.quantity = quantity * parts[i].quantity;
            part.role = LineRole::Part;
            part.kitAt = at;
            part.perKit = parts[i].quantity;
            lines.push_back(std::move(part));
        }
    }
    return lines;
}

std::vector<DraftLine> enclosuresOf(Unit& unit, const Order& order, const std::vector<DraftLine>& lines) {
    std::vector<DraftLine> out;
    std::optional<bool> first;
    const auto holds = [](const std::vector<DraftLine>& all, Id item) {
        return std::ranges::any_of(all, [&](const DraftLine& l) { return l.item.id == item; });
    };
    for (const auto& e :
         unit.all<Enclosure>("fulfilment.enclosures-of-day", {{"currency", order.currency},
                                                              {"campaignId", order.campaignId},
                                                              {"today", Date::of(unit.now())}})) {
        if (holds(lines, e.itemId) || holds(out, e.itemId)) continue;
        if (e.firstOnly && !first)
            first = unit.number("fulfilment.count-orders-of-contact", {{"contactId", order.contactId}}) == 0;
        if (e.firstOnly && !*first) continue;
        DraftLine line;
        line.item = *unit.one<Item>("fulfilment.find-item", {{"id", e.itemId}});
        line.role = LineRole::Enclosure;
        out.push_back(std::move(line));
    }
    return out;
}

void countKits(std::vector<Line>& lines) {
    for (auto& kit : lines) {
        if (kit.role != LineRole::Kit) continue;
        const auto complete = [&](auto&& of) {
            auto least = kit.ordered;
            for (const auto& part : lines)
                if (part.kitLineId == kit.id) least = std::min(least, of(part) / part.perKit);
            return least;
        };
        kit.shipped = complete([](const Line& l) { return l.shipped; });
        const auto open = std::max<std::int64_t>(0, kit.ordered - kit.cancelled - kit.shipped);
        const auto here = complete([](const Line& l) { return l.shipped + l.reserved; }) - kit.shipped;
        const auto taken = complete([](const Line& l) { return l.shipped + l.picked; }) - kit.shipped;
        kit.reserved = std::min(here, open);
        kit.picked = std::min(taken, kit.reserved);
        kit.backOrdered = open - kit.reserved;
    }
}

std::string_view limitFault(const Item& item, std::int64_t quantity) {
    if (item.minPerOrder > 0 && quantity < item.minPerOrder) return "fulfilment.below-minimum";
    if (item.maxPerOrder > 0 && quantity > item.maxPerOrder) return "fulfilment.above-maximum";
    return {};
}

std::string limitText(const Item& item) {
    std::string text = "of item " + item.sku + " one order may hold";
    if (item.minPerOrder > 0) text += " at least " + std::to_string(item.minPerOrder);
    if (item.maxPerOrder > 0)
        text +=
            std::string(item.minPerOrder > 0 ? " and" : "") + " at most " + std::to_string(item.maxPerOrder);
    return text;
}

void declareAssortment(Declarations& d, const Desk& desk) {
    d.get<ById, KitParts>("/items/{id}/parts", {"fulfilment.read", "What a kit is made of"},
                          [](const ById& in, Call&, Unit& u) {
                              return KitParts{u.all<KitPart>("fulfilment.parts-of-kit", {{"kitId", in.id}})};
                          });
    d.get<EnclosureList, Page<Enclosure>>(
        "/enclosures", {"fulfilment.read", "What is laid into orders by itself, oldest first"},
        [](const EnclosureList& in, Call&, Unit& u) {
            const auto limit = paging::limitOf(in.limit);
            return paging::pageOf(
                u.all<Enclosure>("fulfilment.list-enclosures",
                                 {{"after", paging::cursorId(in.cursor)}, {"limit", limit}}),
                limit);
        });
    d.get<ById, Enclosure>("/enclosures/{id}", {"fulfilment.read", "Something that is laid into orders"},
                           [](const ById& in, Call&, Unit& u) { return findEnclosure(u, in.id); });
    d.post<NewEnclosure, Enclosure>(
        "/enclosures",
        {"fulfilment.items", "Lay an item into every order, or every first one, in these days", 201},
        [desk](const NewEnclosure& in, Call&, Unit& u) { return makeEnclosure(u, in, desk.sources); });
    d.patch<ChangeEnclosure, Enclosure>(
        "/enclosures/{id}", {"fulfilment.items", "Change when something is laid into orders", 200, true},
        [](const ChangeEnclosure& in, Call& call, Unit& u) { return changeEnclosure(u, in, call); });
}

} // namespace rejoinder::fulfilment
