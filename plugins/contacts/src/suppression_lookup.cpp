#include "consent.h"
#include "id_list.h"
#include "reach.h"
#include "store.h"
#include "suppression.h"

#include <digest/digest.h>

#include <algorithm>
#include <charconv>

/// Who of many contacts is suppressed: hashes in memory, brought up to date by what changed.
namespace rejoinder::contacts {

namespace {

struct TextRow {
    std::string text;
};
REJOINDER_DESCRIBE(TextRow, text)

/// 63 bits of a hexadecimal hash, never 0.
std::int64_t bitsOf(std::string_view hash) {
    std::uint64_t value = 0;
    std::from_chars(hash.data(), hash.data() + std::min<std::size_t>(hash.size(), 16), value, 16);
    return std::max<std::int64_t>(static_cast<std::int64_t>(value >> 1U), 1);
}

bool contains(const std::vector<std::int64_t>& sorted, std::int64_t mac) {
    return mac != 0 && std::ranges::binary_search(sorted, mac);
}

} // namespace

/// Our own hashes up to a change. What came since the large list was sorted stands in a small one.
struct Suppressions::Hashes {
    std::int64_t seq = 0, mark = 0;
    std::shared_ptr<const std::vector<std::int64_t>> sorted = std::make_shared<std::vector<std::int64_t>>();
    std::vector<std::int64_t> fresh;
    [[nodiscard]] bool has(std::int64_t mac) const { return contains(*sorted, mac) || contains(fresh, mac); }
};

struct Suppressions::List {
    SuppressionListRow row;
    std::vector<std::int64_t> sorted;
};

std::int64_t Suppressions::macOf(SuppressionKind kind, std::string_view identifier) const {
    return bitsOf(key_.hash(kind, identifier));
}

Suppressions::Macs Suppressions::macsOf(const Contact& c) const {
    Macs macs;
    if (const auto email = c.email.empty() ? std::nullopt : emailIn(c.email))
        macs.email = macOf(SuppressionKind::Email, email->norm);
    if (!c.phone.empty()) macs.phone = macOf(SuppressionKind::Phone, c.phone);
    if (!c.postcode.empty()) macs.address = macOf(SuppressionKind::Address, addressIdentifier(c));
    return macs;
}

std::shared_ptr<const Suppressions::Hashes> Suppressions::hashes(Unit& unit) {
    const auto mark = unit.one<MarkRow>("contacts.suppression-mark");
    if (!mark || mark->hashes == 0) return nullptr;
    std::shared_ptr<const Hashes> known;
    {
        const std::scoped_lock lock(mutex_);
        known = hashes_;
    }
    if (known && known->mark == mark->mark) return known;
    // What is known may come from a unit that was rolled back, or be newer than this snapshot: then all is
    // read anew.
    const bool usable =
        known && known->seq < mark->seq &&
        unit.number("contacts.suppression-change-is", {{"seq", known->seq}, {"mark", known->mark}}) > 0;
    auto next = std::make_shared<Hashes>();
    if (usable) *next = *known;
    next->seq = mark->seq;
    next->mark = mark->mark;
    const auto take = [&](TextRow& row) { next->fresh.push_back(bitsOf(row.text)); };
    if (!usable) unit.forEach<TextRow>("contacts.suppression-hashes-of-old", {}, take);
    const std::int64_t since = usable ? known->seq : 0;
    unit.forEach<TextRow>("contacts.suppression-hashes-since", {{"since", since}, {"upto", mark->seq}}, take);
    // One that went away stays as a suspect, whom the database clears; so nobody has to be looked for and
    // taken out.
    std::ranges::sort(next->fresh);
    if (next->fresh.size() > 10'000) {
        auto all = std::make_shared<std::vector<std::int64_t>>();
        std::ranges::merge(*next->sorted, next->fresh, std::back_inserter(*all));
        next->sorted = std::move(all);
        next->fresh.clear();
    }
    const std::scoped_lock lock(mutex_);
    hashes_ = next;
    return next;
}

std::shared_ptr<const Suppressions::List> Suppressions::list(Unit& unit, const SuppressionListRow& row) {
    {
        const std::scoped_lock lock(mutex_);
        if (const auto it = lists_.find(row.id); it != lists_.end()) return it->second;
    }
    auto fresh = std::make_shared<List>();
    fresh->row = row;
    fresh->sorted = unit.numbers("contacts.suppression-entries", {{"listId", row.id}});
    const std::scoped_lock lock(mutex_);
    lists_[row.id] = fresh;
    return fresh;
}

void Suppressions::forgetList(Id list) {
    const std::scoped_lock lock(mutex_);
    lists_.erase(list);
}

std::shared_ptr<const Suppressions::Lookup> Suppressions::lookup(Unit& unit) {
    std::vector<std::shared_ptr<const List>> lists;
    for (const SuppressionListRow& row : unit.all<SuppressionListRow>("contacts.active-suppression-lists"))
        lists.push_back(list(unit, row));
    return std::make_shared<const Lookup>(*this, hashes(unit), std::move(lists));
}

void Suppressions::Lookup::refresh(Unit& unit, std::vector<PersonRow>& persons) const {
    std::vector<Id> old;
    for (const PersonRow& p : persons)
        if (p.contactVersion != p.version || p.hashKeyId != owner_.key().id()) old.push_back(p.id);
    if (old.empty()) return;
    auto at = persons.begin();
    for (const Contact& c : findContacts(unit, old)) {
        at = std::ranges::lower_bound(at, persons.end(), c.id, {}, &PersonRow::id);
        const Macs macs = owner_.macsOf(c);
        at->emailMac = macs.email, at->phoneMac = macs.phone, at->addressMac = macs.address;
    }
}

std::optional<SuppressionHit> Suppressions::Lookup::inLists(const PersonRow& p,
                                                            const std::string& channel) const {
    std::optional<SuppressionHit> weak;
    for (const auto& list : lists_) {
        const SuppressionListRow& row = list->row;
        if (row.digest != ListDigest::Plain || (row.channel != "all" && row.channel != channel)) continue;
        const std::int64_t mac = row.kind == SuppressionKind::Email   ? p.emailMac
                                 : row.kind == SuppressionKind::Phone ? p.phoneMac
                                                                      : p.addressMac;
        if (!contains(list->sorted, mac)) continue;
        SuppressionHit hit{row.id, "contacts.list " + row.name, row.scope == ListScope::Prospects};
        if (!hit.prospectsOnly) return hit;
        weak = std::move(hit);
    }
    return weak;
}

bool Suppressions::Lookup::suspicious(const PersonRow& p) const {
    return hashes_ && (hashes_->has(p.emailMac) || hashes_->has(p.phoneMac) || hashes_->has(p.addressMac));
}

std::optional<SuppressionHit> Suppressions::Lookup::confirmed(Unit& unit, const Contact& c,
                                                              const std::string& channel) const {
    const auto blocks = [&](SuppressionKind kind,
                            std::string_view identifier) -> std::optional<SuppressionHit> {
        const Id id{unit.number(
            "contacts.hash-blocks",
            {{"hash", owner_.key().hash(kind, identifier)}, {"kind", kind}, {"channel", channel}})};
        if (!id) return std::nullopt;
        return SuppressionHit{id, "contacts.suppressed", false};
    };
    std::optional<SuppressionHit> hit;
    if (const auto email = c.email.empty() ? std::nullopt : emailIn(c.email))
        hit = blocks(SuppressionKind::Email, email->norm);
    if (!hit && !c.phone.empty()) hit = blocks(SuppressionKind::Phone, c.phone);
    if (!hit && !c.postcode.empty()) hit = blocks(SuppressionKind::Address, addressIdentifier(c));
    return hit;
}

/// Lists that came as SHA-256 of e-mail addresses or phone numbers can only be asked with the same digest.
void Suppressions::Lookup::checkDigests(Unit& unit, const std::string& channel,
                                        const std::vector<PersonRow>& persons,
                                        std::vector<std::optional<SuppressionHit>>& hits) const {
    std::vector<const List*> asked;
    for (const auto& list : lists_)
        if (list->row.digest == ListDigest::Sha256 &&
            (list->row.channel == "all" || list->row.channel == channel))
            asked.push_back(list.get());
    if (asked.empty()) return;
    std::vector<Id> ids;
    for (const PersonRow& p : persons) ids.push_back(p.id);
    for (const Contact& c : findContacts(unit, ids)) {
        const auto at = static_cast<std::size_t>(std::ranges::lower_bound(persons, c.id, {}, &PersonRow::id) -
                                                 persons.begin());
        const auto email = c.email.empty() ? std::nullopt : emailIn(c.email);
        for (const List* list : asked) {
            const std::string text = list->row.kind == SuppressionKind::Phone ? c.phone
                                     : email                                  ? email->norm
                                                                              : "";
            if (text.empty() || (hits[at] && !hits[at]->prospectsOnly)) continue;
            if (contains(list->sorted, owner_.macOf(list->row.kind, "sha256:" + digest::sha256Hex(text))))
                hits[at] = {list->row.id, "contacts.list " + list->row.name,
                            list->row.scope == ListScope::Prospects};
        }
    }
}

std::vector<std::optional<SuppressionHit>> Suppressions::Lookup::check(
    Unit& unit, Channel channel, std::vector<PersonRow>& persons) const {
    std::vector<std::optional<SuppressionHit>> hits(persons.size());
    // A no to letters is a no to post of any kind.
    const std::string on = nameOf(channel == Channel::Post ? Channel::Letter : channel);
    refresh(unit, persons);
    std::vector<Id> suspects;
    for (std::size_t i = 0; i < persons.size(); ++i) {
        hits[i] = inLists(persons[i], on);
        if (suspicious(persons[i])) suspects.push_back(persons[i].id);
    }
    checkDigests(unit, on, persons, hits);
    for (const Contact& c : findContacts(unit, suspects)) {
        const auto at = static_cast<std::size_t>(std::ranges::lower_bound(persons, c.id, {}, &PersonRow::id) -
                                                 persons.begin());
        if (auto hit = confirmed(unit, c, on)) hits[at] = std::move(hit);
    }
    return hits;
}

} // namespace rejoinder::contacts
