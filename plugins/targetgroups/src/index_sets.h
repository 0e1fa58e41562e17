#pragma once
#include "fact_index.h"
#include "sets.h"

namespace rejoinder::targetgroups::index {

/// Sets as bitmaps of the index. A set is worked out when somebody asks for its size or members, block by
/// block, each condition only for those who are still in question. What the index cannot answer is asked of
/// the database.
class IndexSets : public Sets {
public:
    /// The index must not change while the sets are used; the database answers the rest within `unit`.
    /// `askGate`: who must not be contacted is asked of the gate itself, person by person.
    IndexSets(const FactIndex& index, Unit& unit, const Providers& providers, bool askGate = false);
    Set everybody() override;
    Set evaluate(const contacts::FactCondition& condition) override;
    Set notContactable(const Set& among, Channel channel) override;
    Set of(Ids ids) override;
    Set united(const Set& a, const Set& b) override;
    Set intersected(const Set& a, const Set& b) override;
    Set without(const Set& a, const Set& b) override;
    std::int64_t size(const Set& set) override;
    Ids ids(const Set& set) override;
    Ids drawn(const Set& set, std::int64_t seed, std::int64_t most) override;
    std::vector<std::string> values(std::string_view fact, std::span<const std::int64_t> ids) override;

private:
    Set askGate(const Set& among, Channel channel);
    const FactIndex& index_;
    Unit& unit_;
    Providers providers_;
    SqlSets database_;
    bool askGate_;
};

} // namespace rejoinder::targetgroups::index
