#include "page.h"
#include "plugin_manifest.h"

#include <rejoinder/plugin.h>

#include <optional>
#include <string>

namespace greeting {

/// Query string of GET /greeting.
struct Input {
    std::optional<std::string> name;
    static void rules(rejoinder::Rules& r) {
        r.at("name").says("Who is greeted; the caller when absent").max(80);
    }
};
REJOINDER_DESCRIBE(Input, name)

struct Answer {
    std::string greeting;
    rejoinder::Timestamp at;
};
REJOINDER_DESCRIBE(Answer, greeting, at)

class GreetingPlugin : public rejoinder::Plugin {
public:
    void declare(rejoinder::Declarations& d) override {
        d.permission("greeting.read", "Be greeted");
        d.get<Input, Answer>("/greeting", {.permission = "greeting.read", .summary = "Greets by name"},
                             [](const Input& in, rejoinder::Call& call, rejoinder::Unit& unit) {
                                 return Answer{"Hello " + in.name.value_or(call.actor().name), unit.now()};
                             });
        // A page and a panel of the console: what web/index.js exports.
        d.page("/greeting", "Greeting", "greeting.read");
        d.files("/contributions/greeting/", [](const rejoinder::FileRequest& request) {
            if (request.path != "/contributions/greeting/index.js")
                return rejoinder::FileAnswer{404, "text/plain", "There is no such file.", {}};
            return rejoinder::FileAnswer{
                200, "text/javascript; charset=utf-8", std::string(kPage), {{"Cache-Control", "no-cache"}}};
        });
    }
    void start(rejoinder::Context&) override {}
};

} // namespace greeting

REJOINDER_PLUGIN(greeting::GreetingPlugin)
