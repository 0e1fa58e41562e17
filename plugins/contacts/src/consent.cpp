#include "consent.h"

#include "store.h"

#include <digest/digest.h>

namespace rejoinder::contacts {

namespace {

std::optional<ConsentState> stateOf(Unit& unit, Id contact, Channel channel, std::string_view purpose) {
    return unit.one<ConsentState>("contacts.find-consent-state",
                                  {{"contactId", contact}, {"channel", channel}, {"purpose", purpose}});
}

void insertEvent(Unit& unit, const ConsentEvent& event) {
    unit.run("contacts.insert-consent", event);
    const auto state = stateOf(unit, event.contactId, event.channel, event.purpose);
    // A late report of an earlier event is kept as proof but does not undo what came after it.
    if (state && state->at > event.at) return;
    unit.run("contacts.delete-consent-state",
             {{"contactId", event.contactId}, {"channel", event.channel}, {"purpose", event.purpose}});
    unit.run("contacts.insert-consent-state",
             ConsentState{event.contactId, event.channel, event.purpose,
                          event.event == ConsentEventKind::Given, event.at, event.id});
    publishFactsChanged(unit, FactsChanged::kValues, {&event.contactId, 1});
}

} // namespace

std::optional<Wording> findWording(Unit& unit, std::string_view textHash) {
    return unit.one<Wording>("contacts.find-consent-text", {{"textHash", textHash}});
}

std::vector<ConsentEvent> consentsOf(Unit& unit, std::span<const Id> contacts) {
    std::vector<ConsentEvent> events;
    for (const Id id : contacts)
        for (ConsentEvent& event : unit.all<ConsentEvent>(
                 "contacts.consents-of", {{"contactId", id}, {"after", Id{}}, {"limit", INT32_MAX}}))
            events.push_back(std::move(event));
    return events;
}

std::string wordingHash(std::string_view wording) {
    return wording.empty() ? std::string() : digest::sha256Hex(wording);
}

void keepWording(Unit& unit, const std::string& hash, std::string_view wording) {
    if (!hash.empty())
        unit.run("contacts.insert-consent-text",
                 {{"textHash", hash}, {"text", wording}, {"firstUsedAt", unit.now()}});
}

ConsentEvent recordConsent(Unit& unit, ConsentEvent event, std::string_view wording) {
    event.id = unit.newId();
    event.recordedAt = unit.now();
    event.textHash = wordingHash(wording);
    keepWording(unit, event.textHash, wording);
    insertEvent(unit, event);
    if (event.event == ConsentEventKind::Withdrawn && event.purpose == kAdvertising)
        unit.publish(ContactObjected{event.contactId, event.channel});
    return event;
}

void annulConsent(Unit& unit, const ConsentState& state, Id import, std::string_view source) {
    ConsentEvent event;
    event.id = unit.newId();
    event.contactId = state.contactId;
    event.channel = state.channel;
    event.purpose = state.purpose;
    event.event = ConsentEventKind::Annulled;
    event.at = std::max(unit.now(), state.at);
    event.recordedAt = unit.now();
    event.source = source;
    event.importId = import;
    insertEvent(unit, event);
}

bool wasAnnulled(Unit& unit, const ConsentState& state) {
    return !state.given && unit.number("contacts.consent-is-annulled", {{"id", state.consentId}}) > 0;
}

void withdrawConsent(Unit& unit, Id contact, std::optional<Channel> channel, std::string_view source) {
    for (const Channel each : {Channel::Email, Channel::Phone, Channel::Sms}) {
        if (channel && *channel != each) continue;
        const auto state = stateOf(unit, contact, each, kAdvertising);
        if (!state || !state->given) continue;
        ConsentEvent event;
        event.id = unit.newId();
        event.contactId = contact;
        event.channel = each;
        event.event = ConsentEventKind::Withdrawn;
        // A consent dated in the future must not outlive the objection.
        event.at = std::max(unit.now(), state->at);
        event.recordedAt = unit.now();
        event.source = source;
        insertEvent(unit, event);
    }
}

} // namespace rejoinder::contacts
