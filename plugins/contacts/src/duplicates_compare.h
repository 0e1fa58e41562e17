#pragma once
#include "duplicates_record.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

/// Are two records the same person? A sum of evidence per field, with its reasons.
namespace rejoinder::contacts {

/// How two values of a field agree.
enum class Agreement : std::uint8_t { Same, Similar, SoundsAlike, Initial, Swapped, Different };
REJOINDER_DESCRIBE_ENUM(Agreement, Same, Similar, SoundsAlike, Initial, Swapped, Different)

/// What one field says; `points` are powers of two of evidence for (or against) one person.
struct MatchReason {
    MatchField field = MatchField::Given;
    Agreement agreement = Agreement::Same;
    double points = 0;
};
REJOINDER_DESCRIBE(MatchReason, field, agreement, points)

enum class Verdict : std::uint8_t { No, Perhaps, Sure };
REJOINDER_DESCRIBE_ENUM(Verdict, No, Perhaps, Sure)

/// From which score on two records are surely, or perhaps, one person.
struct MatchThresholds {
    std::int32_t sure = 64, perhaps = 45;
};

/// The evidence for two records being one person: log2 of how much likelier their agreement is among records
/// of one person than among two (Fellegi and Sunter 1969), with fixed weights per field and degree.
class Evidence {
public:
    Evidence(const MatchView& a, const MatchView& b);

    [[nodiscard]] double points() const noexcept { return points_; }
    /// 0 to 100.
    [[nodiscard]] std::int32_t score() const noexcept;
    /// The score alone is not enough: what belongs to the person (given name, birth, e-mail, phone) must
    /// agree somewhere, and different given names or days of birth make a household, not a person.
    [[nodiscard]] Verdict verdict(const MatchThresholds& thresholds) const noexcept;
    [[nodiscard]] std::vector<MatchReason> reasons() const {
        return {reasons_.begin(), reasons_.begin() + count_};
    }

private:
    void compareNames(const MatchView& a, const MatchView& b);
    void compareCompanies(const MatchView& a, const MatchView& b);
    void compareBirth(const MatchView& a, const MatchView& b);
    void compareReach(const MatchView& a, const MatchView& b);
    bool comparePlace(const MatchView& a, const MatchView& b);
    void compareStreets(const MatchView& a, const MatchView& b);
    void add(MatchField field, Agreement agreement, double points) noexcept;

    std::array<MatchReason, kMatchFields> reasons_{};
    std::int32_t count_ = 0;
    double points_ = 0, personal_ = 0;
    bool otherGiven_ = false, otherBirth_ = false, sameBirth_ = false, perhapsSibling_ = false;
};

} // namespace rejoinder::contacts
