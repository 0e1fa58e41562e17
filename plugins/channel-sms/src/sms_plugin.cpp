#include "incoming.h"
#include "person_records.h"
#include "plugin_manifest.h"
#include "segments.h"
#include "sms_gateway.h"

#include <rejoinder/paging.h>

#include <fstream>
#include <iterator>
#include <limits>

namespace rejoinder::sms {

struct SmsKey {
    std::string key;
    static void rules(Rules& r) {
        r.at("key").max(200).says("The provider's secret; or its name, with the secret in X-Webhook-Token");
    }
};
REJOINDER_DESCRIBE(SmsKey, key)

/// What became of what was posted.
struct Taken {
    std::int32_t taken = 0, setAside = 0;
    static void rules(Rules& r) {
        r.at("setAside").says("Those that are not as the provider's profile says: they wait for a person");
    }
    void count(bool asAgreed) { ++(asAgreed ? taken : setAside); }
};
REJOINDER_DESCRIBE(Taken, taken, setAside)

struct Asked {
    std::string text;
    std::int64_t recipients = 1;
    static void rules(Rules& r) {
        r.at("text").max(5000);
        r.at("recipients").range(0, 1e9).defaulted();
    }
};
REJOINDER_DESCRIBE(Asked, text, recipients)

struct Size {
    bool unicode = false;
    std::int32_t units = 0, segments = 0;
    UnitCost costEach, cost;
    std::string currency;
    static void rules(Rules& r) {
        r.at("unicode").says("A character is not in the GSM alphabet, so 70 fit instead of 160");
        r.at("units").says("Septets, or UTF-16 units");
        r.at("cost").says("Of all recipients, with the provider that waves go through");
    }
};
REJOINDER_DESCRIBE(Size, unicode, units, segments, costEach, cost, currency)

struct MessageQuery {
    std::optional<MessageState> state;
    std::optional<Id> campaignId;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("limit").range(1, 1000); }
};
REJOINDER_DESCRIBE(MessageQuery, state, campaignId, limit, cursor)

struct IncomingSmsQuery {
    std::optional<IncomingKind> kind;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("limit").range(1, 1000); }
};
REJOINDER_DESCRIBE(IncomingSmsQuery, kind, limit, cursor)

/// What became of a campaign's messages.
struct SmsFigure {
    Id campaignId;
    std::int64_t messages = 0, segments = 0;
    UnitCost cost;
    std::int64_t sent = 0, delivered = 0, undelivered = 0, failed = 0, held = 0;
};
REJOINDER_DESCRIBE(SmsFigure, campaignId, messages, segments, cost, sent, delivered, undelivered, failed,
                   held)

struct SmsFigures {
    std::vector<SmsFigure> items;
};
REJOINDER_DESCRIBE(SmsFigures, items)

namespace {

constexpr std::uint64_t kMostBytes = 1'000'000;
constexpr int kTries = 5;

std::string contentOf(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string anyDays(const std::int64_t& days) {
    return days >= 1 && days <= 3650 ? "" : "must be from 1 to 3650";
}

/// @returns whether there may be more.
bool forgetStrangers(Unit& unit, Timestamp before) {
    unit.run("channel-sms.forget-answers-to-strangers", {{"before", before}});
    const auto old = unit.numbers("channel-sms.strangers-before", {{"before", before}});
    for (const auto id : old) unit.run("channel-sms.forget-incoming", {{"id", id}});
    return !old.empty();
}

Size sizeOf(const Asked& in, Unit& unit) {
    const auto segments = segmentsOf(in.text);
    Size size{segments.unicode, segments.units, segments.segments, {}, {}, {}};
    if (const auto profile = Providers::outgoing(unit)) {
        size.costEach = UnitCost{profile->profile.costPerSegment.micros * segments.segments};
        size.cost = UnitCost{size.costEach.micros * in.recipients};
        size.currency = profile->profile.currency;
    }
    return size;
}

Page<Message> messages(const MessageQuery& in, Call&, Unit& unit) {
    const Id before = paging::cursorId(in.cursor, Id{std::numeric_limits<std::int64_t>::max()});
    const auto limit = paging::limitOf(in.limit);
    return paging::pageOf(unit.all<Message>("channel-sms.list-messages",
                                            {{"before", before},
                                             {"state", in.state ? nameOf(*in.state) : std::string()},
                                             {"campaignId", in.campaignId.value_or(Id{})},
                                             {"limit", limit}}),
                          limit);
}

Page<Incoming> incoming(const IncomingSmsQuery& in, Call&, Unit& unit) {
    const Id before = paging::cursorId(in.cursor, Id{std::numeric_limits<std::int64_t>::max()});
    const auto limit = paging::limitOf(in.limit);
    return paging::pageOf(
        unit.all<Incoming>(
            "channel-sms.list-incoming",
            {{"before", before}, {"kind", in.kind ? nameOf(*in.kind) : std::string()}, {"limit", limit}}),
        limit);
}

} // namespace

/// SMS: handed to a provider over HTTP, and what people and providers answer.
class SmsPlugin final : public Plugin {
public:
    void declare(Declarations& d) override {
        d.permission("channel-sms.read", "See SMS that were sent and that came in",
                     {"marketer", "agent", "analyst"});
        d.permission("channel-sms.providers", "Administer providers of SMS");
        d.page("/sms", "SMS", "channel-sms.read");
        d.page("/sms-providers", "SMS providers", "channel-sms.providers");
        declareSettings(d);
        declareProviders(d);
        declareLists(d);
        declareWebhooks(d);
        d.job<SendJob>("send", {.retries = 20, .backoff = std::chrono::seconds(10)},
                       [this](const SendJob& job, Attempt&) { send(job); });
        d.job<None>("forget", {}, [this](const None&, Attempt& attempt) {
            const auto days = std::chrono::hours(24) * context_->setting<std::int64_t>("stranger-days");
            while (!attempt.stopping() &&
                   attempt.write([&](Unit& u) { return forgetStrangers(u, u.now().plus(-days)); })) {}
        });
        d.every(std::chrono::hours(6), "channel-sms.forget");
        d.verify("messages", [](Unit& u) {
            std::vector<std::string> wrong;
            if (const auto n = u.number("channel-sms.messages-with-wrong-state"); n != 0)
                wrong.push_back(std::to_string(n) + " SMS were sent at no time, or not sent at one.");
            return wrong;
        });
    }

    void start(Context& context) override {
        context_ = &context;
        delivery_.emplace(context.storage(), context.use<dispatch::Pieces>());
        const auto numbers = context.use<contacts::Numbers>();
        const auto gate = context.use<contacts::ContactGate>();
        intake_.emplace(Intake::Neighbours{context.use<dispatch::Pieces>(), gate, numbers,
                                           context.use<responses::Capturing>()},
                        [&context] {
                            return IncomingRules{
                                context.setting<std::string>("reply-type"),
                                context.setting<std::string>("stop-type"),
                                static_cast<std::int32_t>(context.setting<std::int64_t>("answer-days"))};
                        });
        context.provide<contacts::PersonRecords>(makePersonRecords());
        context.provide<dispatch::ChannelGateway>(std::make_shared<SmsGateway>(
            context.storage(), SmsGateway::Neighbours{gate, numbers}, *delivery_, context.clock()));
    }

    void stop() noexcept override {
        intake_.reset();
        delivery_.reset();
        context_ = nullptr;
    }

private:
    static void declareSettings(Declarations& d) {
        d.setting<std::string>(
            "reply-type", "",
            "Key of the response type that an answer by SMS is captured as, where it has a "
            "code or answers an SMS of ours; empty = a person reads it first, in clearing");
        d.setting<std::string>("stop-type", "",
                               "Key of the response type that a STOP is captured as; empty = it is an "
                               "objection and no response");
        d.setting<std::int64_t>("answer-days", 30,
                                "An SMS without a code answers the last SMS to its sender for so many days",
                                &anyDays);
        d.setting<std::int64_t>("stranger-days", 180,
                                "How long number and text are kept of SMS of nobody that is known, and of "
                                "answers to them; days",
                                &anyDays);
    }

    static void declareProviders(Declarations& d) {
        d.get<None, ProviderList>("/sms-providers", {"channel-sms.providers", "Providers of SMS"},
                                  [](const None&, Call&, Unit& u) { return Providers::list(u); });
        d.get<ById, ProviderRow>("/sms-providers/{id}", {"channel-sms.providers", "One provider"},
                                 [](const ById& in, Call&, Unit& u) { return Providers::find(u, in.id); });
        d.post<NewProvider, MadeProvider>(
            "/sms-providers",
            {.permission = "channel-sms.providers",
             .summary = "Add a provider; the secret of its webhooks is told once",
             .success = 201,
             .kept = Kept::Key},
            [](const NewProvider& in, Call&, Unit& u) { return Providers::create(u, in); });
        d.put<ChangeProvider, ProviderRow>("/sms-providers/{id}",
                                           {"channel-sms.providers", "Change a provider", 200, true},
                                           [](const ChangeProvider& in, Call& call, Unit& u) {
                                               const auto before = Providers::find(u, in.id);
                                               call.requireMatch(before.version);
                                               return Providers::change(u, before, in);
                                           });
        d.post<ById, MadeProvider>("/sms-providers/{id}/token",
                                   {.permission = "channel-sms.providers",
                                    .summary = "A new secret; the old one is worth nothing from now on",
                                    .kept = Kept::Key},
                                   [](const ById& in, Call&, Unit& u) { return Providers::renew(u, in.id); });
    }

    static void declareLists(Declarations& d) {
        d.get<MessageQuery, Page<Message>>("/sms-messages",
                                           {"channel-sms.read", "SMS to people, newest first"}, &messages);
        d.get<IncomingSmsQuery, Page<Incoming>>(
            "/incoming-sms", {"channel-sms.read", "SMS that came in, newest first"}, &incoming);
        d.get<None, SmsFigures>("/sms-figures", {"channel-sms.read", "What became of each campaign's SMS"},
                                [](const None&, Call&, Unit& u) {
                                    return SmsFigures{u.all<SmsFigure>("channel-sms.campaign-figures")};
                                });
        d.ask<Asked, Size>("/sms-sizes",
                           {"channel-sms.read", "Alphabet, segments and cost of a text before it is sent"},
                           [](const Asked& in, Call&, Unit& u) { return sizeOf(in, u); });
    }

    void declareWebhooks(Declarations& d) {
        d.upload<SmsKey, Taken>("/sms/{key}/messages", {"public", "A provider posts what people wrote"},
                                {kMostBytes, {}}, [this](const SmsKey& in, Upload& upload, Call& call) {
                                    const auto body = contentOf(upload.path);
                                    const auto profile = admitted(in.key, body, call);
                                    Taken taken;
                                    for (auto& message :
                                         readMessages(profile.profile.incoming, upload.contentType, body))
                                        taken.count(takeOne(call, profile, std::move(message)));
                                    return taken;
                                });
        d.upload<SmsKey, Taken>("/sms/{key}/receipts", {"public", "A provider says what became of messages"},
                                {kMostBytes, {}}, [this](const SmsKey& in, Upload& upload, Call& call) {
                                    const auto body = contentOf(upload.path);
                                    const auto profile = admitted(in.key, body, call);
                                    Taken taken;
                                    for (const auto& r :
                                         readReceipts(profile.profile.receipts, upload.contentType, body)) {
                                        again(call, profile, [&](Unit& u) {
                                            if (r.fault.empty())
                                                delivery_->receipt(u, profile, r.id, r.status, r.reason);
                                            else
                                                Delivery::setAside(u, profile, r.id, r.fault);
                                        });
                                        taken.count(r.fault.empty());
                                    }
                                    return taken;
                                });
    }

    /// Takes one message; what can never be taken is set aside with its fault, so that the others of its list
    /// are not refused with it. @returns whether it was taken.
    bool takeOne(const Call& call, const ProviderRow& profile, Posted message) const {
        const auto take = [&](Unit& u) { intake_->take(u, profile, message); };
        if (message.fault.empty()) {
            try {
                again(call, profile, take);
                return true;
            } catch (const Error& e) {
                if (e.kind() != ErrorKind::Invalid && e.kind() != ErrorKind::NotFound) throw;
                message.fault = e.code();
            }
        }
        again(call, profile, take);
        return false;
    }

    ProviderRow admitted(std::string_view key, std::string_view body, const Call& call) const {
        auto profile = context_->storage().read([&](Unit& u) {
            return Providers::admitted(u, key, call.header("X-Webhook-Token").value_or(std::string_view()));
        });
        if (!profile || !signedRight(profile->profile, body, call.header(profile->profile.signatureHeader)))
            throw Error::notFound("channel-sms.no-provider", "There is no provider with this secret.");
        return std::move(*profile);
    }

    /// A unit of one message; when the same one is taken at the same moment, again on what that left.
    template <class Work>
    void again(const Call& call, const ProviderRow& profile, Work&& work) const {
        for (int tries = 1;; ++tries) {
            try {
                context_->storage().write(
                    [&](Unit& u) { work(u); },
                    {Priority::Interactive,
                     {"system", "sms " + profile.name, {}, std::string(call.requestId())}});
                return;
            } catch (const Error& e) {
                if (e.kind() != ErrorKind::Conflict || tries == kTries) throw;
            }
        }
    }

    /// Hands over a message without a piece. It says `sending` before a byte leaves; a job that finds it so
    /// follows one that ended in between, and holds it.
    void send(const SendJob& job) const {
        std::optional<ProviderRow> profile;
        bool interrupted = false;
        const auto message = context_->storage().write([&](Unit& u) -> std::optional<Message> {
            auto found = u.one<Message>("channel-sms.find-message", {{"id", job.messageId}});
            interrupted = found && found->state == MessageState::Sending;
            if (!found || interrupted) return found;
            if (found->state != MessageState::Waiting) return std::nullopt;
            profile = Providers::find(u, found->profileId);
            Message now = *found;
            now.state = MessageState::Sending;
            ++now.attempts;
            return replace(u, *found, now) ? std::optional(now) : std::nullopt;
        });
        if (!message) return;
        if (interrupted) {
            delivery_->hold(*message);
            return;
        }
        if (delivery_->hand(*profile, *message, {}).state == MessageState::Waiting)
            throw Error(ErrorKind::Unavailable, "channel-sms.busy", "The provider takes nothing now.");
    }

    Context* context_ = nullptr;
    std::optional<Delivery> delivery_;
    std::optional<Intake> intake_;
};

} // namespace rejoinder::sms

REJOINDER_PLUGIN(rejoinder::sms::SmsPlugin)
