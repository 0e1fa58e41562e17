#pragma once
#include "state.h"

#include <filesystem>
#include <optional>
#include <span>
#include <vector>

/// Erasing persons (GDPR art. 17), and handing out what is known of them (art. 15 and 20).
namespace rejoinder::contacts {

/// Which persons were erased, in a file beside the database: a database that comes back from a backup is made
/// to forget them again. It holds ids only.
class ErasureJournal {
public:
    explicit ErasureJournal(std::filesystem::path file) : file_(std::move(file)) {}
    /// All ids, ascending, each once. A line that was cut off by a crash is left out.
    [[nodiscard]] std::vector<Id> read() const;
    /// Adds ids and waits until they are on the disk. @throws Error Unavailable.
    void add(const std::vector<Id>& contacts) const;

private:
    std::filesystem::path file_;
};

/// One thing an erasure or a dossier did.
struct CertificateStep {
    std::string what;
    std::int64_t records = 0;
};
REJOINDER_DESCRIBE(CertificateStep, what, records)

/// What was done when a person asked for erasure or for its data, or when a rule erased it: proof without the
/// data.
struct Certificate {
    Id id, contactId;
    std::string kind; ///< erasure, access, retention
    std::string askedBy, madeBy;
    Timestamp madeAt;
    std::string documentHash; ///< SHA-256 of what was handed out; "" when nothing was
    std::vector<CertificateStep> steps;
};
REJOINDER_DESCRIBE(Certificate, id, contactId, kind, askedBy, madeBy, madeAt, documentHash, steps)

Certificate certify(Unit& unit, Id contact, std::string_view kind, std::string_view askedBy,
                    std::vector<CertificateStep> steps, std::string_view documentHash);

/// The certificate of an erasure that was asked for before, if there is one.
std::optional<Certificate> erasureOf(Unit& unit, Id contact);

bool isErased(Unit& unit, Id contact);

/// @throws Error Conflict when nothing is left of the person that could be changed or merged.
void requireNotErased(Unit& unit, Id contact);

/// Takes away whatever names the person, under all its ids; ids, objections, keyed hashes and bare facts
/// stay, so that figures hold and nobody is written to again. The caller tells it by publishForgotten().
/// @returns what was done.
std::vector<CertificateStep> erasePerson(Unit& unit, State& state, Id contact);

/// Nothing is told of these ids any more, not by answers that are kept either.
void publishForgotten(Unit& unit, std::span<const Id> erased);

/// Queues the erasure of everybody in the journal whom the database still knows and no hold protects, and
/// adds to the journal whom it lacks.
void replayErasures(State& state);

} // namespace rejoinder::contacts
