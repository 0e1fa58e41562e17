#include "erasure.h"

#include "consent.h"
#include "erasure_job.h"
#include "hold.h"
#include "merge_identity.h"
#include "reach.h"
#include "record.h"
#include "store.h"

#include <rejoinder/forgotten.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <optional>

namespace rejoinder::contacts {

namespace {

/// What identifies the contact is suppressed before it goes, on the channels that the person objected to
/// under any of its ids. @returns how many hashes that made.
std::int64_t keepObjections(Unit& unit, Suppressions& list, const Contact& c, std::span<const Id> person) {
    std::int64_t kept = 0;
    for (const SuppressionRow& row : suppressionsOf(unit, person)) {
        const auto add = [&](SuppressionKind kind, std::string_view identifier) {
            const auto channel = enumOf<Channel>(row.channel);
            kept += list.addIdentifier(unit, kind, identifier, channel, "erasure").second ? 1 : 0;
        };
        if (const auto email = c.email.empty() ? std::nullopt : emailIn(c.email))
            add(SuppressionKind::Email, email->norm);
        if (!c.phone.empty()) add(SuppressionKind::Phone, c.phone);
        if (!c.postcode.empty()) add(SuppressionKind::Address, addressIdentifier(c));
    }
    return kept;
}

void blank(Unit& unit, Contact contact) {
    for (const TextField& field : textFields())
        if (field.name != "language") (contact.*field.member).clear();
    contact.salutation = Salutation::None;
    contact.title.clear();
    replaceAttributes(unit, contact.id, {});
    updateContact(unit, std::move(contact));
}

} // namespace

std::vector<Id> ErasureJournal::read() const {
    std::vector<Id> ids;
    std::ifstream in(file_);
    for (std::string line; std::getline(in, line);)
        if (const auto id = Id::parse(line); id && !in.eof()) ids.push_back(*id);
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

void ErasureJournal::add(const std::vector<Id>& contacts) const {
    std::string text = "\n"; // ends a line that a crash may have cut off
    for (const Id id : contacts) text += id.toString() + "\n";
    const int descriptor = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const bool written = descriptor >= 0 &&
                         ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                         ::fsync(descriptor) == 0;
    if (descriptor >= 0) ::close(descriptor);
    if (!written)
        throw Error(ErrorKind::Unavailable, "contacts.erasure-journal",
                    "The journal of erasures, " + file_.string() + ", cannot be written.");
}

Certificate certify(Unit& unit, Id contact, std::string_view kind, std::string_view askedBy,
                    std::vector<CertificateStep> steps, std::string_view documentHash) {
    Certificate made{unit.newId(),      contact,    std::string(kind),         std::string(askedBy),
                     unit.actor().name, unit.now(), std::string(documentHash), std::move(steps)};
    unit.run("contacts.insert-certificate", made);
    return made;
}

std::optional<Certificate> erasureOf(Unit& unit, Id contact) {
    for (Certificate& made : unit.all<Certificate>("contacts.certificates-of", {{"contactId", contact}}))
        if (made.kind == "erasure") return std::move(made);
    return std::nullopt;
}

void publishForgotten(Unit& unit, std::span<const Id> erased) {
    constexpr std::size_t kMost = 1'000;
    for (std::size_t at = 0; at < erased.size(); at += kMost) {
        const auto some = erased.subspan(at, std::min(kMost, erased.size() - at));
        unit.publish(Forgotten{{some.begin(), some.end()}});
    }
}

bool isErased(Unit& unit, Id contact) {
    return unit.number("contacts.is-erased", {{"contactId", contact}}) > 0;
}

void requireNotErased(Unit& unit, Id contact) {
    if (isErased(unit, contact))
        throw Error::conflict("contacts.erased", "The person was erased; add a new contact instead.");
}

std::vector<CertificateStep> erasePerson(Unit& unit, State& state, Id contact) {
    const std::vector<Id> ids = allIdsOf(unit, contact);
    std::vector<CertificateStep> steps;
    std::int64_t hashes = 0, contacts = 0, others = 0;
    for (const Id id : ids) {
        auto row = findContact(unit, id);
        if (!row || isErased(unit, id)) continue;
        hashes += keepObjections(unit, *state.suppressions, *row, ids);
        blank(unit, std::move(*row));
        unit.run("contacts.erase-consent-sources", {{"contactId", id}});
        unit.run("contacts.erase-merges", {{"contactId", id}});
        unit.run("contacts.erase-import-changes", {{"contactId", id}});
        unit.run("contacts.erase-duplicates", {{"contactId", id}});
        unit.run("contacts.delete-identity", {{"contactId", id}});
        unit.run("contacts.insert-erased", {{"contactId", id}, {"erasedAt", unit.now()}});
        ++contacts;
    }
    for (const auto& records : state.context->useAll<PersonRecords>()) others += records->erase(unit, ids);
    steps.push_back({"contacts blanked, with their attributes", contacts});
    steps.push_back({"keyed hashes added, so that the objection outlives the data", hashes});
    steps.push_back({"texts about the person taken away in other parts", others});
    if (contacts > 0) {
        unit.publish(ContactErased{ids});
        publishFactsChanged(unit, {}, ids);
    }
    unit.audit("contacts.erase", contact, std::to_string(contacts) + " ids");
    return steps;
}

void replayErasures(State& state) {
    std::vector<Id> erased;
    state.context->storage().read([&](Unit& unit) {
        for (const std::int64_t id : unit.numbers("contacts.erased-ids")) erased.push_back(Id{id});
    });
    const std::vector<Id> noted = state.journal->read();
    std::vector<Id> again, missing;
    std::ranges::set_difference(noted, erased, std::back_inserter(again));
    std::ranges::set_difference(erased, noted, std::back_inserter(missing));
    if (!missing.empty()) state.journal->add(missing);
    for (const Id id : again)
        state.context->storage().write(
            [&](Unit& unit) {
                // The backup may be older than the contact; a hold that stands in it counts.
                if (!findContact(unit, id) || isHeld(unit, id)) return;
                queueErasure(unit, id, "restored from a backup");
            },
            {Priority::Background, {"system", "contacts", {}, {}}});
}

} // namespace rejoinder::contacts
