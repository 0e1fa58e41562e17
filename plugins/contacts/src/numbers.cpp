#include "numbers.h"

#include "merge_identity.h"
#include "reach.h"

namespace rejoinder::contacts {

namespace {

constexpr std::int32_t kMostHolders = 20;

class NumberService final : public Numbers {
public:
    NumberService(std::shared_ptr<Suppressions> suppressions, std::shared_ptr<ContactGate> gate)
        : suppressions_(std::move(suppressions)), gate_(std::move(gate)) {}

    [[nodiscard]] std::optional<std::string> read(std::string_view text,
                                                  std::string_view country) const override {
        return phoneFromMachine(text, country);
    }

    std::vector<Id> holders(Unit& unit, std::string_view number) override {
        std::vector<Id> ids;
        for (const auto id : unit.numbers("contacts.same-phone", {{"text", number}, {"limit", kMostHolders}}))
            ids.push_back(Id{id});
        return rootsOf(unit, ids);
    }

    void object(Unit& unit, std::string_view number, std::optional<Channel> channel,
                std::string_view source) override {
        suppressions_->addIdentifier(unit, SuppressionKind::Phone, number, channel, source);
        for (const Id contact : holders(unit, number)) gate_->object(unit, contact, channel, source);
    }

private:
    std::shared_ptr<Suppressions> suppressions_;
    std::shared_ptr<ContactGate> gate_;
};

} // namespace

std::shared_ptr<Numbers> makeNumbers(std::shared_ptr<Suppressions> suppressions,
                                     std::shared_ptr<ContactGate> gate) {
    return std::make_shared<NumberService>(std::move(suppressions), std::move(gate));
}

} // namespace rejoinder::contacts
