#include "cti_routes.h"

#include <fstream>
#include <iterator>

namespace rejoinder::phone {

struct CtiKey {
    std::string key;
    static void rules(Rules& r) {
        r.at("key").max(200).says(
            "The telephone system's secret; or its name, with the secret in X-Webhook-Token");
    }
};
REJOINDER_DESCRIBE(CtiKey, key)

/// What Zammad's generic CTI answers: {} to an event it only takes note of, and we never do more.
struct CtiAnswer {
    std::optional<std::string> action;
};
REJOINDER_DESCRIBE(CtiAnswer, action)

namespace {

constexpr std::uint64_t kMostBytes = 64 * 1024;
constexpr int kTries = 5;

std::string contentOf(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

CtiAnswer take(const CtiParts& parts, const CtiKey& in, const Upload& upload, const Call& call) {
    const auto cti = parts.storage().read([&](Unit& u) {
        return CtiBook::admitted(u, in.key, call.header("X-Webhook-Token").value_or(std::string_view()));
    });
    if (!cti) throw Error::notFound("channel-phone.no-cti", "There is no telephone system with this secret.");
    const CtiEvent event = readCtiEvent(upload.contentType, contentOf(upload.path));
    // Two events of one call at one moment: the second is taken again, on what the first left.
    for (int tries = 1;; ++tries) {
        try {
            parts.storage().write(
                [&](Unit& u) { parts.legs().take(u, *cti, event); },
                {Priority::Interactive, {"system", "cti " + cti->name, {}, std::string(call.requestId())}});
            return {};
        } catch (const Error& e) {
            if (e.kind() != ErrorKind::Conflict || tries == kTries) throw;
        }
    }
}

void declareSystems(Declarations& d) {
    d.get<None, CtiList>("/cti-systems", {"channel-phone.lines", "Telephone systems that tell us of calls"},
                         [](const None&, Call&, Unit& u) { return CtiBook::list(u); });
    d.get<ById, Cti>("/cti-systems/{id}", {"channel-phone.lines", "One telephone system"},
                     [](const ById& in, Call&, Unit& u) { return CtiBook::find(u, in.id); });
    d.post<NewCti, MadeCti>("/cti-systems",
                            {.permission = "channel-phone.lines",
                             .summary = "Admit a telephone system; its secret is told once",
                             .success = 201,
                             .kept = Kept::Key},
                            [](const NewCti& in, Call&, Unit& u) { return CtiBook::create(u, in); });
    d.patch<ChangeCti, Cti>("/cti-systems/{id}",
                            {"channel-phone.lines", "Change or shut out a telephone system", 200, true},
                            [](const ChangeCti& in, Call& call, Unit& u) {
                                auto cti = CtiBook::find(u, in.id);
                                call.requireMatch(cti.version);
                                return CtiBook::change(u, std::move(cti), in);
                            });
    d.post<ById, MadeCti>("/cti-systems/{id}/token",
                          {.permission = "channel-phone.lines",
                           .summary = "A new secret; the old one is worth nothing from now on",
                           .kept = Kept::Key},
                          [](const ById& in, Call&, Unit& u) { return CtiBook::renew(u, in.id); });
}

} // namespace

void declareCti(Declarations& d, const CtiParts& parts) {
    d.permission("channel-phone.lines", "Administer telephone systems, numbers and scripts", {"marketer"});
    d.page("/phone-lines", "Telephone numbers", "channel-phone.read");
    d.announce<CallMoved>("channel-phone.call");
    declareSystems(d);
    d.upload<CtiKey, CtiAnswer>(
        "/cti/{key}",
        {"public", "What a telephone system tells of a call: newCall, answer, hangup (Zammad's generic CTI)"},
        {kMostBytes, {}},
        [parts](const CtiKey& in, Upload& upload, Call& call) { return take(parts, in, upload, call); });
    d.get<None, PhoneLineList>("/phone-lines", {"channel-phone.read", "Numbers that people call"},
                               [](const None&, Call&, Unit& u) { return LineBook::list(u); });
    d.get<FigureQuery, LineFigures>(
        "/phone-lines/figures",
        {"channel-phone.read", "Calls answered, abandoned and missed, per number and campaign"},
        [](const FigureQuery& in, Call&, Unit& u) { return LineBook::figures(u, in); });
    d.get<ById, PhoneLine>("/phone-lines/{id}", {"channel-phone.read", "One number"},
                           [](const ById& in, Call&, Unit& u) { return LineBook::find(u, in.id); });
    d.post<NewPhoneLine, PhoneLine>(
        "/phone-lines", {"channel-phone.lines", "Give a number to a campaign", 201},
        [parts](const NewPhoneLine& in, Call&, Unit& u) { return parts.lines().create(u, in); });
    d.put<ChangePhoneLine, PhoneLine>(
        "/phone-lines/{id}", {"channel-phone.lines", "Change what calls to a number are about", 200, true},
        [parts](const ChangePhoneLine& in, Call& call, Unit& u) {
            const auto line = LineBook::find(u, in.id);
            call.requireMatch(line.version);
            return parts.lines().change(u, line, in);
        });
    d.remove<ById>("/phone-lines/{id}", {"channel-phone.lines", "Take a number away"},
                   [](const ById& in, Call&, Unit& u) { LineBook::remove(u, in.id); });
    d.get<LegQuery, Page<Leg>>("/phone-calls",
                               {"channel-phone.read", "Calls that telephone systems told of, newest first"},
                               [](const LegQuery& in, Call&, Unit& u) { return Legs::list(u, in); });
}

void declareScripts(Declarations& d, const CtiParts& parts) {
    d.page("/call-scripts", "Call scripts", "channel-phone.read");
    d.get<None, ScriptList>("/call-scripts", {"channel-phone.read", "What is said on the phone"},
                            [](const None&, Call&, Unit& u) { return Scripts::list(u); });
    d.get<ById, Script>("/call-scripts/{id}", {"channel-phone.read", "One script as it is now"},
                        [](const ById& in, Call&, Unit& u) { return Scripts::find(u, in.id); });
    d.post<NewScript, Script>(
        "/call-scripts", {"channel-phone.lines", "Write a script", 201},
        [parts](const NewScript& in, Call&, Unit& u) { return parts.scripts().create(u, in); });
    d.put<ChangeScript, Script>("/call-scripts/{id}",
                                {"channel-phone.lines", "A new version of a script", 200, true},
                                [parts](const ChangeScript& in, Call& call, Unit& u) {
                                    const auto script = Scripts::find(u, in.id);
                                    call.requireMatch(script.version);
                                    return parts.scripts().change(u, script, in);
                                });
    d.post<NewScriptRun, ScriptRun>(
        "/script-runs", {"channel-phone.call", "Keep the way a conversation took through a script", 201},
        [](const NewScriptRun& in, Call& call, Unit& u) { return Scripts::keep(u, call.actor().name, in); });
    d.get<RunQuery, ScriptRunList>("/script-runs",
                                   {"channel-phone.read", "Conversations of a person, a response or a call"},
                                   [](const RunQuery& in, Call&, Unit& u) { return Scripts::runs(u, in); });
    d.get<ById, ScriptRun>("/script-runs/{id}", {"channel-phone.read", "One conversation"},
                           [](const ById& in, Call&, Unit& u) { return Scripts::run(u, in.id); });
}

} // namespace rejoinder::phone
