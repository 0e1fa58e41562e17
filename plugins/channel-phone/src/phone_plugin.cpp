#include "call_backs.h"
#include "cti_routes.h"
#include "outcomes.h"
#include "person_records.h"
#include "phone_gateway.h"
#include "plugin_manifest.h"
#include "workload.h"

namespace rejoinder::phone {

namespace {

constexpr std::chrono::minutes kLongestRing{15};

/// Each call in a unit of its own: one that something is heard of at this moment stops no other.
void sweep(const Legs& legs, Attempt& attempt) {
    std::vector<Leg> silent;
    attempt.read([&](Unit& u) { silent = Legs::silent(u, u.now().plus(-kLongestRing)); });
    for (const auto& leg : silent) {
        if (attempt.stopping()) return;
        try {
            attempt.write([&](Unit& u) { legs.miss(u, leg); });
        } catch (const Error& e) {
            if (e.code() != "channel-phone.leg-raced") throw;
        }
    }
}

} // namespace

/// Call lists: one call to one agent, outcomes that decide what happens next.
class PhonePlugin final : public Plugin {
public:
    void declare(Declarations& d) override {
        d.page("/calls", "Call list", "channel-phone.call");
        d.page("/call-outcomes", "Call outcomes", "channel-phone.outcomes");
        declareSettings(d);
        declareCalls(d);
        declareCallBacks(d);
        declareOutcomes(d);
        const CtiParts parts{[this]() -> Storage& { return context_->storage(); },
                             [this]() -> const LineBook& { return *lines_; },
                             [this]() -> const Legs& { return *legs_; },
                             [this]() -> const Scripts& { return *scripts_; }};
        declareCti(d, parts);
        declareScripts(d, parts);
        d.on<contacts::ContactObjected>(
            [](const contacts::ContactObjected& e, const Delivery& delivery, Unit& u) {
                if (!e.channel || *e.channel == Channel::Phone)
                    CallDesk::objected(u, e.contactId, delivery.publishedAt);
            });
        d.job<None>("sweep", {}, [this](const None&, Attempt& attempt) { sweep(*legs_, attempt); });
        d.every(std::chrono::minutes(5), "sweep");
        d.job<DueJob>("call-back-due", {.parallel = 4}, [this](const DueJob& job, Attempt& attempt) {
            attempt.write([&](Unit& u) { comeDue(u, job, *directory_); });
        });
        d.announce<CallCompleted>("channel-phone.read");
        d.announce<Ringing>("channel-phone.call");
        d.verify("calls", [](Unit& u) {
            std::vector<std::string> wrong;
            if (const auto n = u.number("channel-phone.calls-with-wrong-attempts"); n != 0) {
                wrong.push_back(std::to_string(n) + " calls count other attempts than were recorded.");
            }
            if (const auto n = u.number("channel-phone.calls-with-wrong-state"); n != 0) {
                wrong.push_back(std::to_string(n) +
                                " calls are callable although closed, or the other way round.");
            }
            if (const auto n = u.number("channel-phone.legs-with-wrong-state"); n != 0) {
                wrong.push_back(std::to_string(n) + " calls that came in are over and go on at once.");
            }
            return wrong;
        });
    }

    void start(Context& context) override {
        context_ = &context;
        Outcomes::ensureDefaults(context.storage());
        const auto numbers = context.use<contacts::Numbers>();
        lines_.emplace(numbers, context.use<campaigns::Campaigns>());
        legs_.emplace(Legs::Neighbours{numbers, context.use<contacts::ContactGate>()});
        scripts_.emplace(context.use<campaigns::Campaigns>());
        desk_.emplace(CallDesk::Neighbours{context.use<contacts::ContactGate>(),
                                           context.use<contacts::Directory>(),
                                           context.use<campaigns::Campaigns>(), numbers},
                      [&context] { return rulesOf(context); });
        directory_ = context.use<contacts::Directory>();
        callBacks_.emplace(context.use<contacts::Directory>(), numbers,
                           [&context] { return rulesOf(context); });
        context.provide<contacts::PersonRecords>(makePersonRecords());
        context.provide<campaigns::Workloads>(makeWorkload());
        context.provide<dispatch::ChannelGateway>(std::make_shared<PhoneGateway>());
    }

    void stop() noexcept override {
        desk_.reset();
        callBacks_.reset();
        scripts_.reset();
        legs_.reset();
        lines_.reset();
        context_ = nullptr;
        directory_.reset();
    }

private:
    static void declareSettings(Declarations& d) {
        const auto minutes = [](const std::int64_t& m) {
            return m >= 1 && m <= 100'000 ? "" : "must be from 1 to 100000";
        };
        d.setting<std::int64_t>(
            "max-attempts", 5, "Attempts after which a call is given up",
            [](const std::int64_t& n) { return n >= 1 && n <= 100 ? "" : "must be from 1 to 100"; });
        d.setting<std::int64_t>("retry-minutes", 180,
                                "Minutes between two attempts, unless the outcome says otherwise", minutes);
        d.setting<std::int64_t>("lease-minutes", 30,
                                "Minutes after which a call that its agent never finished is given out again",
                                minutes);
        d.setting<std::int64_t>("personal-minutes", 15,
                                "Minutes after which a personal call-back is everybody's", minutes);
    }

    void declareCalls(Declarations& d) {
        d.permission("channel-phone.read", "See the call list", {"marketer", "agent", "analyst"});
        d.permission("channel-phone.call", "Take calls and record their outcomes", {"agent"});
        d.permission("channel-phone.outcomes", "Change how calls can end", {"marketer"});
        d.get<CallQuery, Page<CallAnswer>>(
            "/calls", {"channel-phone.read", "Calls of a campaign, a person or in one state"},
            [](const CallQuery& in, Call&, Unit& u) { return CallDesk::list(u, in); });
        d.get<ById, CallSheet>("/calls/{id}",
                               {"channel-phone.call", "A call with person, script and history"},
                               [this](const ById& in, Call&, Unit& u) { return desk_->sheet(u, in.id); });
        d.post<NextWish, NextCall>("/calls/next",
                                   {"channel-phone.call", "Claim the next due call; nobody else gets it"},
                                   [this](const NextWish& in, Call& call, Unit& u) {
                                       return desk_->next(u, call.actor().name, in);
                                   });
        d.patch<FinishCall, CallSheet>("/calls/{id}",
                                       {"channel-phone.call", "Record how a claimed call ended"},
                                       [this](const FinishCall& in, Call& call, Unit& u) {
                                           return desk_->finish(u, call.actor().name, in);
                                       });
    }

    void declareCallBacks(Declarations& d) {
        d.permission("channel-phone.ring", "Announce calls that ring, as the telephone system does");
        d.get<CallBackQuery, CallBackList>(
            "/call-backs", {"channel-phone.call", "Agreed calls that are due, mine and everybody's"},
            [this](const CallBackQuery& in, Call& call, Unit& u) {
                return callBacks_->list(u, call.actor().name, in);
            });
        d.get<ById, CallBack>("/call-backs/{id}", {"channel-phone.call", "An agreed call"},
                              [this](const ById& in, Call&, Unit& u) { return callBacks_->find(u, in.id); });
        d.post<NewCallBack, CallBack>(
            "/call-backs", {"channel-phone.call", "Agree on a call with somebody who asks for it", 201},
            [this](const NewCallBack& in, Call& call, Unit& u) {
                return callBacks_->create(u, call.actor().name, in);
            });
        d.remove<ById>("/call-backs/{id}", {"channel-phone.call", "Call off an agreed call"},
                       [](const ById& in, Call&, Unit& u) { CallBacks::cancel(u, in.id); });
        d.post<RingingCall, None>(
            "/calls/ringing",
            {"channel-phone.ring", "A call comes in: the desk opens the caller's record", 204},
            [this](const RingingCall& in, Call&, Unit& u) {
                callBacks_->ring(u, in);
                return None{};
            });
    }

    static void declareOutcomes(Declarations& d) {
        d.get<None, OutcomeList>("/call-outcomes", {"channel-phone.read", "How calls can end"},
                                 [](const None&, Call&, Unit& u) { return Outcomes::list(u); });
        d.get<ById, CallOutcome>("/call-outcomes/{id}",
                                 {"channel-phone.read", "One way in which calls can end"},
                                 [](const ById& in, Call&, Unit& u) { return Outcomes::find(u, in.id); });
        d.post<NewOutcome, CallOutcome>(
            "/call-outcomes", {"channel-phone.outcomes", "Add a way in which calls can end", 201},
            [](const NewOutcome& in, Call&, Unit& u) { return Outcomes::create(u, in); });
        d.patch<ChangeOutcome, CallOutcome>(
            "/call-outcomes/{id}", {"channel-phone.outcomes", "Change or retire a call outcome", 200, true},
            [](const ChangeOutcome& in, Call& call, Unit& u) {
                auto outcome = Outcomes::find(u, in.id);
                call.requireMatch(outcome.version);
                return Outcomes::change(u, std::move(outcome), in);
            });
    }

    static PhoneRules rulesOf(const Context& context) {
        PhoneRules rules;
        rules.maxAttempts = static_cast<std::int32_t>(context.setting<std::int64_t>("max-attempts"));
        rules.retry = std::chrono::minutes(context.setting<std::int64_t>("retry-minutes"));
        rules.lease = std::chrono::minutes(context.setting<std::int64_t>("lease-minutes"));
        rules.personal = std::chrono::minutes(context.setting<std::int64_t>("personal-minutes"));
        return rules;
    }

    /// A telephone rings no longer than this; of such a call nothing more will be heard.

    Context* context_ = nullptr;
    std::optional<LineBook> lines_;
    std::optional<Legs> legs_;
    std::optional<Scripts> scripts_;
    std::optional<CallDesk> desk_;
    std::optional<CallBacks> callBacks_;
    std::shared_ptr<contacts::Directory> directory_;
};

} // namespace rejoinder::phone

REJOINDER_PLUGIN(rejoinder::phone::PhonePlugin)
