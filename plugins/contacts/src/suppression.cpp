#include "suppression.h"

#include "id_list.h"
#include "reach.h"
#include "store.h"
#include "text.h"

#include <algorithm>
#include <charconv>

namespace rejoinder::contacts {

namespace {

struct TextRow {
    std::string text;
};
REJOINDER_DESCRIBE(TextRow, text)

struct MarkRow {
    std::int64_t mark = 0, hashes = 0;
};
REJOINDER_DESCRIBE(MarkRow, mark, hashes)

std::uint64_t prefixOf(std::string_view hash) {
    std::uint64_t value = 0;
    std::from_chars(hash.data(), hash.data() + std::min<std::size_t>(hash.size(), 16), value, 16);
    return value;
}

bool has(std::optional<Channel> objected, std::initializer_list<Channel> channels) {
    return !objected || std::ranges::find(channels, *objected) != channels.end();
}

} // namespace

/// The first 64 bits of all hashes, ascending: says "no" at once to nearly everybody.
struct Suppressions::Prefixes {
    std::int64_t mark = 0;
    std::vector<std::uint64_t> sorted;
};

std::string channelText(std::optional<Channel> channel) {
    return channel ? nameOf(*channel) : "all";
}

std::string addressIdentifier(const Contact& c) {
    const auto part = [](std::string_view text) { return foldedLetters(text) + "|"; };
    return part(c.country) + part(c.postcode) + part(c.street) + part(c.houseNumber) +
           part(c.familyName.empty() ? c.companyName : c.familyName + " " + c.givenName);
}

std::pair<SuppressionRow, bool> Suppressions::addObjection(Unit& unit, const Contact& contact,
                                                           std::optional<Channel> channel,
                                                           std::string_view source) {
    const std::string on = channelText(channel);
    const Id known{unit.number("contacts.find-objection", {{"contactId", contact.id}, {"channel", on}})};
    if (known) return {require(unit, known), false};
    SuppressionRow row;
    row.kind = SuppressionKind::Objection;
    row.channel = on;
    row.contactId = contact.id;
    row.source = shortened(source, 200);
    row = insert(unit, std::move(row));
    if (has(channel, {Channel::Email}))
        if (const auto email = emailIn(contact.email))
            addIdentifier(unit, SuppressionKind::Email, email->norm, channel, source);
    if (has(channel, {Channel::Phone, Channel::Sms}) && !contact.phone.empty())
        addIdentifier(unit, SuppressionKind::Phone, contact.phone, channel, source);
    if (has(channel, {Channel::Letter}) && !contact.postcode.empty())
        addIdentifier(unit, SuppressionKind::Address, addressIdentifier(contact), channel, source);
    return {row, true};
}

std::pair<SuppressionRow, bool> Suppressions::addIdentifier(Unit& unit, SuppressionKind kind,
                                                            std::string_view identifier,
                                                            std::optional<Channel> channel,
                                                            std::string_view source) {
    SuppressionRow row;
    row.kind = kind;
    row.channel = channelText(channel);
    row.hash = key_.hash(kind, identifier);
    row.hashKeyId = key_.id();
    row.source = shortened(source, 200);
    const Id known{
        unit.number("contacts.find-hash", {{"hash", *row.hash}, {"kind", kind}, {"channel", row.channel}})};
    if (known) return {require(unit, known), false};
    row = insert(unit, std::move(row));
    noteHashes(unit, 1);
    return {row, true};
}

SuppressionRow Suppressions::insert(Unit& unit, SuppressionRow row) {
    row.id = unit.newId();
    row.createdAt = unit.now();
    unit.run("contacts.insert-suppression", row);
    return row;
}

SuppressionRow Suppressions::require(Unit& unit, Id id) const {
    if (auto row = unit.one<SuppressionRow>("contacts.find-suppression", {{"id", id}}))
        return std::move(*row);
    throw Error::notFound("contacts.no-suppression", "There is no suppression " + id.toString() + ".");
}

void Suppressions::remove(Unit& unit, const SuppressionRow& row) {
    unit.run("contacts.delete-suppression", {{"id", row.id}});
    if (row.hash) noteHashes(unit, -1);
}

/// A new mark is a new id: no unit, committed or not, ever leaves the same one behind with other hashes.
void Suppressions::noteHashes(Unit& unit, std::int64_t added) {
    const std::int64_t mark = unit.newId().value;
    if (unit.run("contacts.update-suppression-mark", {{"mark", mark}, {"hashes", added}}) == 0)
        unit.run("contacts.insert-suppression-mark", {{"mark", mark}, {"hashes", added}});
}

std::shared_ptr<const Suppressions::Prefixes> Suppressions::prefixes(Unit& unit) {
    const auto mark = unit.one<MarkRow>("contacts.suppression-mark");
    if (!mark || mark->hashes == 0) return nullptr;
    {
        const std::scoped_lock lock(mutex_);
        if (cache_ && cache_->mark == mark->mark) return cache_;
    }
    auto fresh = std::make_shared<Prefixes>();
    fresh->mark = mark->mark;
    fresh->sorted.reserve(static_cast<std::size_t>(mark->hashes));
    unit.forEach<TextRow>("contacts.suppression-hashes", {},
                          [&](TextRow& row) { fresh->sorted.push_back(prefixOf(row.text)); });
    std::ranges::sort(fresh->sorted);
    const std::scoped_lock lock(mutex_);
    cache_ = fresh;
    return fresh;
}

bool Suppressions::blocks(Unit& unit, const Prefixes& prefixes, SuppressionKind kind,
                          std::string_view identifier, const std::string& channel) const {
    const std::string hash = key_.hash(kind, identifier);
    return std::ranges::binary_search(prefixes.sorted, prefixOf(hash)) &&
           unit.number("contacts.hash-blocks", {{"hash", hash}, {"kind", kind}, {"channel", channel}}) > 0;
}

void Suppressions::check(Unit& unit, Channel channel, std::span<const Id> contacts,
                         std::span<Refusal> refusals) {
    const auto known = prefixes(unit);
    if (!known) return;
    const std::string on = nameOf(channel);
    // Queries inside the walk over contacts would interleave; so the few that the prefixes do not clear come
    // after it.
    std::vector<Contact> suspects;
    const auto suspicious = [&](SuppressionKind kind, std::string_view identifier) {
        return std::ranges::binary_search(known->sorted, prefixOf(key_.hash(kind, identifier)));
    };
    const KeyQueries queries{"contacts.contacts-between", "contacts.contacts-among"};
    forKeys<Contact, Id>(
        unit, queries, contacts, [](const Contact& c) { return c.id; },
        [&](Contact& c) {
            const auto email = emailIn(c.email);
            if ((email && suspicious(SuppressionKind::Email, email->norm)) ||
                (!c.phone.empty() && suspicious(SuppressionKind::Phone, c.phone)) ||
                (!c.postcode.empty() && suspicious(SuppressionKind::Address, addressIdentifier(c))))
                suspects.push_back(std::move(c));
        });
    for (const Contact& c : suspects) {
        const auto at = static_cast<std::size_t>(std::ranges::lower_bound(contacts, c.id) - contacts.begin());
        if (refusals[at] != Refusal::None) continue;
        const auto email = emailIn(c.email);
        if ((email && blocks(unit, *known, SuppressionKind::Email, email->norm, on)) ||
            (!c.phone.empty() && blocks(unit, *known, SuppressionKind::Phone, c.phone, on)) ||
            (!c.postcode.empty() && blocks(unit, *known, SuppressionKind::Address, addressIdentifier(c), on)))
            refusals[at] = Refusal::Suppressed;
    }
}

} // namespace rejoinder::contacts
