#include "import_writer.h"

#include "consent.h"
#include "id_list.h"
#include "import_change.h"
#include "merge_fields.h"
#include "merge_identity.h"
#include "rental.h"
#include "store.h"
#include "text.h"

#include <algorithm>
#include <unordered_map>

namespace rejoinder::contacts {

namespace {

struct KeyRow {
    std::string externalKey;
    Id id;
};
REJOINDER_DESCRIBE(KeyRow, externalKey, id)

/// The three channels that need consent, in the order of their consents.
constexpr std::array kConsentChannels{Channel::Email, Channel::Phone, Channel::Sms};

bool consents(const RowNote& note, Channel channel) noexcept {
    return (note.consents & bitOf(channel)) != 0;
}

class BatchWriter {
public:
    BatchWriter(Unit& unit, const ImportRow& import, ImportBatch& batch, Trial* trial)
        : unit_(unit), import_(import), batch_(batch), trial_(trial) {}

    ImportProgress write(const ImportProgress& before) {
        progress_ = before;
        if (trial_ != nullptr) trial_->made.clear(), trial_->next.clear();
        const auto done = std::ranges::lower_bound(batch_.notes, before.line, {}, &RowNote::line);
        first_ = static_cast<std::size_t>(done - batch_.notes.begin());
        findKnown();
        takeSoMany();
        takeErrors(before.line);
        if (known_.empty() && trial_ == nullptr && import_.settings.mode != ImportMode::Update)
            insertAll();
        else
            insertOrUpdate();
        unit_.insertMany("contacts.insert-import-error", errors_);
        if (trial_ != nullptr) return progress_;
        unit_.insertMany("contacts.insert-consent", consentEvents_);
        unit_.insertMany("contacts.insert-consent-state", consentStates_);
        unit_.insertMany("contacts.insert-import-change", changes_);
        if (import_.settings.rental) unit_.insertMany("contacts.insert-rented", rented_);
        noteAttributeNames(unit_, batch_.attributeKinds);
        publishFactsChanged(unit_, FactsChanged::kValues, changed_);
        return progress_;
    }

private:
    /// As many rows as the transaction takes: all where nobody is known, as the parser counted them.
    void takeSoMany() {
        last_ = batch_.rows.size();
        std::size_t needed = kOwnRows + batch_.attributeKinds.size() + batch_.errors.size();
        for (std::size_t i = first_; i < batch_.rows.size() && trial_ == nullptr; ++i) {
            const bool known = known_.contains(batch_.rows[i].contact.externalKey);
            needed += rowsOf(batch_.notes[i], import_.settings, known);
            if (needed <= kBatchRows || i == first_) continue;
            last_ = i;
            break;
        }
        const bool whole = last_ == batch_.rows.size();
        progress_.offset = whole ? static_cast<std::int64_t>(batch_.end.offset) : batch_.notes[last_].offset;
        progress_.line = whole ? static_cast<std::int64_t>(batch_.end.line) : batch_.notes[last_].line;
    }

    /// What is wrong in the lines that are taken.
    void takeErrors(std::int64_t from) {
        std::int64_t wrong = 0, line = 0;
        for (const ImportErrorRow& error : batch_.errors) {
            if (error.line < from || (last_ < batch_.rows.size() && error.line >= progress_.line)) continue;
            wrong += error.line == line ? 0 : 1;
            line = error.line;
            errors_.push_back(error);
        }
        progress_.records += static_cast<std::int64_t>(last_ - first_) + wrong;
        progress_.failed += wrong;
    }

    /// Finds the contacts whose keys the batch names. An import into an empty table, or of ascending new
    /// keys, costs one query that finds nothing.
    void findKnown() {
        std::vector<std::string> keys;
        for (std::size_t i = first_; i < batch_.rows.size(); ++i)
            if (const std::string& key = batch_.rows[i].contact.externalKey; !key.empty())
                keys.push_back(key);
        std::ranges::sort(keys);
        const KeyQueries byKey{"contacts.keys-between", "contacts.keys-among"};
        std::vector<Id> ids;
        forKeys<KeyRow, std::string>(
            unit_, byKey, keys, [](const KeyRow& r) -> const std::string& { return r.externalKey; },
            [&](const KeyRow& r) { ids.push_back(r.id); });
        if (!ids.empty()) readKnown(ids);
        if (trial_ == nullptr) return;
        for (const std::string& key : keys)
            if (const auto earlier = trial_->known.find(key); earlier != trial_->known.end())
                known_[key] = earlier->second;
    }

    void readKnown(const std::vector<Id>& ids) {
        families_ = familiesOf(unit_, sortedIds(ids));
        std::unordered_map<Id, std::string> keyOf;
        for (Contact& c : findContacts(unit_, ids)) {
            keyOf.emplace(c.id, c.externalKey);
            std::string key = c.externalKey;
            known_[std::move(key)].contact = std::move(c);
        }
        if (import_.settings.mode == ImportMode::Create) return;
        const KeyQueries attributes{"contacts.attributes-between", "contacts.attributes-among"};
        forKeys<AttributeRow, Id>(
            unit_, attributes, sortedIds(ids), [](const AttributeRow& r) { return r.contactId; },
            [&](AttributeRow& r) {
                known_[keyOf[r.contactId]].attributes.emplace(std::move(r.name), std::move(r.valueText));
            });
    }

    void begin(ContactRow& row, const RowNote& note) {
        row.contact.id = unit_.newId();
        row.contact.version = 1;
        row.contact.createdAt = row.contact.updatedAt = unit_.now();
        changed_.push_back(row.contact.id);
        for (std::size_t i = note.attributesBegin; i < note.attributesEnd; ++i)
            batch_.attributes[i].contactId = row.contact.id;
        for (const Channel channel : kConsentChannels)
            if (consents(note, channel)) addConsent(row.contact.id, channel);
        if (import_.settings.rental) rented_.push_back({row.contact.id, import_.id, unit_.now()});
        if (!progress_.firstId) progress_.firstId = row.contact.id;
        progress_.firstId = std::min(progress_.firstId, row.contact.id);
        progress_.lastId = std::max(progress_.lastId, row.contact.id);
        ++progress_.created;
    }

    void insertAll() {
        for (std::size_t i = first_; i < last_; ++i) begin(batch_.rows[i], batch_.notes[i]);
        const auto attributes = [&](std::size_t row) {
            return row < batch_.notes.size() ? batch_.notes[row].attributesBegin : batch_.attributes.size();
        };
        unit_.insertMany("contacts.insert-contact",
                         std::span<const ContactRow>(batch_.rows).subspan(first_, last_ - first_));
        unit_.insertMany("contacts.insert-attribute",
                         std::span<const AttributeRow>(batch_.attributes)
                             .subspan(attributes(first_), attributes(last_) - attributes(first_)));
    }

    void insertOrUpdate() {
        std::vector<ContactRow> rows;
        for (std::size_t i = first_; i < last_; ++i) {
            ContactRow& row = batch_.rows[i];
            const RowNote& note = batch_.notes[i];
            const auto known = known_.find(row.contact.externalKey);
            if (known != known_.end()) {
                update(row.contact, note, known->second);
                remember(known->first, known->second);
            } else if (import_.settings.mode == ImportMode::Update) {
                refuse(i, "contacts.import-unknown-key", "Nobody has this key, and the import only changes.");
            } else if (trial_ != nullptr) {
                tryToMake(i);
            } else {
                begin(row, note);
                rows.push_back(row);
                for (std::size_t a = note.attributesBegin; a < note.attributesEnd; ++a)
                    attributes_.push_back(batch_.attributes[a]);
            }
        }
        if (trial_ != nullptr) return;
        unit_.insertMany("contacts.insert-contact", rows);
        unit_.insertMany("contacts.insert-attribute", attributes_);
    }

    void tryToMake(std::size_t row) {
        trial_->made.push_back(row);
        ++progress_.created;
        const RowNote& note = batch_.notes[row];
        KnownContact made{batch_.rows[row].contact, {}, note.consents, true};
        for (std::size_t i = note.attributesBegin; i < note.attributesEnd; ++i)
            made.attributes[batch_.attributes[i].name] = batch_.attributes[i].valueText;
        remember(made.contact.externalKey, made);
    }

    /// In a trial the next row of a key must meet what this one would have left.
    void remember(const std::string& key, const KnownContact& contact) {
        if (trial_ != nullptr && trial_->repeated.contains(std::hash<std::string>{}(key)))
            trial_->next[key] = contact;
    }

    void refuse(std::size_t row, std::string code, std::string message) {
        std::string field;
        for (const ImportColumn& column : import_.columns.columns)
            if (column.target == "externalKey") field = column.header;
        errors_.push_back({import_.id, batch_.notes[row].line, 0, std::move(code),
                           std::string(shortened(field, 100)), std::move(message), batch_.raw[row]});
        ++progress_.failed;
    }

    void update(const Contact& from, const RowNote& note, KnownContact& known) {
        if (import_.settings.mode == ImportMode::Create) {
            ++progress_.unchanged;
            return;
        }
        const KnownContact before = known;
        bool changed = takeFields(from, note, known.contact);
        for (std::size_t i = note.attributesBegin; i < note.attributesEnd; ++i)
            changed = takeAttribute(batch_.attributes[i], known) || changed;
        changed = takeConsents(note, known) || changed;
        ImportChangeRow change;
        changed = changeOwner(known, change.fields) || changed;
        ++(changed ? progress_.updated : progress_.unchanged);
        if (!changed || trial_ != nullptr) return;
        change.importId = import_.id;
        change.contactId = known.contact.id;
        change.versionBefore = before.contact.version;
        change.fields.fields = changedFields(before, known);
        changed_.push_back(known.contact.id);
        change.versionAfter = storeContact(unit_, std::move(known.contact)).version;
        changes_.push_back(std::move(change));
    }

    /// A name of a rented list becomes one of this list, or ours when the file is ours; whoever is ours stays
    /// ours.
    bool changeOwner(KnownContact& known, ImportChangeSet& change) {
        if (!anyRented_) anyRented_ = anyRented(unit_);
        if (!*anyRented_ || known.owned) return false;
        const Id contact = known.contact.id;
        const auto before = rentedRow(unit_, contact);
        if (!before || before->importId == import_.id) return false;
        known.owned = true;
        if (trial_ != nullptr) return true;
        change.rentedBefore = before->importId;
        change.rentedSince = before->rentedAt;
        setRented(unit_, contact,
                  import_.settings.rental ? std::optional(RentedRow{contact, import_.id, unit_.now()})
                                          : std::nullopt);
        return true;
    }

    static std::map<std::string, ValueChange> changedFields(const KnownContact& before,
                                                            const KnownContact& after) {
        const FieldMap old = fieldsOf(before.contact, before.attributes);
        std::map<std::string, ValueChange> changes;
        for (const auto& [name, value] : fieldsOf(after.contact, after.attributes)) {
            const auto it = old.find(name);
            const std::string was = it == old.end() ? std::string() : it->second;
            if (was != value) changes[name] = {was, value};
        }
        return changes;
    }

    /// Takes over the fields that the row filled; true when one differs.
    static bool takeFields(const Contact& from, const RowNote& note, Contact& to) {
        bool changed = false;
        const auto take = [&](auto& mine, const auto& theirs) {
            if (mine == theirs) return;
            mine = theirs;
            changed = true;
        };
        const auto& fields = textFields();
        for (std::size_t i = 0; i < fields.size(); ++i)
            if ((note.given & (1U << i)) != 0) take(to.*fields[i].member, from.*fields[i].member);
        if ((note.given & kGivenKind) != 0) take(to.kind, from.kind);
        if ((note.given & kGivenSalutation) != 0) take(to.salutation, from.salutation);
        if ((note.given & kGivenUndeliverable) != 0) take(to.addressUndeliverable, from.addressUndeliverable);
        if ((note.given & kGivenDeceased) != 0) take(to.deceased, from.deceased);
        return changed;
    }

    bool takeAttribute(const AttributeRow& wanted, KnownContact& known) {
        const auto old = known.attributes.find(wanted.name);
        if (old != known.attributes.end() && old->second == wanted.valueText) return false;
        const bool stored = old != known.attributes.end() && trial_ == nullptr;
        if (stored)
            unit_.run("contacts.delete-attribute", {{"contactId", known.contact.id}, {"name", wanted.name}});
        known.attributes[wanted.name] = wanted.valueText;
        if (trial_ != nullptr) return true;
        attributes_.push_back(wanted);
        attributes_.back().contactId = known.contact.id;
        return true;
    }

    /// Consent of a file counts only where nothing was said before, under whichever id of the person: it must
    /// not undo a withdrawal.
    bool takeConsents(const RowNote& note, KnownContact& known) {
        bool changed = false;
        const Id contact = known.contact.id;
        const auto family = families_.find(contact);
        const auto ids = family == families_.end() ? std::vector{contact} : family->second;
        for (const Channel channel : kConsentChannels) {
            const std::uint32_t bit = bitOf(channel);
            if (!consents(note, channel) || (known.consents & bit) != 0) continue;
            bool said = false, mine = false;
            Timestamp annulled;
            for (const Id id : ids) {
                const auto state = unit_.one<ConsentState>(
                    "contacts.find-consent-state",
                    {{"contactId", id}, {"channel", channel}, {"purpose", kAdvertising}});
                if (!state) continue;
                mine = mine || id == contact;
                said = said || !wasAnnulled(unit_, *state);
                annulled = std::max(annulled, state->at);
            }
            if (said) continue;
            changed = true;
            known.consents |= bit;
            if (trial_ != nullptr) continue;
            if (mine)
                unit_.run("contacts.delete-consent-state",
                          {{"contactId", contact}, {"channel", channel}, {"purpose", kAdvertising}});
            addConsent(contact, channel, annulled);
        }
        return changed;
    }

    /// What was said before must not become the newest word again.
    void addConsent(Id contact, Channel channel, Timestamp notBefore = {}) {
        ConsentEvent event;
        event.id = unit_.newId();
        event.contactId = contact;
        event.channel = channel;
        event.at = std::max(import_.createdAt, notBefore);
        event.importId = import_.id;
        event.recordedAt = unit_.now();
        event.source = shortened("import " + import_.fileName, 200);
        event.textVersion = import_.settings.consentTextVersion;
        event.textHash = wordingHash();
        consentStates_.push_back({contact, channel, event.purpose, true, event.at, event.id});
        consentEvents_.push_back(std::move(event));
    }

    const std::string& wordingHash() {
        if (!hashed_) {
            hashed_ = contacts::wordingHash(import_.settings.consentText);
            keepWording(unit_, *hashed_, import_.settings.consentText);
        }
        return *hashed_;
    }

    Unit& unit_;
    const ImportRow& import_;
    ImportBatch& batch_;
    Trial* trial_;                       ///< null: it is no trial
    std::size_t first_ = 0, last_ = 0;   ///< which rows of the batch are taken
    std::vector<ImportErrorRow> errors_; ///< those of the batch, which keeps its own, and more
    ImportProgress progress_;
    std::vector<Id> changed_; ///< whose facts are others now
    std::unordered_map<std::string, KnownContact> known_;
    std::map<Id, std::vector<Id>> families_; ///< of those who are merged
    std::vector<AttributeRow> attributes_;
    std::vector<ConsentEvent> consentEvents_;
    std::vector<ConsentState> consentStates_;
    std::vector<ImportChangeRow> changes_;
    std::vector<RentedRow> rented_;
    std::optional<bool> anyRented_;
    std::optional<std::string> hashed_;
};

} // namespace

void Trial::settle() {
    for (auto& [key, contact] : next) {
        const auto left = repeated.find(std::hash<std::string>{}(key));
        if (left != repeated.end() && --left->second > 0)
            known[key] = std::move(contact);
        else
            known.erase(key);
    }
    next.clear();
}

ImportProgress writeBatch(Unit& unit, const ImportRow& import, ImportBatch& batch,
                          const ImportProgress& before, Trial* trial) {
    return BatchWriter(unit, import, batch, trial).write(before);
}

} // namespace rejoinder::contacts
