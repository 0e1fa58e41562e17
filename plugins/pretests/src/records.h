#pragma once
#include <rejoinder/contract/pretests.h>

/// What the plugin stores, takes and shows. Rates are shares between 0 and 1.
namespace rejoinder::pretests {

enum class PreTestState { Running, Decided };
REJOINDER_DESCRIBE_ENUM(PreTestState, Running, Decided)

/// Cells of a campaign that are compared before the roll-out, and what the test is to see.
struct PreTest {
    Id id, campaignId;
    std::string name;
    std::vector<Id> cellIds;
    double baseRate = 0, wishedRate = 0; ///< the rate expected, and the one whose difference is to be seen
    double alpha = 0.05, power = 0.8;
    PreTestState state = PreTestState::Running;
    std::optional<Id> chosenCellId;
    std::string remark;
    std::int64_t version = 1;
    Timestamp createdAt;
};
REJOINDER_DESCRIBE(PreTest, id, campaignId, name, cellIds, baseRate, wishedRate, alpha, power, state,
                   chosenCellId, remark, version, createdAt)

/// Which published formula a sample size follows; they differ by several per cent.
enum class Formula { Pooled, Baseline, Arcsine };
REJOINDER_DESCRIBE_ENUM(Formula, Pooled, Baseline, Arcsine)

struct SizeWish {
    double baseRate = 0;
    double wishedRate = 0;
    double alpha = 0.05, power = 0.8;
    Formula formula = Formula::Pooled;
    static void rules(Rules& r) {
        r.at("baseRate").range(0, 1).says("Rate expected of the control package, a share");
        r.at("wishedRate").range(0, 1).says("Rate whose difference from it the test is to see, a share");
        r.at("alpha").range(0, 1).defaulted();
        r.at("power").range(0, 1).defaulted();
        r.at("formula").defaulted();
    }
};
REJOINDER_DESCRIBE(SizeWish, baseRate, wishedRate, alpha, power, formula)

struct SizeAnswer {
    std::int64_t perCell = 0; ///< names per cell, rounded up
    double exact = 0;
    std::string formula;
    double alpha = 0, power = 0;
};
REJOINDER_DESCRIBE(SizeAnswer, perCell, exact, formula, alpha, power)

/// Responders of one cell, as evaluated.
struct EvaluatedCell {
    std::optional<Id> cellId;
    std::string name;
    std::int64_t pieces = 0, responders = 0;
    std::optional<double> rate, rateLow, rateHigh; ///< Wilson, 95 %; absent without pieces
};
REJOINDER_DESCRIBE(EvaluatedCell, cellId, name, pieces, responders, rate, rateLow, rateHigh)

/// Two cells side by side.
struct EvaluatedPair {
    std::string first, second;
    double difference = 0, differenceLow = 0, differenceHigh = 0; ///< first − second; Newcombe, 95 %
    double p = 1, adjustedP = 1;                                  ///< two-sided; after Holm over all pairs
    std::string test;                                             ///< which test gave p
};
REJOINDER_DESCRIBE(EvaluatedPair, first, second, difference, differenceLow, differenceHigh, p, adjustedP,
                   test)

/// What a pre-test says. `verdict` is "winner", "too few" or "no difference"; only "winner" names one.
struct Evaluation {
    std::string verdict;
    std::optional<std::string> winner;
    std::optional<Id> winnerCellId;
    std::string leader;
    std::string sentence; ///< the same for people
    double alpha = 0.05;
    std::vector<EvaluatedCell> cells;
    std::vector<EvaluatedPair> pairs;
};
REJOINDER_DESCRIBE(Evaluation, verdict, winner, winnerCellId, leader, sentence, alpha, cells, pairs)

struct GivenCell {
    std::string name;
    std::int64_t pieces = 0, responders = 0;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(200);
        r.at("pieces").atLeast(0);
        r.at("responders").atLeast(0);
    }
};
REJOINDER_DESCRIBE(GivenCell, name, pieces, responders)

/// Cells to be compared by given figures.
struct GivenCells {
    std::vector<GivenCell> cells;
    double alpha = 0.05;
    static void rules(Rules& r) {
        r.at("cells").max(100);
        r.at("alpha").range(0.000001, 0.5).defaulted();
    }
};
REJOINDER_DESCRIBE(GivenCells, cells, alpha)

struct ListInput {
    std::optional<Id> campaignId;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(ListInput, campaignId, limit, cursor)

struct NewPreTest {
    Id campaignId;
    std::string name;
    std::vector<Id> cellIds;
    double baseRate = 0, wishedRate = 0, alpha = 0.05, power = 0.8;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(200);
        r.at("cellIds").max(100).says("Two or more cells of the campaign; none = all that are contacted");
        r.at("baseRate").range(0, 1);
        r.at("wishedRate").range(0, 1);
        r.at("alpha").range(0.000001, 0.5).defaulted();
        r.at("power").range(0, 1).defaulted();
    }
};
REJOINDER_DESCRIBE(NewPreTest, campaignId, name, cellIds, baseRate, wishedRate, alpha, power)

/// A pre-test with the size it needs.
struct PreTestView {
    Id id;
    PreTest preTest;
    SizeAnswer size;
    std::int64_t version = 1;
};
REJOINDER_DESCRIBE(PreTestView, id, preTest, size, version)

/// The decision which cell is rolled out.
struct RollOut {
    Id id;
    Id cellId;
    std::string remark;
    static void rules(Rules& r) { r.at("remark").max(2000).defaulted(); }
};
REJOINDER_DESCRIBE(RollOut, id, cellId, remark)

/// Compares cells. @throws Error Invalid for impossible figures.
Evaluation evaluate(std::vector<EvaluatedCell> cells, double alpha);
/// Names per cell. @throws Error Invalid for rates that cannot be told apart.
SizeAnswer sizeOf(const SizeWish& wish);

} // namespace rejoinder::pretests
