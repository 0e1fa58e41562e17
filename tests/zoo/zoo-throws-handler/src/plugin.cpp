#include "plugin_manifest.h"

#include <rejoinder/plugin.h>

#include <stdexcept>

namespace {

using namespace rejoinder;

/// Throws wherever it is called once it runs.
class Zoo final : public Plugin {
    void declare(Declarations& d) override {
        d.permission("zoo-throws-handler.read", "Look into the cage");
        d.get<None, None>("/zoo-throws-handler/exception", {"zoo-throws-handler.read", "Throws an exception"},
                          [](const None&, Call&) -> None { throw std::runtime_error("ouch"); });
        d.get<None, None>("/zoo-throws-handler/number", {"zoo-throws-handler.read", "Throws a number"},
                          [](const None&, Call&, Unit&) -> None { throw 42; });
        d.post<None, None>("/zoo-throws-handler/jobs",
                           {"zoo-throws-handler.read", "Queues a job that throws", 204},
                           [](const None&, Call&, Unit& u) {
                               u.enqueue("zoo-throws-handler.work", None{});
                               return None{};
                           });
        JobOptions once;
        once.retries = 0;
        d.job<None>("work", once, [](const None&, Attempt&) { throw 42; });
    }
    void start(Context&) override {}
};

} // namespace

REJOINDER_PLUGIN(Zoo)
