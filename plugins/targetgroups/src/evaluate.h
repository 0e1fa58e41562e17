#pragma once
#include "records.h"

/// Set algebra over contacts: ascending ids, each once.
namespace rejoinder::targetgroups {

using Ids = std::vector<std::int64_t>;

Ids united(const Ids& a, const Ids& b);
Ids intersected(const Ids& a, const Ids& b);
Ids without(const Ids& a, const Ids& b);

/// Asks the providers of facts and combines their answers.
class Evaluator {
public:
    Evaluator(Unit& unit, std::vector<std::shared_ptr<contacts::ContactFacts>> facts,
              std::shared_ptr<contacts::Universe> universe, std::shared_ptr<contacts::ContactGate> gate);
    /// Everything that is wrong with a condition: shape, unknown facts.
    void check(const Condition& condition, const std::string& pointer, Faults& faults) const;
    Ids evaluate(const Condition& condition);
    Ids evaluate(const contacts::FactCondition& condition);
    /// Of `ids` those who must not be contacted on the channel.
    Ids notContactable(const Ids& ids, Channel channel);
    const Ids& everybody();

private:
    [[nodiscard]] contacts::ContactFacts* provider(std::string_view fact) const;
    Unit& unit_;
    std::vector<std::shared_ptr<contacts::ContactFacts>> facts_;
    std::shared_ptr<contacts::Universe> universe_;
    std::shared_ptr<contacts::ContactGate> gate_;
    std::optional<Ids> everybody_;
};

/// The net group with what each step removed.
Ids net(Evaluator& evaluator, const Definition& definition, Waterfall& waterfall);

/// One person of a cell.
struct Placed {
    std::int64_t contact = 0;
    Id cell;
};

/// A number that depends on seed and id only and is spread evenly: splitmix64 (Steele, Lea and Flood 2014).
std::uint64_t drawOf(std::uint64_t seed, std::int64_t id) noexcept;
/// Puts people into cells by a seeded draw, ascending by contact. Shares in per cent are exact to one person.
std::vector<Placed> drawn(const Ids& ids, const Split& split, std::int64_t seed);
/// Puts people into the cells of their values; `values` in the order of `ids`.
std::vector<Placed> byValue(const Ids& ids, const std::vector<std::string>& values, const Split& split);

} // namespace rejoinder::targetgroups
