#include "country.h"
#include "merge_identity.h"
#include "reach.h"
#include "record.h"
#include "state.h"
#include "store.h"

#include <rejoinder/paging.h>

#include <algorithm>

namespace rejoinder::contacts {

namespace {

/// A suppression as clients see it: without the hash.
struct Suppression {
    Id id;
    SuppressionKind kind = SuppressionKind::Objection;
    std::optional<Channel> channel; ///< absent: all channels
    std::optional<Id> contactId;
    std::string source;
    Timestamp createdAt;
};
REJOINDER_DESCRIBE(Suppression, id, kind, channel, contactId, source, createdAt)

/// Whose letters are not wanted, when it is not one of our contacts.
struct SuppressedAddress {
    std::string familyName, givenName, companyName, street, houseNumber, postcode, country;
    static void rules(Rules& r) {
        for (const auto* name : {"familyName", "givenName", "companyName", "street", "houseNumber"})
            r.at(name).max(200).defaulted();
        r.at("postcode").notEmpty().max(20);
        r.at("country").notEmpty().max(100);
    }
};
REJOINDER_DESCRIBE(SuppressedAddress, familyName, givenName, companyName, street, houseNumber, postcode,
                   country)

struct NewSuppression {
    std::optional<Id> contactId;
    std::optional<std::string> email, phone;
    std::optional<SuppressedAddress> address;
    std::optional<Channel> channel;
    std::string source;
    static void rules(Rules& r) {
        r.at("contactId").says("this contact objects; else one of email, phone, address");
        r.at("phone").max(50).says("with its country code");
        r.at("channel").says("absent: all channels");
        r.at("source").max(200).notEmpty().says("how we know: letter of 3 March, Robinson list");
    }
};
REJOINDER_DESCRIBE(NewSuppression, contactId, email, phone, address, channel, source)

struct SuppressionsAsked {
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    std::optional<Id> contactId;
};
REJOINDER_DESCRIBE(SuppressionsAsked, limit, cursor, contactId)

Suppression viewOf(const SuppressionRow& row) {
    return {row.id, row.kind, enumOf<Channel>(row.channel), row.contactId, row.source, row.createdAt};
}

SuppressionRow suppressIdentifier(const NewSuppression& in, Suppressions& list, Unit& unit) {
    if (in.email) {
        const auto email = emailIn(*in.email);
        if (!email) throw Error::invalid("/email", "contacts.email", "This is no e-mail address.");
        return list.addIdentifier(unit, SuppressionKind::Email, email->norm, in.channel, in.source).first;
    }
    if (in.phone) {
        const auto phone = phoneIn(*in.phone, "");
        if (!phone)
            throw Error::invalid("/phone", "contacts.phone",
                                 "This number cannot be dialled; write it with its country code.");
        return list.addIdentifier(unit, SuppressionKind::Phone, *phone, in.channel, in.source).first;
    }
    Contact who;
    who.familyName = in.address->familyName;
    who.givenName = in.address->givenName;
    who.companyName = in.address->companyName;
    who.street = in.address->street;
    who.houseNumber = in.address->houseNumber;
    who.postcode = in.address->postcode;
    const auto country = countryCode(in.address->country);
    if (!country) throw Error::invalid("/address/country", "contacts.country", "This is no country.");
    who.country = *country;
    return list.addIdentifier(unit, SuppressionKind::Address, addressIdentifier(who), in.channel, in.source)
        .first;
}

Suppression suppress(const NewSuppression& in, State& state, Unit& unit) {
    const int named = (in.contactId ? 1 : 0) + (in.email ? 1 : 0) + (in.phone ? 1 : 0) + (in.address ? 1 : 0);
    if (named != 1)
        throw Error::invalid("/contactId", "contacts.who",
                             "Name exactly one of contactId, email, phone and address.");
    if (!in.contactId) {
        const SuppressionRow row = suppressIdentifier(in, *state.suppressions, unit);
        unit.audit("contacts.suppress", row.id, nameOf(row.kind) + " " + row.channel);
        return viewOf(row);
    }
    state.gate->object(unit, *in.contactId, in.channel, in.source);
    const Id id{unit.number("contacts.find-objection", {{"contactId", currentId(unit, *in.contactId)},
                                                        {"channel", channelText(in.channel)}})};
    return viewOf(state.suppressions->require(unit, id));
}

Page<Suppression> list(const SuppressionsAsked& in, Call&, Unit& unit) {
    const std::int32_t limit = paging::limitOf(in.limit);
    const Id after = paging::cursorId(in.cursor);
    std::vector<SuppressionRow> rows;
    if (in.contactId) {
        // What one id of a person says, all of them say.
        rows = suppressionsOf(unit, allIdsOf(unit, *in.contactId));
        std::erase_if(rows, [&](const SuppressionRow& row) { return row.id <= after; });
        std::ranges::sort(rows, {}, &SuppressionRow::id);
        rows.resize(std::min(rows.size(), static_cast<std::size_t>(limit)));
    } else {
        rows = unit.all<SuppressionRow>("contacts.page-suppressions", {{"after", after}, {"limit", limit}});
    }
    std::vector<Suppression> items;
    for (const auto& row : rows) items.push_back(viewOf(row));
    return paging::pageOf(std::move(items), limit);
}

} // namespace

void declareSuppressionRoutes(Declarations& d, State& state) {
    d.get<SuppressionsAsked, Page<Suppression>>("/suppressions",
                                                {"contacts.read", "Who must not be contacted"}, list);
    d.post<NewSuppression, Suppression>(
        "/suppressions",
        {"contacts.suppress", "A person objects, or an address must not be contacted; acts at once", 201},
        [&state](const NewSuppression& in, Call&, Unit& unit) { return suppress(in, state, unit); });
    d.get<ById, Suppression>("/suppressions/{id}",
                             {"contacts.read", "One entry of who must not be contacted"},
                             [&state](const ById& in, Call&, Unit& unit) {
                                 return viewOf(state.suppressions->require(unit, in.id));
                             });
    d.remove<ById>("/suppressions/{id}",
                   {"contacts.unsuppress", "Takes back a suppression that was made by mistake"},
                   [&state](const ById& in, Call&, Unit& unit) {
                       const SuppressionRow row = state.suppressions->require(unit, in.id);
                       state.suppressions->remove(unit, row);
                       unit.audit("contacts.unsuppress", row.contactId.value_or(row.id),
                                  nameOf(row.kind) + " " + row.channel);
                   });
}

} // namespace rejoinder::contacts
