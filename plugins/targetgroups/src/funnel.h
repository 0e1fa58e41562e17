#pragma once
#include "evaluate.h"
#include "split.h"
#include "waterfall.h"

#include <rejoinder/contract/campaigns.h>
#include <rejoinder/contract/targetgroups/pressure.h>

#include <map>

namespace rejoinder::targetgroups {

/// What the funnel asks beside sets; of the unit that it works in.
struct Surroundings {
    Unit* unit = nullptr;
    Id campaign; ///< 0: none, then there are no cells and no pressure
    std::vector<campaigns::Cell> cells;
    std::shared_ptr<contacts::Households> households;
    std::shared_ptr<ContactPressure> pressure; ///< null where nobody keeps rules
    Id own; ///< the group that is looked at; what its waves sent is no reason to leave it
    /// Who is in the list that is added to, ascending by today's ids: theirs are the first places of a limit.
    Ids members = {};
};

/// The members a definition chooses, step by step: universe, condition, exclusions, pressure, segments,
/// limits; then the cells and the hold-out.
class Funnel {
public:
    /// All must outlive the funnel.
    Funnel(Evaluator& evaluator, const Definition& definition, const Surroundings& surroundings);

    /// A step with who is left after it; steps from the split on have no set.
    struct Stage {
        Step step;
        Set left;
    };
    /// The steps before the split.
    const std::vector<Stage>& stages() const noexcept { return stages_; }
    /// The figures; nobody is drawn where arithmetic does.
    const Waterfall& count();
    /// Everybody with the cell and the segment; figures() as count() would say.
    std::vector<Placed> place();
    [[nodiscard]] const Waterfall& figures() const noexcept { return figures_; }
    [[nodiscard]] std::string segmentName(std::int32_t index) const;
    /// Who was dropped by which rule, by contact.
    [[nodiscard]] const std::map<std::int64_t, Id>& pressed() const noexcept { return pressed_; }
    /// Who of all stages' difference was taken away by a step.
    [[nodiscard]] Set removedBy(std::size_t stage);

private:
    void select();
    void exclude();
    void press();
    void segment();
    void limit();
    void push(StepKind kind, std::string name, Set left);
    std::vector<std::string> keys(const std::string& per, const Ids& ids);
    Known known(const Ids& ids, std::span<const std::int32_t> segments);
    std::vector<std::int32_t> segmentsOf(const Ids& ids);
    std::map<Id, std::int64_t> sizes();
    void sum(std::map<Id, std::int64_t> cells);
    [[nodiscard]] std::vector<Id> notContactedCells() const;
    void notice(std::string pointer, std::string_view code, std::string message);

    Evaluator& evaluator_;
    Sets& sets_;
    const Definition& definition_;
    const Surroundings& around_;
    Waterfall figures_;
    std::vector<Stage> stages_;
    Set left_;
    std::vector<Set> segments_; ///< the last is of those who fit none
    std::map<std::int64_t, Id> pressed_;
};

/// Everything that is wrong with a definition. Cells are looked up when they are of a campaign.
void check(const Providers& providers, const Definition& definition, const Surroundings& around,
           Faults& faults);

} // namespace rejoinder::targetgroups
