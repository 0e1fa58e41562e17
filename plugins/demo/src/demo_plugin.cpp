#include "plugin_manifest.h"
#include "story.h"

#include <iostream>

namespace rejoinder::demo {

namespace {

constexpr std::uint64_t kSeed = 1871;
constexpr std::size_t kPeople = 20'000;

struct Count {
    std::int64_t universe = 0;
};
REJOINDER_DESCRIBE(Count, universe)

class DemoPlugin final : public Plugin {
public:
    void declare(Declarations& d) override {
        d.command({"demo", "Fill an empty installation with the demo company", true},
                  [this](std::span<const std::string>) { return run(); });
    }

    void start(Context& context) override { context_ = &context; }

private:
    int run() {
        Client client(*context_);
        if (client.post<Count>("/target-groups/count").universe != 0) {
            std::cerr << "There are contacts already; the demo company moves into an empty folder only.\n";
            return 1;
        }
        Dice dice(kSeed);
        Company company(client, dice, context_->clock().now());
        tell(company, kPeople, kSeed, std::cout);
        return 0;
    }

    Context* context_ = nullptr;
};

} // namespace

} // namespace rejoinder::demo

REJOINDER_PLUGIN(rejoinder::demo::DemoPlugin)
