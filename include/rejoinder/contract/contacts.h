#pragma once
#include <rejoinder/plugin.h>

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
    /// Everybody in the household of this contact, itself among them, ascending; never who was merged away.
    virtual std::vector<Id> members(Unit& unit, Id contact) = 0;
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
    static constexpr Version kVersion{1, 0, 0};
    virtual ~PersonRecords() = default;
    /// At most `limit` entries of any of these ids before the moment, newest first.
    virtual std::vector<TimelineEntry> timeline(Unit& unit, std::span<const Id> contacts, Timestamp before,
                                                std::int32_t limit) = 0;
    /// The person is erased (GDPR art. 17): takes away what was written about it in words and whatever names
    /// it, and leaves the bare facts that figures are made of. @returns how many records were changed.
    virtual std::int64_t erase(Unit& unit, std::span<const Id> contacts) = 0;
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

struct FactInfo {
    std::string name; ///< "attribute.recency", "contact.country", "responses.responded"
    FactKind kind = FactKind::Text;
    std::string description;
};
REJOINDER_DESCRIBE(FactInfo, name, kind, description)

enum class Comparison { Is, IsNot, In, Less, LessOrEqual, Greater, GreaterOrEqual, Between, Exists };
REJOINDER_DESCRIBE_ENUM(Comparison, Is, IsNot, In, Less, LessOrEqual, Greater, GreaterOrEqual, Between,
                        Exists)

/// One condition about one fact. History facts (`responses.…`, `orders.…`, `pieces.…`) may be narrowed to a
/// campaign, to cells, to a response type and to the last `withinDays` days.
struct FactCondition {
    std::string fact;
    Comparison comparison = Comparison::Exists;
    std::vector<std::string> values; ///< none for Exists, one, two for Between, any number for In
    std::optional<Id> campaignId;
    std::vector<Id> cellIds;
    std::optional<std::int32_t> withinDays;
    static void rules(Rules& r) {
        r.at("comparison").defaulted();
        r.at("values").defaulted();
        r.at("cellIds").defaulted();
    }
};
REJOINDER_DESCRIBE(FactCondition, fact, comparison, values, campaignId, cellIds, withinDays)

/// Facts about contacts that selections can ask for. contacts provides attributes; dispatch, responses and
/// fulfilment provide history. Each provider owns the names with its prefixes.
class ContactFacts {
public:
    static constexpr std::string_view kName = "contacts.facts";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~ContactFacts() = default;
    virtual std::vector<FactInfo> facts(Unit& unit) = 0;
    [[nodiscard]] virtual bool knows(std::string_view fact) const = 0;
    /// The ids of the contacts for which the condition holds, ascending, each once.
    /// @throws Error Invalid when comparison and values do not fit the fact.
    virtual std::vector<std::int64_t> select(Unit& unit, const FactCondition& condition) = 0;
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
