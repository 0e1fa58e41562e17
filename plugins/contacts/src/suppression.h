#pragma once
#include <rejoinder/contract/contacts.h>

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rejoinder::contacts {

enum class SuppressionKind { Objection, Email, Phone, Address };
REJOINDER_DESCRIBE_ENUM(SuppressionKind, Objection, Email, Phone, Address)

/// Somebody who must not be contacted: a contact that objected, or the keyed hash of an identifier.
struct SuppressionRow {
    Id id;
    SuppressionKind kind = SuppressionKind::Objection;
    std::string channel; ///< a channel's name or "all"
    std::optional<Id> contactId;
    std::optional<std::string> hash, hashKeyId;
    std::string source;
    Timestamp createdAt;
};
REJOINDER_DESCRIBE(SuppressionRow, id, kind, channel, contactId, hash, hashKeyId, source, createdAt)

/// The key of the hashes; without it a list of hashed e-mail addresses could be read by trying all addresses.
class HashKey {
public:
    /// Reads 32 bytes from a file; makes the file (for its owner only) when it does not exist.
    /// @throws Error Unavailable when that fails.
    static HashKey load(const std::filesystem::path& file);
    explicit HashKey(std::string_view bytes);
    ~HashKey();
    HashKey(HashKey&&) noexcept;
    HashKey& operator=(HashKey&&) noexcept;
    /// HMAC-SHA-256 of kind and normalised identifier, hexadecimal.
    [[nodiscard]] std::string hash(SuppressionKind kind, std::string_view identifier) const;
    /// Which key it is, without telling it.
    [[nodiscard]] const std::string& id() const noexcept { return id_; }

private:
    struct State;
    std::unique_ptr<State> state_;
    std::string id_;
};

/// "all" or the channel's name.
std::string channelText(std::optional<Channel> channel);
/// Country, postcode, street, house and name folded to letters: what makes two postal addresses the same
/// person's.
std::string addressIdentifier(const Contact& contact);

/// The suppression list. Thread-safe.
class Suppressions {
public:
    explicit Suppressions(HashKey key) : key_(std::move(key)) {}
    [[nodiscard]] const HashKey& key() const noexcept { return key_; }

    /// The contact objects on a channel (none = all): also what identifies it on that channel is suppressed,
    /// so that a later import of the same person is recognised. @returns its row, and whether it is new.
    std::pair<SuppressionRow, bool> addObjection(Unit& unit, const Contact& contact,
                                                 std::optional<Channel> channel, std::string_view source);
    /// Suppresses an identifier that is normalised already; the row that is there when it is known.
    std::pair<SuppressionRow, bool> addIdentifier(Unit& unit, SuppressionKind kind,
                                                  std::string_view identifier, std::optional<Channel> channel,
                                                  std::string_view source);
    /// @throws Error NotFound.
    SuppressionRow require(Unit& unit, Id id) const;
    void remove(Unit& unit, const SuppressionRow& row);

    /// Sets Suppressed for those of the contacts (ascending ids) that still have no refusal and whose e-mail
    /// address, phone number or postal address is suppressed for the channel. Costs one small query while no
    /// hash is stored.
    void check(Unit& unit, Channel channel, std::span<const Id> contacts, std::span<Refusal> refusals);

private:
    struct Prefixes;
    std::shared_ptr<const Prefixes> prefixes(Unit& unit);
    SuppressionRow insert(Unit& unit, SuppressionRow row);
    void noteHashes(Unit& unit, std::int64_t added);
    bool blocks(Unit& unit, const Prefixes& prefixes, SuppressionKind kind, std::string_view identifier,
                const std::string& channel) const;

    HashKey key_;
    std::mutex mutex_; // guards cache_
    std::shared_ptr<const Prefixes> cache_;
};

} // namespace rejoinder::contacts
