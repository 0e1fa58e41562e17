#include "id_list.h"
#include "import_file.h"
#include "import_job.h"
#include "import_undo.h"
#include "rental.h"
#include "text.h"

#include <algorithm>
#include <array>

namespace rejoinder::contacts {

namespace {

/// Contacts of one unit: with their attributes and consents they stay below what an engine takes at once.
constexpr std::int64_t kChangedPerUnit = 200, kMadePerUnit = 1000;

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

class Undoing {
public:
    Undoing(State& state, const ImportRow& import, Attempt& attempt)
        : state_(state),
          import_(import),
          attempt_(attempt),
          progress_(attempt.checkpoint<UndoProgress>()),
          source_("undo of import " + import.fileName) {}

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
                store(unit, next, ImportState::Undoing);
            },
            next);
        const bool moved = next.after != progress_.after;
        progress_ = next;
        attempt_.progress(progress_.removed + progress_.restored + progress_.kept,
                          import_.created + import_.updated);
        return moved;
    }

    void store(Unit& unit, const UndoProgress& p, ImportState state) {
        unit.run("contacts.update-import-undo", {{"id", import_.id},
                                                 {"state", state},
                                                 {"removed", import_.removed + p.removed},
                                                 {"restored", import_.restored + p.restored},
                                                 {"kept", p.kept},
                                                 {"undoneAt", std::optional<Timestamp>()}});
        unit.audit("contacts.import-undo-step", import_.id,
                   std::to_string(p.removed) + " removed, " + std::to_string(p.restored) + " restored, " +
                       std::to_string(p.kept) + " kept");
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
        std::map<Id, std::vector<ImportChangeRow>> changes;
        for (const Id id : ids)
            for (ImportChangeRow& row : unit.all<ImportChangeRow>(
                     "contacts.changes-of", {{"importId", import_.id}, {"contactId", id}}))
                if (row.versionUndone == 0) changes[id].push_back(std::move(row));
        std::vector<Id> mine;
        for (const auto& [id, rows] : changes) {
            if (unit.number("contacts.import-of-contact", {{"id", id}}) == import_.id.value)
                continue; // made by it, too: that is the next part
            mine.push_back(id);
            bool restored = false;
            const auto stays = giveBack(unit, rows, restored);
            p.restored += restored ? 1 : 0;
            std::string names;
            for (const std::string& name : stays) names += (names.empty() ? "" : ", ") + name;
            if (!stays.empty()) keep(unit, p, id, "changed", names);
        }
        p.annulled += annulConsents(unit, import_.id, mine, source_);
        publishFactsChanged(unit, FactsChanged::kGate, mine);
        p.after = ids.back();
    }

    void removeSome(Unit& unit, UndoProgress& p) {
        std::map<Id, std::int64_t> versions;
        for (const MadeRow& row : unit.all<MadeRow>("contacts.made-by-import", {{"importId", import_.id},
                                                                                {"after", p.after},
                                                                                {"last", import_.lastId},
                                                                                {"limit", kMadePerUnit}}))
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
        if (const auto annulled = annulConsents(unit, import_.id, staying, source_); annulled > 0) {
            p.annulled += annulled;
            publishFactsChanged(unit, FactsChanged::kGate, staying);
        }
        remove(unit, going);
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
};

} // namespace

void runUndo(State& state, const UndoJob& job, Attempt& attempt) {
    ImportRow import;
    attempt.read([&](Unit& unit) { import = requireImport(unit, job.importId); });
    if (import.state == ImportState::Undoing) {
        // Steps before a crash are in the row's counts already; the checkpoint holds them again.
        const auto before = attempt.checkpoint<UndoProgress>();
        import.removed -= before.removed;
        import.restored -= before.restored;
        Undoing undoing(state, import, attempt);
        if (!undoing.run()) return;
        const UndoProgress& p = undoing.progress();
        attempt.write(
            [&](Unit& unit) {
                for (const ImportColumn& column : import.columns.columns)
                    if (const auto target = targetOf(column.target);
                        target && target->kind == ImportTarget::Kind::Attribute)
                        unit.run("contacts.delete-unused-attribute-name", {{"name", target->name}});
                // Whoever keeps facts learns in one word that people are gone.
                if (p.removed > 0) unit.publish(FactsChanged{});
                unit.run("contacts.delete-empty-rental", {{"importId", import.id}});
                unit.run("contacts.update-import-undo", {{"id", import.id},
                                                         {"state", ImportState::Undone},
                                                         {"removed", import.removed + p.removed},
                                                         {"restored", import.restored + p.restored},
                                                         {"kept", p.kept},
                                                         {"undoneAt", unit.now()}});
                unit.audit("contacts.import-undo-end", import.id,
                           std::to_string(p.removed) + " removed, " + std::to_string(p.restored) +
                               " restored, " + std::to_string(p.kept) + " kept");
            },
            p);
        attempt.result(p);
    }
    dropFiles(importFolder(state.context->dataFolder()), import.storedAs);
}

} // namespace rejoinder::contacts
