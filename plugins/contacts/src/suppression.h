#pragma once
#include <rejoinder/contract/contacts.h>

#include <filesystem>
#include <map>
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

enum class ListScope { Everybody, Prospects };
REJOINDER_DESCRIBE_ENUM(ListScope, Everybody, Prospects)
enum class ListDigest { Plain, Sha256 };
REJOINDER_DESCRIBE_ENUM(ListDigest, Plain, Sha256)
enum class ListState { Loading, Active, Replaced, Failed };
REJOINDER_DESCRIBE_ENUM(ListState, Loading, Active, Replaced, Failed)

/// A list of others, such as a Robinson list.
struct SuppressionListRow {
    Id id;
    std::string name;
    SuppressionKind kind = SuppressionKind::Email;
    std::string channel; ///< a channel's name or "all"
    ListScope scope = ListScope::Everybody;
    ListDigest digest = ListDigest::Plain;
    std::string source;
    Date dated;
    ListState state = ListState::Loading;
    std::string hashKeyId, storedAs;
    std::int64_t entries = 0, wrong = 0;
    Timestamp createdAt;
};
REJOINDER_DESCRIBE(SuppressionListRow, id, name, kind, channel, scope, digest, source, dated, state,
                   hashKeyId, storedAs, entries, wrong, createdAt)

/// How far the lists have changed: what was read of them is good as long as this stays.
struct MarkRow {
    std::int64_t seq = 0, mark = 0, hashes = 0;
};
REJOINDER_DESCRIBE(MarkRow, seq, mark, hashes)

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

/// Objections of some contacts.
std::vector<SuppressionRow> suppressionsOf(Unit& unit, std::span<const Id> contacts);

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

    /// Looks contacts up in the hashes of one moment.
    class Lookup;
    /// What is suppressed now. Small while nothing changed since the last time.
    std::shared_ptr<const Lookup> lookup(Unit& unit);
    /// Forgets lists that are no longer active.
    void forgetList(Id list);

    /// The keyed hashes of what identifies a contact, 63 bits of each; 0 where it has none.
    struct Macs {
        std::int64_t email = 0, phone = 0, address = 0;
    };
    [[nodiscard]] Macs macsOf(const Contact& contact) const;
    [[nodiscard]] std::int64_t macOf(SuppressionKind kind, std::string_view identifier) const;

private:
    struct Hashes;
    struct List;
    std::shared_ptr<const Hashes> hashes(Unit& unit);
    std::shared_ptr<const List> list(Unit& unit, const SuppressionListRow& row);
    SuppressionRow insert(Unit& unit, SuppressionRow row, std::int64_t seq);
    std::int64_t noteHashes(Unit& unit, std::int64_t added);

    HashKey key_;
    std::mutex mutex_; // guards what follows
    std::shared_ptr<const Hashes> hashes_;
    std::map<Id, std::shared_ptr<const List>> lists_;
};

/// Why somebody is suppressed.
struct SuppressionHit {
    Id id; ///< of the suppression or of the list
    std::string reason;
    bool prospectsOnly = false; ///< does not concern who gave consent
};

/// A contact as the gate meets it.
struct PersonRow {
    Id id;
    std::int32_t reach = 0;
    std::int64_t version = 0, contactVersion = 0;
    std::string hashKeyId;
    std::int64_t emailMac = 0, phoneMac = 0, addressMac = 0;
};
REJOINDER_DESCRIBE(PersonRow, id, reach, version, contactVersion, hashKeyId, emailMac, phoneMac, addressMac)

class Suppressions::Lookup {
public:
    Lookup(const Suppressions& owner, std::shared_ptr<const Hashes> hashes,
           std::vector<std::shared_ptr<const List>> lists)
        : owner_(owner), hashes_(std::move(hashes)), lists_(std::move(lists)) {}
    /// Nothing is suppressed at all.
    [[nodiscard]] bool empty() const noexcept { return !hashes_ && lists_.empty(); }
    /// Hits among contacts in the order of `persons`; rows whose hashes are missing or old are made anew.
    [[nodiscard]] std::vector<std::optional<SuppressionHit>> check(Unit& unit, Channel channel,
                                                                   std::vector<PersonRow>& persons) const;

private:
    void refresh(Unit& unit, std::vector<PersonRow>& persons) const;
    [[nodiscard]] std::optional<SuppressionHit> inLists(const PersonRow& person,
                                                        const std::string& channel) const;
    [[nodiscard]] bool suspicious(const PersonRow& person) const;
    [[nodiscard]] std::optional<SuppressionHit> confirmed(Unit& unit, const Contact& contact,
                                                          const std::string& channel) const;
    void checkDigests(Unit& unit, const std::string& channel, const std::vector<PersonRow>& persons,
                      std::vector<std::optional<SuppressionHit>>& hits) const;

    const Suppressions& owner_;
    std::shared_ptr<const Hashes> hashes_;
    std::vector<std::shared_ptr<const List>> lists_;
};

} // namespace rejoinder::contacts
