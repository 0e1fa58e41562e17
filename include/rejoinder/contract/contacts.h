#pragma once
#include <rejoinder/plugin.h>

#include <algorithm>
#include <functional>

/// What contacts promises: persons and companies, whether they may be contacted, and facts to select them by.
namespace rejoinder::contacts {

enum class ContactKind { Person, Company };
REJOINDER_DESCRIBE_ENUM(ContactKind, Person, Company)

/// `Couple`: a man and a woman of one family name, written to together.
enum class Salutation { None, Mr, Ms, Mx, Family, Couple };
REJOINDER_DESCRIBE_ENUM(Salutation, None, Mr, Ms, Mx, Family, Couple)

/// A person or company with its postal address, e-mail and phone. Addresses are structured (street, house
/// number …).
struct Contact {
    Id id;
    ContactKind kind = ContactKind::Person;
    std::string externalKey; ///< number in the source system; unique when not empty
    Salutation salutation = Salutation::None;
    std::string title, givenName, familyName, companyName;
    std::string language = "de"; ///< ISO 639-1
    std::string street, houseNumber, addressLine2, postcode, city, region;
    std::string country;      ///< ISO 3166-1 alpha-2
    std::string email, phone; ///< phone in E.164
    std::string source;       ///< where the address comes from (shown on request, GDPR art. 14)
    std::string nameSuffix;   ///< "Jr.", "MBA"
    std::string department, careOf, building, poBox;
    std::string district;     ///< part of the city, where the post wants it
    std::string addressLines; ///< the address as it came, one line each, where it was taken apart by us
    bool addressUndeliverable = false, deceased = false;
    bool restricted = false; ///< kept, but not to be used (GDPR art. 18): nobody is contacted
    std::int64_t version = 1;
    Timestamp createdAt, updatedAt;
};
REJOINDER_DESCRIBE(Contact, id, kind, externalKey, salutation, title, givenName, familyName, companyName,
                   language, street, houseNumber, addressLine2, postcode, city, region, country, email, phone,
                   source, nameSuffix, department, careOf, building, poBox, district, addressLines,
                   addressUndeliverable, deceased, restricted, version, createdAt, updatedAt)

/// Reads contacts.
class Directory {
public:
    static constexpr std::string_view kName = "contacts.directory";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~Directory() = default;
    virtual std::optional<Contact> find(Unit& unit, Id contact) = 0;
    /// In the order asked for; ids that do not exist are left out.
    virtual std::vector<Contact> findMany(Unit& unit, std::span<const Id> contacts) = 0;
    /// The contact with that key of the source system.
    virtual std::optional<Contact> findByExternalKey(Unit& unit, std::string_view key) = 0;
    /// The values of an attribute ("" when absent), in the order asked for. Attribute names as in imports, or
    /// a contact's own fields ("country", "language", "city", "postcode").
    virtual std::vector<std::string> attributeValues(Unit& unit, std::string_view attribute,
                                                     std::span<const Id> contacts) = 0;
    /// Marks the postal address as undeliverable (nixie) or the person as deceased.
    virtual void markUndeliverable(Unit& unit, Id contact, bool deceased, std::string_view reason) = 0;
    /// The lines of the address block in the order of printing, recipient's country last and in capitals when
    /// it is not `senderCountry`.
    virtual std::vector<std::string> addressBlock(const Contact& contact, std::string_view senderCountry) = 0;
    /// "Sehr geehrter Herr Dr. Müller" in the contact's language.
    virtual std::string salutationLine(const Contact& contact) = 0;
};

/// Who lives together: the same family name (a company's own name) at the same postal address, both folded,
/// so that "Müller, Bahnhofstr. 12" and "MUELLER, Bahnhofstrasse 12" meet. Kept with each contact, whichever
/// way it came in, so that selections and pressure rules ask for a number instead of comparing texts.
class Households {
public:
    static constexpr std::string_view kName = "contacts.households";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~Households() = default;
    /// The household of each contact, in the order asked for: a number that is the same for all who live
    /// together. Whoever has no complete address is a household of its own, under its own id; an id that does
    /// not exist gets 0, one that was merged away the household of whom it stands for.
    virtual std::vector<std::int64_t> of(Unit& unit, std::span<const Id> contacts) = 0;
    /// The same for everybody, ascending by contact; memory does not grow. For an index.
    virtual void forEach(Unit& unit,
                         const std::function<void(std::int64_t contact, std::int64_t household)>& take) = 0;
    /// Everybody in the households of these contacts, themselves among them, ascending and each once; never
    /// who was merged away.
    virtual std::vector<Id> members(Unit& unit, std::span<const Id> contacts) = 0;
};

/// Which of the ids people and papers know stand for the same person. Merging two contacts never changes an
/// id that is stored anywhere: the one that goes away keeps resolving to the one that stays, and what belongs
/// to it is found through all ids of the person.
class Identities {
public:
    static constexpr std::string_view kName = "contacts.identities";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~Identities() = default;
    /// The contact that stands for each id today, in the order asked for: mostly itself. Costs one small
    /// query while nobody was merged.
    virtual std::vector<Id> current(Unit& unit, std::span<const Id> contacts) = 0;
    /// All ids of the person, the one that stands for it first: for asking a history.
    virtual std::vector<Id> allOf(Unit& unit, Id contact) = 0;
    /// The ids that were merged into another, ascending: they are in no selection.
    virtual std::vector<std::int64_t> mergedAway(Unit& unit) = 0;
};

/// An id that was merged into another, and who stands for it today.
struct Alias {
    Id contact, root;
};
/// All of them, ascending by id: for joining what is stored under any id of a person.
inline std::vector<Alias> aliases(Unit& unit, Identities& identities) {
    std::vector<Id> away;
    for (const auto id : identities.mergedAway(unit)) away.push_back({id});
    const auto roots = identities.current(unit, away);
    std::vector<Alias> out;
    out.reserve(away.size());
    for (std::size_t i = 0; i < away.size(); ++i) out.push_back({away[i], roots[i]});
    return out;
}

/// One thing that happened between a person and us, as its plugin tells it.
struct TimelineEntry {
    Timestamp at;
    std::string kind; ///< "dispatch.piece": the texts of the console are "timeline.dispatch.piece"
    Id id;            ///< of the record; with kind and `at` it is unique
    std::string title, detail;
    std::optional<Channel> channel;
    std::optional<Id> campaignId;
    std::string link; ///< page of the console, "" when there is none
};
REJOINDER_DESCRIBE(TimelineEntry, at, kind, id, title, detail, channel, campaignId, link)

/// What a plugin knows of a person. Every plugin that stores records with a contact's id provides one.
class PersonRecords {
public:
    static constexpr std::string_view kName = "contacts.person-records";
    static constexpr Version kVersion{1, 1, 0};
    virtual ~PersonRecords() = default;
    /// At most `limit` entries of any of these ids before the moment, newest first.
    virtual std::vector<TimelineEntry> timeline(Unit& unit, std::span<const Id> contacts, Timestamp before,
                                                std::int32_t limit) = 0;
    /// The person is erased (GDPR art. 17): takes away what was written about it in words and whatever names
    /// it, and leaves the bare facts that figures are made of. @returns how many records were changed.
    virtual std::int64_t erase(Unit& unit, std::span<const Id> contacts) = 0;
    using Trace = std::function<void(Id contact, Timestamp at, std::string_view kind)>;
    /// The timelines of many contacts at once, without words and in any order. What only follows from
    /// something told (a shipment from its order) may be left out.
    virtual void traces(Unit& unit, std::span<const Id> contacts, const Trace& take) {
        for (const Id contact : contacts)
            for (const TimelineEntry& entry : timeline(unit, {&contact, 1}, Timestamp{INT64_MAX}, INT32_MAX))
                take(contact, entry.at, entry.kind);
    }
};

/// Why somebody must not be contacted. `Merged`: the person is reached under another id already.
enum class Refusal {
    None,
    Unknown,
    Objection,
    Suppressed,
    NoConsent,
    NoAddress,
    Undeliverable,
    Deceased,
    Erased,
    Merged
};
REJOINDER_DESCRIBE_ENUM(Refusal, None, Unknown, Objection, Suppressed, NoConsent, NoAddress, Undeliverable,
                        Deceased, Erased, Merged)

/// The purpose that advertising needs; the default everywhere.
inline constexpr std::string_view kAdvertising = "advertising";
/// Letters, mails and calls that a contract owes (delay notice, invoice): objections to advertising and
/// missing consent do not forbid them.
inline constexpr std::string_view kService = "service";

/// The answer to "may this person be contacted, on this channel, for this purpose, now, and why".
struct Decision {
    Refusal refusal = Refusal::None;
    std::string reason;         ///< "contacts.consent", "contacts.no-objection", "contacts.objection" …
    std::optional<Id> reliesOn; ///< the consent event, objection or suppression that decided
    std::optional<Timestamp> until = std::nullopt; ///< a yes ends then by itself: consent, rented list
};
REJOINDER_DESCRIBE(Decision, refusal, reason, reliesOn)

/// "May this person be contacted, on this channel, for this purpose, now, and why": the only way to a
/// recipient.
class ContactGate {
public:
    static constexpr std::string_view kName = "contacts.gate";
    static constexpr Version kVersion{1, 1, 0};
    virtual ~ContactGate() = default;
    /// One decision per contact, in order, for advertising. E-mail and phone need consent; letters need no
    /// objection; all need an address.
    virtual std::vector<Refusal> mayContact(Unit& unit, Channel channel, std::span<const Id> contacts) = 0;
    /// The same with its reason and the record it relies on, for a purpose; what is handed over keeps it.
    virtual std::vector<Decision> decide(Unit& unit, Channel channel, std::string_view purpose,
                                         std::span<const Id> contacts) {
        std::vector<Decision> out;
        (void)purpose;
        for (const Refusal refusal : mayContact(unit, channel, contacts)) out.push_back({refusal, {}, {}});
        return out;
    }
    /// Consents were relied on (their ids): the proof is kept five years from here (§ 7a UWG). `by` says what
    /// for: "call 123".
    virtual void relied(Unit& unit, std::span<const Id> consents, std::string_view by) {
        (void)unit, (void)consents, (void)by;
    }
    /// The person objects to advertising on a channel (none = on all). Acts at once, never expires.
    virtual void object(Unit& unit, Id contact, std::optional<Channel> channel, std::string_view source) = 0;
};

/// What kind of values a fact has.
enum class FactKind { Text, Number, Day, YesNo };
REJOINDER_DESCRIBE_ENUM(FactKind, Text, Number, Day, YesNo)

/// What of an event a condition may be narrowed by.
enum class Narrowing { Campaign, Cell, Channel, Type, Days };
REJOINDER_DESCRIBE_ENUM(Narrowing, Campaign, Cell, Channel, Type, Days)

struct FactInfo {
    std::string name; ///< "attribute.recency", "contact.country", "responses.responded"
    FactKind kind = FactKind::Text;
    std::string description;
    std::vector<Narrowing> narrowedBy;
};
REJOINDER_DESCRIBE(FactInfo, name, kind, description, narrowedBy)

/// `Begins`: the text begins with one of the values. `Within`: not farther than so many kilometres from a
/// place.
enum class Comparison {
    Is,
    IsNot,
    In,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Between,
    Exists,
    Begins,
    Within
};
REJOINDER_DESCRIBE_ENUM(Comparison, Is, IsNot, In, Less, LessOrEqual, Greater, GreaterOrEqual, Between,
                        Exists, Begins, Within)

/// One condition about one fact. History facts (`responses.…`, `orders.…`, `pieces.…`) may be narrowed to a
/// campaign, to cells, to a channel, to response types and to the last days.
struct FactCondition {
    std::string fact;
    Comparison comparison = Comparison::Exists;
    std::vector<std::string>
        values; ///< none for Exists, one, two for Between and Within, more for In, Begins
    std::optional<Id> campaignId;
    std::vector<Id> cellIds;
    std::optional<Channel> channel;
    std::vector<std::string> types;
    std::optional<std::int32_t> withinDays; ///< 0: today, 1: since yesterday 00:00 UTC …: whole days
    std::optional<Timestamp> since;         ///< at this moment or later
    static void rules(Rules& r) {
        r.at("comparison").defaulted();
        r.at("values").defaulted();
        r.at("cellIds").defaulted();
        r.at("types").defaulted();
        r.at("withinDays").range(0, 40'000);
    }
};
REJOINDER_DESCRIBE(FactCondition, fact, comparison, values, campaignId, cellIds, channel, types, withinDays,
                   since)

/// Numbers from `low` to `high`, both included.
struct NumberRange {
    double low = 0, high = 0;
    [[nodiscard]] bool holds(double value) const noexcept { return value >= low && value <= high; }
};

/// A figure of the history of a person.
enum class Measure { Exists, Count, Amount, FirstDay, LastDay };

/// A condition in the form that an index answers: a test of one column, or of a figure of one stream of
/// events. It holds for exactly the contacts that ContactFacts::select() gives.
struct FactPlan {
    std::string column; ///< of FactValues; "" for a stream
    /// Holds where the text of the column does; none: no text does.
    std::function<bool(std::string_view)> text;
    /// Holds where the number of the column (or the figure; days since 1970-01-01) lies in one of them.
    std::vector<NumberRange> numbers;

    std::string stream; ///< of History
    Measure measure = Measure::Exists;
    bool negated = false; ///< meant are all others
    Id campaignId;        ///< 0: any, as with the following
    std::vector<Id> cellIds;
    std::optional<Channel> channel;
    std::vector<std::string> types;
    std::int32_t sinceDay = INT32_MIN; ///< on that day or later
};

/// Facts about contacts that selections can ask for. Each provider owns the names with its prefixes.
class ContactFacts {
public:
    static constexpr std::string_view kName = "contacts.facts";
    static constexpr Version kVersion{1, 1, 0};
    virtual ~ContactFacts() = default;
    virtual std::vector<FactInfo> facts(Unit& unit) = 0;
    [[nodiscard]] virtual bool knows(std::string_view fact) const = 0;
    /// The ids of the contacts for which the condition holds, ascending, each once.
    /// @throws Error Invalid when comparison and values do not fit the fact.
    virtual std::vector<std::int64_t> select(Unit& unit, const FactCondition& condition) = 0;
    /// The same for an index; nothing when only select() can answer. @throws as select().
    virtual std::optional<FactPlan> plan(Unit& unit, const FactCondition& condition) {
        (void)unit, (void)condition;
        return std::nullopt;
    }
};

/// Takes values of contacts, for an index.
class FactSink {
public:
    virtual ~FactSink() = default;
    /// A number for a column; the same name always gives the same.
    virtual std::size_t column(std::string_view name) = 0;
    /// The values that follow belong to this contact. Nobody is told twice in one reading.
    virtual void contact(Id contact) = 0;
    /// The contact is part of the universe of selections.
    virtual void inUniverse() = 0;
    virtual void text(std::size_t column, std::string_view value) = 0;
    virtual void number(std::size_t column, double value) = 0;
};

/// The values behind facts that are no history; with constant memory.
class FactValues {
public:
    static constexpr std::string_view kName = "contacts.fact-values";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~FactValues() = default;
    /// Everybody there is, ascending.
    virtual void all(Unit& unit, FactSink& sink) = 0;
    /// These contacts; of those who do not exist nothing is told.
    virtual void of(Unit& unit, std::span<const Id> contacts, FactSink& sink) = 0;
};

/// One event of a stream: what facts count.
struct HistoryEvent {
    Id contactId; ///< as stored; it may have been merged into another since
    Timestamp at;
    std::optional<Id> campaignId, cellId;
    std::optional<Channel> channel;
    std::string type;        ///< response type, "" where there are none
    std::int64_t amount = 0; ///< minor units
    static void rules(Rules& r) {
        r.at("type").defaulted();
        r.at("amount").defaulted();
    }
};
REJOINDER_DESCRIBE(HistoryEvent, contactId, at, campaignId, cellId, channel, type, amount)

/// Parameters k0 … k15 of a query that asks for some contacts at once; the last one fills the rest.
struct SomeContacts {
    Id k0, k1, k2, k3, k4, k5, k6, k7, k8, k9, k10, k11, k12, k13, k14, k15;
    static constexpr std::size_t kMost = 16;
    /// @pre 1 to kMost contacts.
    static SomeContacts of(std::span<const Id> c) {
        const auto at = [c](std::size_t i) { return c[i < c.size() ? i : c.size() - 1]; };
        return {at(0), at(1), at(2),  at(3),  at(4),  at(5),  at(6),  at(7),
                at(8), at(9), at(10), at(11), at(12), at(13), at(14), at(15)};
    }
};
REJOINDER_DESCRIBE(SomeContacts, k0, k1, k2, k3, k4, k5, k6, k7, k8, k9, k10, k11, k12, k13, k14, k15)

/// Calls `visit` with each row of a query that takes SomeContacts, for any number of contacts.
template <Described Row, class F>
void forContacts(Unit& unit, std::string_view query, std::span<const Id> contacts, F&& visit) {
    for (std::size_t begin = 0; begin < contacts.size(); begin += SomeContacts::kMost) {
        const auto some = contacts.subspan(begin, std::min(SomeContacts::kMost, contacts.size() - begin));
        for (Row& row : unit.all<Row>(query, SomeContacts::of(some))) visit(row);
    }
}

/// A stream of events and the facts made of it; a name is "" where there is no such fact.
struct HistoryStream {
    std::string name; ///< "orders"
    std::string exists, count, amount, firstDay, lastDay;
    std::string type;     ///< the fact whose values are the events' types
    std::string happened; ///< "ordered something": what an event means, for descriptions
    std::vector<Narrowing> narrowedBy;
};

/// What is read of a stream: 0 and the least moment mean everything.
struct HistoryFilter {
    Id campaignId;
    Timestamp since{INT64_MIN};
};

/// History that facts are made of. Every plugin that has events of contacts provides one; contacts makes the
/// facts.
class History {
public:
    static constexpr std::string_view kName = "contacts.history";
    static constexpr Version kVersion{1, 0, 0};
    using Visit = std::function<void(const HistoryEvent&)>;
    virtual ~History() = default;
    [[nodiscard]] virtual std::vector<HistoryStream> streams() const = 0;
    /// Every event that the filter lets through, in any order, with constant memory.
    virtual void each(Unit& unit, std::string_view stream, const HistoryFilter& filter,
                      const Visit& visit) = 0;
    /// Every event of these contacts.
    virtual void of(Unit& unit, std::string_view stream, std::span<const Id> contacts,
                    const Visit& visit) = 0;
};

/// The whole universe of selections.
class Universe {
public:
    static constexpr std::string_view kName = "contacts.universe";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~Universe() = default;
    /// The ids of all contacts, ascending.
    virtual std::vector<std::int64_t> all(Unit& unit) = 0;
};

/// Values or history of these contacts may have changed: whoever keeps facts asks for them again. Published
/// by whoever changes them, in the unit of the change; at most 1,000 in one event. None: everybody's.
struct FactsChanged {
    static constexpr std::string_view kTopic = "contacts.facts-changed";
    static constexpr std::string_view kValues = "contacts"; ///< what contacts itself knows
    static constexpr std::string_view kGate = "gate";       ///< who may be contacted
    std::string source; ///< one of these, the name of a stream, or "" for all
    std::vector<Id> contactIds;
};
REJOINDER_DESCRIBE(FactsChanged, source, contactIds)

/// Publishes FactsChanged for any number of contacts, but none.
inline void publishFactsChanged(Unit& unit, std::string_view source, std::span<const Id> contacts) {
    constexpr std::size_t kMost = 1'000;
    for (std::size_t begin = 0; begin < contacts.size(); begin += kMost) {
        const auto some = contacts.subspan(begin, std::min(kMost, contacts.size() - begin));
        unit.publish(FactsChanged{std::string(source), {some.begin(), some.end()}});
    }
}

struct ContactObjected {
    static constexpr std::string_view kTopic = "contacts.contact-objected";
    Id contactId;
    std::optional<Channel> channel;
};
REJOINDER_DESCRIBE(ContactObjected, contactId, channel)

/// Two contacts turned out to be one person; `mergedId` resolves to `contactId` from now on.
struct ContactMerged {
    static constexpr std::string_view kTopic = "contacts.contact-merged";
    Id contactId, mergedId;
};
REJOINDER_DESCRIBE(ContactMerged, contactId, mergedId)

/// They turned out to be two again.
struct ContactUnmerged {
    static constexpr std::string_view kTopic = "contacts.contact-unmerged";
    Id contactId, mergedId;
};
REJOINDER_DESCRIBE(ContactUnmerged, contactId, mergedId)

/// Nothing that names the person is kept any more; the ids stay in figures.
struct ContactErased {
    static constexpr std::string_view kTopic = "contacts.contact-erased";
    std::vector<Id> contactIds;
};
REJOINDER_DESCRIBE(ContactErased, contactIds)

} // namespace rejoinder::contacts
