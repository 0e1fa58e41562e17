#include "routes.h"

namespace rejoinder::targetgroups {

namespace {

/// The households that contacts keeps.
class KeptHouseholds final : public Households {
public:
    explicit KeptHouseholds(std::shared_ptr<contacts::Households> kept) : kept_(std::move(kept)) {}
    std::vector<std::string> of(Unit& unit, std::span<const Id> ids) override {
        std::vector<std::string> keys;
        keys.reserve(ids.size());
        for (const auto household : kept_->of(unit, ids))
            keys.push_back(household == 0 ? std::string() : std::to_string(household));
        return keys;
    }

private:
    std::shared_ptr<contacts::Households> kept_;
};

} // namespace

std::shared_ptr<Households> makeHouseholds(Context& context) {
    return std::make_shared<KeptHouseholds>(context.use<contacts::Households>());
}

} // namespace rejoinder::targetgroups
