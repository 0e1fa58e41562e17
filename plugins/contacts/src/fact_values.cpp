#include "id_list.h"
#include "merge_identity.h"
#include "places.h"
#include "record.h"
#include "services.h"
#include "text.h"

#include <algorithm>
#include <array>
#include <unordered_map>

/// Tells an index the values of all facts that are no history.
namespace rejoinder::contacts {

namespace {

constexpr std::int32_t kWindow = 5'000; ///< contacts read at once

struct ContactValues {
    Id id;
    std::string kind, salutation, givenName, familyName, companyName, language, postcode, city, region,
        country, source;
    std::int32_t reach = 0;
    Timestamp createdAt;
    std::optional<Id> importId;
};
REJOINDER_DESCRIBE(ContactValues, id, kind, salutation, givenName, familyName, companyName, language,
                   postcode, city, region, country, source, reach, createdAt, importId)

struct ConsentValue {
    Id contactId;
    std::string channel;
    bool given = false;
};
REJOINDER_DESCRIBE(ConsentValue, contactId, channel, given)

struct TextField {
    std::string_view fact;
    std::string ContactValues::*member;
};
constexpr std::array kFields = std::to_array<TextField>({{"contact.kind", &ContactValues::kind},
                                                         {"contact.salutation", &ContactValues::salutation},
                                                         {"contact.givenName", &ContactValues::givenName},
                                                         {"contact.familyName", &ContactValues::familyName},
                                                         {"contact.companyName", &ContactValues::companyName},
                                                         {"contact.language", &ContactValues::language},
                                                         {"contact.postcode", &ContactValues::postcode},
                                                         {"contact.city", &ContactValues::city},
                                                         {"contact.region", &ContactValues::region},
                                                         {"contact.country", &ContactValues::country},
                                                         {"contact.source", &ContactValues::source}});
constexpr std::array<std::string_view, 4> kConsentChannels{"email", "phone", "sms", "letter"};

/// The first two characters of a postcode: its area in most countries.
std::string_view areaOf(std::string_view postcode) {
    return shortened(postcode, 2);
}

/// Tells one window of contacts: the rows of each table come in the order of the contacts.
class Teller {
public:
    explicit Teller(FactSink& sink) : sink_(sink) {
        for (const auto& field : kFields) fields_.push_back(sink.column(field.fact));
        for (const auto& fact : reachFacts()) reach_.push_back(sink.column(fact.name));
        for (const auto channel : kConsentChannels)
            consents_.push_back(sink.column("consent." + std::string(channel)));
        area_ = sink.column("contact.postcodeArea");
        place_ = sink.column(kPlace);
        createdAt_ = sink.column(kCreatedAt);
        import_ = sink.column("contact.import");
    }

    std::vector<ContactValues> contacts;
    std::vector<AttributeRow> attributes;
    std::vector<ConsentValue> consents;
    std::vector<Id> mergedAway;

    void tell() {
        auto attribute = attributes.begin();
        auto consent = consents.begin();
        for (const auto& c : contacts) {
            sink_.contact(c.id);
            if (!std::ranges::binary_search(mergedAway, c.id)) sink_.inUniverse();
            own(c);
            for (; attribute != attributes.end() && attribute->contactId <= c.id; ++attribute)
                if (attribute->contactId == c.id) tell(*attribute);
            for (; consent != consents.end() && consent->contactId <= c.id; ++consent)
                if (consent->contactId == c.id) tell(*consent);
        }
    }

    void clear() { contacts.clear(), attributes.clear(), consents.clear(), mergedAway.clear(); }

private:
    void own(const ContactValues& c) {
        for (std::size_t i = 0; i < kFields.size(); ++i)
            if (const auto& text = c.*kFields[i].member; !text.empty()) sink_.text(fields_[i], text);
        for (std::size_t i = 0; i < reach_.size(); ++i)
            if ((c.reach & reachFacts()[i].bit) != 0) sink_.text(reach_[i], "yes");
        if (!c.postcode.empty()) sink_.text(area_, areaOf(c.postcode));
        if (const auto key = placeKey(c.country, c.postcode); !key.empty()) sink_.text(place_, key);
        if (c.importId) sink_.text(import_, c.importId->toString());
        sink_.number(createdAt_, static_cast<double>(c.createdAt.micros));
    }

    void tell(const AttributeRow& row) {
        auto at = attributeColumns_.find(row.name);
        if (at == attributeColumns_.end())
            at = attributeColumns_.emplace(row.name, sink_.column(std::string(kAttributePrefix) + row.name))
                     .first;
        if (row.valueNumber)
            sink_.number(at->second, *row.valueNumber);
        else
            sink_.text(at->second, row.valueText);
    }

    void tell(const ConsentValue& row) {
        const auto at = std::ranges::find(kConsentChannels, row.channel);
        if (at != kConsentChannels.end())
            sink_.text(consents_[static_cast<std::size_t>(at - kConsentChannels.begin())],
                       row.given ? "given" : "withdrawn");
    }

    FactSink& sink_;
    std::vector<std::size_t> fields_, reach_, consents_;
    std::unordered_map<std::string, std::size_t> attributeColumns_;
    std::size_t area_ = 0, place_ = 0, createdAt_ = 0, import_ = 0;
};

class FactValuesService final : public FactValues {
public:
    void all(Unit& unit, FactSink& sink) override {
        Teller teller(sink);
        for (Id after{-1};;) {
            teller.clear();
            teller.contacts = unit.all<ContactValues>("contacts.values-of-facts-after",
                                                      {{"after", after}, {"limit", kWindow}});
            if (teller.contacts.empty()) return;
            const Id low = teller.contacts.front().id, high = teller.contacts.back().id;
            teller.attributes =
                unit.all<AttributeRow>("contacts.attributes-between", {{"low", low}, {"high", high}});
            teller.consents =
                unit.all<ConsentValue>("contacts.consents-of-facts-between", {{"low", low}, {"high", high}});
            unit.forEach<AliasRow>("contacts.aliases-between", {{"low", low}, {"high", high}},
                                   [&](const AliasRow& row) { teller.mergedAway.push_back(row.contactId); });
            teller.tell();
            after = high;
        }
    }

    void of(Unit& unit, std::span<const Id> contacts, FactSink& sink) override {
        Teller teller(sink);
        const auto sorted = sortedIds(contacts);
        for (std::size_t begin = 0; begin < sorted.size(); begin += kWindow) {
            const auto some = std::span<const Id>(sorted).subspan(
                begin, std::min<std::size_t>(kWindow, sorted.size() - begin));
            teller.clear();
            forKeys<ContactValues, Id>(
                unit, {"contacts.values-of-facts-between", "contacts.values-of-facts-among"}, some,
                [](const ContactValues& r) { return r.id; },
                [&](ContactValues& r) { teller.contacts.push_back(std::move(r)); });
            forKeys<AttributeRow, Id>(
                unit, {"contacts.attributes-between", "contacts.attributes-among"}, some,
                [](const AttributeRow& r) { return r.contactId; },
                [&](AttributeRow& r) { teller.attributes.push_back(std::move(r)); });
            forKeys<ConsentValue, Id>(
                unit, {"contacts.consents-of-facts-between", "contacts.consents-of-facts-among"}, some,
                [](const ConsentValue& r) { return r.contactId; },
                [&](ConsentValue& r) { teller.consents.push_back(std::move(r)); });
            forKeys<AliasRow, Id>(
                unit, {"contacts.aliases-between", "contacts.aliases-among"}, some,
                [](const AliasRow& r) { return r.contactId; },
                [&](const AliasRow& r) { teller.mergedAway.push_back(r.contactId); });
            std::ranges::sort(teller.contacts, {}, &ContactValues::id);
            std::ranges::sort(teller.mergedAway);
            std::ranges::stable_sort(teller.attributes, {}, &AttributeRow::contactId);
            std::ranges::stable_sort(teller.consents, {}, &ConsentValue::contactId);
            teller.tell();
        }
    }
};

} // namespace

std::shared_ptr<FactValues> makeFactValues() {
    return std::make_shared<FactValuesService>();
}

} // namespace rejoinder::contacts
