#include "routes.h"

#include <algorithm>
#include <iterator>

namespace rejoinder::targetgroups {

namespace {

using contacts::Comparison;
using contacts::FactCondition;

/// Frozen lists as conditions: who is in one, and who was held out of it, by the number of the target group.
class ListFacts final : public contacts::ContactFacts {
public:
    ListFacts(std::shared_ptr<contacts::Identities> identities, std::shared_ptr<contacts::Universe> universe)
        : identities_(std::move(identities)), universe_(std::move(universe)) {}

    std::vector<contacts::FactInfo> facts(Unit&) override {
        return {{std::string(kMember),
                 contacts::FactKind::Text,
                 "member of a frozen target group: its number",
                 {}},
                {std::string(kHeldOut),
                 contacts::FactKind::Text,
                 "held out of a frozen target group: its number",
                 {}}};
    }
    [[nodiscard]] bool knows(std::string_view fact) const override {
        return fact == kMember || fact == kHeldOut;
    }
    /// A member is who stands today for an id that is in the list.
    std::vector<std::int64_t> select(Unit& unit, const FactCondition& c) override {
        if (c.comparison != Comparison::Is && c.comparison != Comparison::IsNot &&
            c.comparison != Comparison::In)
            throw Error::invalid("/comparison", "targetgroups.list-comparison",
                                 c.fact + " can be compared with \"is\", \"isNot\" and \"in\".");
        std::vector<Id> ids;
        for (const Id list : listsOf(unit, c))
            for (const auto id :
                 unit.numbers(c.fact == kMember ? "targetgroups.member-ids" : "targetgroups.held-out-ids",
                              {{"targetGroupId", list}}))
                ids.push_back(Id{id});
        std::vector<std::int64_t> people;
        people.reserve(ids.size());
        for (const Id id : identities_->current(unit, ids)) people.push_back(id.value);
        std::ranges::sort(people);
        people.erase(std::unique(people.begin(), people.end()), people.end());
        if (c.comparison != Comparison::IsNot) return people;
        std::vector<std::int64_t> others;
        std::ranges::set_difference(universe_->all(unit), people, std::back_inserter(others));
        return others;
    }

private:
    static constexpr std::string_view kMember = "lists.member", kHeldOut = "lists.heldOut";

    /// @throws Error Invalid naming every value that is no frozen list.
    static std::vector<Id> listsOf(Unit& unit, const FactCondition& c) {
        Faults faults;
        std::vector<Id> lists;
        for (std::size_t i = 0; i < c.values.size(); ++i) {
            const auto id = Id::parse(c.values[i]);
            const auto group =
                id ? unit.one<TargetGroup>("targetgroups.find-target-group", {{"id", *id}}) : std::nullopt;
            if (group && group->state == GroupState::Frozen)
                lists.push_back(*id);
            else
                faults.add("/values/" + std::to_string(i), "targetgroups.no-such-list",
                           "there is no frozen target group " + c.values[i]);
        }
        if (c.values.empty() || (c.comparison != Comparison::In && c.values.size() > 1))
            faults.add("/values", "targetgroups.list-values",
                       "name one target group, with \"in\" any number");
        faults.raise();
        return lists;
    }

    std::shared_ptr<contacts::Identities> identities_;
    std::shared_ptr<contacts::Universe> universe_;
};

} // namespace

std::shared_ptr<contacts::ContactFacts> makeListFacts(const Sources& sources) {
    return std::make_shared<ListFacts>(sources.identities, sources.universe);
}

} // namespace rejoinder::targetgroups
