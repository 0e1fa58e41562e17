#pragma once
#include <rejoinder/contract/contacts.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Consent: what was agreed to, when, how and in which words. Events are only ever added.
namespace rejoinder::contacts {

/// Annulled: it was never said; an import that was a mistake told so. Only undoing an import writes it.
enum class ConsentEventKind { Given, Withdrawn, Annulled };
REJOINDER_DESCRIBE_ENUM(ConsentEventKind, Given, Withdrawn, Annulled)

/// One consent event. `textHash` is the SHA-256 of the wording; the wording itself is kept once.
struct ConsentEvent {
    Id id, contactId;
    Channel channel = Channel::Email;
    std::string purpose = std::string(kAdvertising);
    ConsentEventKind event = ConsentEventKind::Given;
    Timestamp at;         ///< when it happened
    Timestamp recordedAt; ///< when we were told
    std::string source;   ///< form, call, reply card, import file …
    std::string textVersion, textHash;
    std::optional<Id> importId; ///< the file it came with
};
REJOINDER_DESCRIBE(ConsentEvent, id, contactId, channel, purpose, event, at, recordedAt, source, textVersion,
                   textHash, importId)

/// What the newest event says about a contact, channel and purpose.
struct ConsentState {
    Id contactId;
    Channel channel = Channel::Email;
    std::string purpose;
    bool given = false;
    Timestamp at;
    Id consentId;
};
REJOINDER_DESCRIBE(ConsentState, contactId, channel, purpose, given, at, consentId)

/// The words that were agreed to, kept once.
struct Wording {
    std::string textHash, text;
    Timestamp firstUsedAt;
};
REJOINDER_DESCRIBE(Wording, textHash, text, firstUsedAt)

/// Nothing when no consent has that wording.
std::optional<Wording> findWording(Unit& unit, std::string_view textHash);

/// All consent events of some contacts, each one's oldest first.
std::vector<ConsentEvent> consentsOf(Unit& unit, std::span<const Id> contacts);

/// By which a wording is kept once; "" of the empty one.
std::string wordingHash(std::string_view wording);

/// Stores a consent event and its wording (may be ""), moves the state if the event is the newest, and
/// announces a withdrawal of advertising consent. @returns it with id, recordedAt and textHash.
ConsentEvent recordConsent(Unit& unit, ConsentEvent event, std::string_view wording);

/// Withdraws advertising consent where it is given, on one channel or on all.
void withdrawConsent(Unit& unit, Id contact, std::optional<Channel> channel, std::string_view source);

/// Takes back what an import said by mistake: the newest word becomes that nothing was said.
void annulConsent(Unit& unit, const ConsentState& state, Id import, std::string_view source);

/// Whether the state says that what was given was a mistake: as if nothing had been said.
bool wasAnnulled(Unit& unit, const ConsentState& state);

/// Stores a wording under its hash unless it is known.
void keepWording(Unit& unit, const std::string& hash, std::string_view wording);

/// Channels on which advertising needs consent.
constexpr bool needsConsent(Channel channel) noexcept {
    return channel == Channel::Email || channel == Channel::Phone || channel == Channel::Sms;
}

} // namespace rejoinder::contacts
