#include "suppression.h"

#include "id_list.h"
#include "reach.h"
#include "store.h"
#include "text.h"

#include <algorithm>

namespace rejoinder::contacts {

namespace {

bool has(std::optional<Channel> objected, std::initializer_list<Channel> channels) {
    return !objected || std::ranges::find(channels, *objected) != channels.end();
}

} // namespace

std::string channelText(std::optional<Channel> channel) {
    return channel ? nameOf(*channel) : "all";
}

std::string addressIdentifier(const Contact& c) {
    const auto part = [](std::string_view text) { return foldedLetters(text) + "|"; };
    return part(c.country) + part(c.postcode) + part(c.street) + part(c.houseNumber) +
           part(c.familyName.empty() ? c.companyName : c.familyName + " " + c.givenName);
}

std::vector<SuppressionRow> suppressionsOf(Unit& unit, std::span<const Id> contacts) {
    std::vector<SuppressionRow> rows;
    for (const Id id : contacts)
        for (SuppressionRow& row : unit.all<SuppressionRow>("contacts.suppressions-of", {{"contactId", id}}))
            rows.push_back(std::move(row));
    return rows;
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
    row = insert(unit, std::move(row), 0);
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
    const std::int64_t seq = noteHashes(unit, 1);
    return {insert(unit, std::move(row), seq), true};
}

SuppressionRow Suppressions::insert(Unit& unit, SuppressionRow row, std::int64_t seq) {
    row.id = unit.newId();
    row.createdAt = unit.now();
    unit.run("contacts.insert-suppression", {{"id", row.id},
                                             {"kind", row.kind},
                                             {"channel", row.channel},
                                             {"contactId", row.contactId},
                                             {"hash", row.hash},
                                             {"hashKeyId", row.hashKeyId},
                                             {"source", row.source},
                                             {"createdAt", row.createdAt},
                                             {"seq", seq}});
    if (row.contactId) publishFactsChanged(unit, FactsChanged::kValues, {&*row.contactId, 1});
    return row;
}

SuppressionRow Suppressions::require(Unit& unit, Id id) const {
    if (auto row = unit.one<SuppressionRow>("contacts.find-suppression", {{"id", id}}))
        return std::move(*row);
    throw Error::notFound("contacts.no-suppression", "There is no suppression " + id.toString() + ".");
}

void Suppressions::remove(Unit& unit, const SuppressionRow& row) {
    unit.run("contacts.delete-suppression", {{"id", row.id}});
    if (row.contactId) publishFactsChanged(unit, FactsChanged::kValues, {&*row.contactId, 1});
    if (row.hash) noteHashes(unit, -1);
}

/// Takes the next number of a change. Whoever holds the mark's row is alone until the commit, so numbers are
/// committed in their order and a reader that saw one has seen all before it.
std::int64_t Suppressions::noteHashes(Unit& unit, std::int64_t added) {
    const std::int64_t mark = unit.newId().value;
    if (unit.run("contacts.update-suppression-mark", {{"mark", mark}, {"hashes", added}}) == 0)
        unit.run("contacts.insert-suppression-mark", {{"mark", mark}, {"hashes", added}});
    const std::int64_t seq = unit.one<MarkRow>("contacts.suppression-mark")->seq;
    unit.run("contacts.insert-suppression-change", {{"seq", seq}, {"mark", mark}});
    unit.publish(FactsChanged{std::string(FactsChanged::kGate), {}});
    return seq;
}

} // namespace rejoinder::contacts
