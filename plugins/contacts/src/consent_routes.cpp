#include "consent.h"
#include "erasure.h"
#include "state.h"
#include "store.h"
#include "text.h"

#include <rejoinder/paging.h>

#include <algorithm>

namespace rejoinder::contacts {

namespace {

/// Clocks of clients differ; a consent may lie so far ahead of ours.
constexpr std::chrono::minutes kClockTolerance{5};

struct NewConsent {
    Id id;
    Channel channel = Channel::Email;
    ConsentEventKind event = ConsentEventKind::Given;
    std::string purpose = std::string(kAdvertising);
    std::optional<Timestamp> at;
    std::string source, textVersion, text;
    static void rules(Rules& r) {
        r.at("purpose").max(50).notEmpty().defaulted().says(
            "what the consent is for; \"advertising\" lets us write and call");
        r.at("at").says("when it was given or withdrawn; now when absent");
        r.at("source").max(200).notEmpty().says("how we know: form, call, reply card");
        r.at("textVersion").max(50).defaulted().says("version of the wording");
        r.at("text").max(20'000).defaulted().says("the exact wording; kept once with its SHA-256");
    }
};
REJOINDER_DESCRIBE(NewConsent, id, channel, event, purpose, at, source, textVersion, text)

struct ConsentList {
    Id id;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(ConsentList, id, limit, cursor)

struct WordingWish {
    std::string textHash;
};
REJOINDER_DESCRIBE(WordingWish, textHash)

ConsentEvent addConsent(const NewConsent& in, Call&, Unit& unit) {
    const Contact contact = requireContact(unit, in.id);
    requireNotErased(unit, contact.id);
    ConsentEvent event;
    event.contactId = contact.id;
    event.channel = in.channel;
    event.purpose = in.purpose;
    event.event = in.event;
    event.at = in.at.value_or(unit.now());
    event.source = cleaned(in.source);
    event.textVersion = in.textVersion;
    if (event.event == ConsentEventKind::Annulled)
        throw Error::invalid("/event", "contacts.consent-annulled",
                             "Only undoing an import says that a consent was never given.");
    if (event.at > unit.now().plus(kClockTolerance))
        throw Error::invalid("/at", "contacts.future", "A consent cannot lie in the future.");
    event = recordConsent(unit, std::move(event), in.text);
    unit.audit(in.event == ConsentEventKind::Given ? "contacts.consent-given" : "contacts.consent-withdrawn",
               contact.id, nameOf(in.channel) + " " + in.purpose);
    return event;
}

Page<ConsentEvent> consents(const ConsentList& in, Call&, Unit& unit) {
    requireContact(unit, in.id);
    const std::int32_t limit = paging::limitOf(in.limit);
    const Id after = paging::cursorId(in.cursor);
    return paging::pageOf(unit.all<ConsentEvent>("contacts.consents-of",
                                                 {{"contactId", in.id}, {"after", after}, {"limit", limit}}),
                          limit);
}

Wording wording(const WordingWish& in, Call&, Unit& unit) {
    if (auto found = findWording(unit, in.textHash)) return std::move(*found);
    throw Error::notFound("contacts.no-consent-text", "No consent has a wording with this SHA-256.");
}

} // namespace

void declareConsentRoutes(Declarations& d) {
    d.get<ConsentList, Page<ConsentEvent>>("/contacts/{id}/consents",
                                           {"contacts.read", "All consent events of a contact, oldest first"},
                                           consents);
    d.post<NewConsent, ConsentEvent>("/contacts/{id}/consents",
                                     {.permission = "contacts.consent",
                                      .summary = "Records that consent was given or withdrawn",
                                      .success = 201,
                                      .at = "/contacts/{id}/consents"},
                                     addConsent);
    d.get<WordingWish, Wording>("/consent-texts/{textHash}",
                                {"contacts.read", "The wording that people agreed to"}, wording);
}

} // namespace rejoinder::contacts
