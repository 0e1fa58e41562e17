#include "hold.h"
#include "id_list.h"
#include "import_file.h"
#include "import_job.h"
#include "import_parser.h"
#include "import_undo.h"
#include "store.h"
#include "text.h"

#include <algorithm>
#include <array>

namespace rejoinder::contacts {

namespace {

/// Contacts of one unit at most; with many attributes they are fewer.
constexpr std::int64_t kChangedPerUnit = 200, kMadePerUnit = 1000;
/// Rows that go with a contact beside its attributes: consents and their states, pairs, changes, events.
constexpr std::int64_t kRowsPerContact = 20;

struct MadeRow {
    Id id;
    std::int64_t version = 0;
};
REJOINDER_DESCRIBE(MadeRow, id, version)

/// What belongs to a contact and goes with it, children before their parent.
constexpr std::array<std::string_view, 9> kRemovals{
    "contacts.remove-attributes", "contacts.remove-consent-states", "contacts.remove-consents",
    "contacts.remove-identities", "contacts.remove-pairs-low",      "contacts.remove-pairs-high",
    "contacts.remove-changes",    "contacts.remove-rented",         "contacts.remove-contacts"};

/// Overtaken when somebody began to take it back anew: another job does it.
void storeUndo(Unit& unit, const ImportRow& import, const UndoProgress& p, ImportState state) {
    const bool over = state == ImportState::Undone;
    if (unit.run("contacts.update-import-undo",
                 {{"id", import.id},
                  {"undos", import.undos},
                  {"state", state},
                  {"removed", import.removed + p.removed},
                  {"restored", import.restored + p.restored},
                  {"kept", p.kept},
                  {"undoneAt", over ? std::optional<Timestamp>(unit.now()) : std::nullopt}}) == 0)
        throw Overtaken{};
    unit.audit(over ? "contacts.import-undo-end" : "contacts.import-undo-step", import.id,
               std::to_string(p.removed) + " removed, " + std::to_string(p.restored) + " restored, " +
                   std::to_string(p.kept) + " kept");
}

class Undoing {
public:
    Undoing(State& state, const ImportRow& import, Attempt& attempt)
        : state_(state),
          import_(import),
          attempt_(attempt),
          progress_(attempt.checkpoint<UndoProgress>()),
          source_("undo of import " + import.fileName) {
        const auto attributes = std::ranges::count_if(import.columns.columns, [](const ImportColumn& column) {
            const auto target = targetOf(column.target);
            return target && target->kind == ImportTarget::Kind::Attribute;
        });
        madePerUnit_ = std::clamp<std::int64_t>(
            static_cast<std::int64_t>(kBatchRows) / (kRowsPerContact + attributes), 1, kMadePerUnit);
    }

    /// False when told to stop before the end.
    bool run() {
        while (!progress_.changesDone) {
            if (attempt_.stopping()) return false;
            step([this](Unit& unit, UndoProgress& next) { giveBackSome(unit, next); });
        }
        while (step([this](Unit& unit, UndoProgress& next) { removeSome(unit, next); }))
            if (attempt_.stopping()) return false;
        return true;
    }
    [[nodiscard]] const UndoProgress& progress() const noexcept { return progress_; }

private:
    /// One unit with its checkpoint; false when it found nothing to do.
    template <class F>
    bool step(F&& work) {
        UndoProgress next = progress_;
        attempt_.write(
            [&](Unit& unit) {
                next = progress_;
                work(unit, next);
                storeUndo(unit, import_, next, ImportState::Undoing);
            },
            next);
        const bool moved = next.after != progress_.after;
        progress_ = next;
        attempt_.progress(progress_.removed + progress_.restored + progress_.kept,
                          import_.created + import_.updated);
        return moved;
    }

    void keep(Unit& unit, UndoProgress& p, Id contact, std::string_view code, std::string_view detail) {
        unit.run("contacts.insert-import-kept",
                 ImportKeptRow{import_.id, contact, std::string(code), std::string(shortened(detail, 500))});
        ++p.kept;
    }

    void giveBackSome(Unit& unit, UndoProgress& p) {
        std::vector<Id> ids;
        for (const std::int64_t id :
             unit.numbers("contacts.changed-by-import",
                          {{"importId", import_.id}, {"after", p.after}, {"limit", kChangedPerUnit}}))
            ids.push_back(Id{id});
        if (ids.empty()) {
            p.changesDone = true;
            p.after = import_.firstId ? Id{import_.firstId.value - 1} : Id{};
            return;
        }
        std::vector<Id> mine;
        std::size_t rows = 0;
        for (const Id id : ids) {
            if (rows > kBatchRows / 2) break;
            p.after = id;
            std::vector<ImportChangeRow> changes;
            for (ImportChangeRow& row : unit.all<ImportChangeRow>(
                     "contacts.changes-of", {{"importId", import_.id}, {"contactId", id}}))
                if (row.versionUndone <= 0) changes.push_back(std::move(row));
            if (changes.empty() ||
                unit.number("contacts.import-of-contact", {{"id", id}}) == import_.id.value)
                continue; // made by it, too: that is the next part
            if (isHeld(unit, id)) {
                keep(unit, p, id, "hold", {});
                continue;
            }
            mine.push_back(id);
            const GivenBack back = giveBack(unit, import_, changes);
            rows += back.rows;
            p.restored += back.restored ? 1 : 0;
            std::string names;
            for (const std::string& name : back.stays) names += (names.empty() ? "" : ", ") + name;
            if (back.erased) keep(unit, p, id, "erased", {});
            if (!back.stays.empty()) keep(unit, p, id, "changed", names);
        }
        p.annulled += annulConsents(unit, import_.id, mine, source_);
        publishFactsChanged(unit, FactsChanged::kValues, mine);
    }

    void removeSome(Unit& unit, UndoProgress& p) {
        std::map<Id, std::int64_t> versions;
        for (const MadeRow& row : unit.all<MadeRow>("contacts.made-by-import", {{"importId", import_.id},
                                                                                {"after", p.after},
                                                                                {"last", import_.lastId},
                                                                                {"limit", madePerUnit_}}))
            versions.emplace(row.id, row.version);
        if (versions.empty()) return;
        const auto reasons = reasonsToKeep(unit, state_, import_.id, versions);
        std::vector<Id> going, staying;
        for (const auto& [id, version] : versions) {
            const auto reason = reasons.find(id);
            if (reason == reasons.end()) {
                going.push_back(id);
                continue;
            }
            staying.push_back(id);
            keep(unit, p, id, reason->second, {});
        }
        p.annulled += annulConsents(unit, import_.id, staying, source_);
        remove(unit, going);
        publishFactsChanged(unit, FactsChanged::kValues, going);
        p.removed += static_cast<std::int64_t>(going.size());
        p.after = versions.rbegin()->first;
    }

    static void remove(Unit& unit, std::span<const Id> ids) {
        for (const std::string_view query : kRemovals)
            for (std::size_t at = 0; at < ids.size(); at += kListSize) {
                KeyList<Id> list;
                for (std::size_t i = 0; i < kListSize; ++i)
                    list.keys[i] = ids[std::min(at + i, ids.size() - 1)];
                unit.run(query, list);
            }
    }

    State& state_;
    const ImportRow& import_;
    Attempt& attempt_;
    UndoProgress progress_;
    std::string source_;
    std::int64_t madePerUnit_;
};

} // namespace

void runUndo(State& state, const UndoJob& job, Attempt& attempt) {
    ImportRow import;
    attempt.read([&](Unit& unit) { import = requireImport(unit, job.importId); });
    if (import.state == ImportState::Undoing && import.undos == job.undo) {
        // Steps before a crash are in the row's counts already; the checkpoint holds them again.
        const auto before = attempt.checkpoint<UndoProgress>();
        import.removed -= before.removed;
        import.restored -= before.restored;
        try {
            Undoing undoing(state, import, attempt);
            if (!undoing.run()) return;
            const UndoProgress& p = undoing.progress();
            attempt.write(
                [&](Unit& unit) {
                    for (const ImportColumn& column : import.columns.columns)
                        if (const auto target = targetOf(column.target);
                            target && target->kind == ImportTarget::Kind::Attribute)
                            unit.run("contacts.delete-unused-attribute-name", {{"name", target->name}});
                    unit.run("contacts.delete-empty-rental", {{"importId", import.id}});
                    storeUndo(unit, import, p, ImportState::Undone);
                },
                p);
            attempt.result(p);
        } catch (const Overtaken&) {
            return;
        }
    }
    dropFiles(importFolder(state.context->dataFolder()), import.storedAs);
}

} // namespace rejoinder::contacts
