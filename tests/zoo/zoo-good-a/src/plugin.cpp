#include "animal.h"
#include "plugin_manifest.h"

#include <rejoinder/plugin.h>

/// Has a name, as every contract: a compiler may assume to know all implementations of an interface that has
/// none outside its file.
namespace greeting {

/// What the good plugins offer to each other.
class Greeter {
public:
    static constexpr std::string_view kName = "zoo-good-a.greeter";
    static constexpr rejoinder::Version kVersion{1, 0, 0};
    virtual ~Greeter() = default;
    [[nodiscard]] virtual std::string greet() const = 0;
};

} // namespace greeting

namespace {

using namespace rejoinder;
using greeting::Greeter;

struct Voice {
    std::string inlined, outOfLine, fromVirtual;
};
REJOINDER_DESCRIBE(Voice, inlined, outOfLine, fromVirtual)

class FriendlyGreeter final : public Greeter {
    [[nodiscard]] std::string greet() const override { return "hello"; }
};

/// Has classes and functions of the same names as the other good one; each must run its own.
class Zoo final : public Plugin {
public:
    void declare(Declarations& d) override {
        d.permission("zoo-good-a.read", "Hear its voice", {"analyst"});
        d.setting<std::string>("word", "a", "What it says");
        d.message("ZOO-GOOD-A", "It says {word}", "");
        d.get<None, Voice>("/zoo-good-a", {"zoo-good-a.read", "Hear its voice"}, [](const None&, Call&) {
            return Voice{zoo::inlined(), zoo::outOfLine(),
                         std::unique_ptr<zoo::Animal>(zoo::makeAnimal())->voice()};
        });
        d.job<None>("feed", {}, [](const None&, Attempt&) {});
        d.every(std::chrono::hours(1), "feed");
        d.verify("alive", [](Unit&) { return std::vector<std::string>{}; });
        d.page("/zoo-good-a", "Voice", "zoo-good-a.read");
    }
    void start(Context& context) override {
        context.log().info("ZOO-GOOD-A", {{"word", context.setting<std::string>("word")}});
        context.provide<Greeter>(std::make_shared<FriendlyGreeter>());
    }
};

} // namespace

REJOINDER_PLUGIN(Zoo)
