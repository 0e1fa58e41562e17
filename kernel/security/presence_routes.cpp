#include "kernel/security/records.h"
#include "kernel/security/secret.h"
#include "kernel/security/security.h"

namespace rejoinder::security {

namespace {

constexpr std::chrono::seconds kGone{45}; ///< a screen says every 15 seconds that it is still there

struct OnRecord {
    std::string record;
    static void rules(Rules& r) {
        r.at("record").notEmpty().max(100).says("What is looked at: \"contacts/123\"");
    }
};
REJOINDER_DESCRIBE(OnRecord, record)

struct Someone {
    std::string name;
    Timestamp since;
};
REJOINDER_DESCRIBE(Someone, name, since)

struct Others {
    std::vector<Someone> others;
    static void rules(Rules& r) { r.at("others").says("Who else has it open, the first come first"); }
};
REJOINDER_DESCRIBE(Others, others)

} // namespace

void Security::declarePresence(Declarations& d) {
    d.put<OnRecord, Others>(
        "/presence", {"sessions.own", "I look at this record; who else does? Say it again every 15 seconds"},
        [](const OnRecord& in, Call& call, Unit& u) {
            const auto user = userOfCall(u, call).id;
            const auto expired = u.now().plus(-kGone);
            if (u.run("kernel.renew-presence",
                      {{"now", u.now()}, {"expired", expired}, {"record", in.record}, {"userId", user}}) ==
                0) {
                u.run("kernel.purge-presence", {{"expired", expired}});
                u.run("kernel.insert-presence", {{"record", in.record}, {"userId", user}, {"now", u.now()}});
            }
            return Others{u.all<Someone>("kernel.present-others",
                                         {{"record", in.record}, {"userId", user}, {"expired", expired}})};
        });
    d.remove<OnRecord>(
        "/presence", {"sessions.own", "I left this record"}, [](const OnRecord& in, Call& call, Unit& u) {
            u.run("kernel.delete-presence", {{"record", in.record}, {"userId", call.actor().userId}});
        });
}

} // namespace rejoinder::security
