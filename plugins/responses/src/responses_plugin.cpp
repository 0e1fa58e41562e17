#include "batches.h"
#include "candidates.h"
#include "clearing.h"
#include "control.h"
#include "desk.h"
#include "person_records.h"
#include "plugin_manifest.h"
#include "service.h"
#include "types.h"
#include "workload.h"

#include <rejoinder/contract/channel-email.h>
#include <rejoinder/contract/channel-phone.h>
#include <rejoinder/contract/responses/withdrawn.h>
#include <rejoinder/paging.h>

namespace rejoinder::responses {

namespace {

struct ResponseList {
    std::optional<Id> campaignId, contactId;
    std::optional<bool> newest;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("newest").says("The newest first"); }
};
REJOINDER_DESCRIBE(ResponseList, campaignId, contactId, newest, limit, cursor)

/// A credit of a response with what explains it.
struct CreditView {
    std::optional<Id> campaignId, cellId, pieceId;
    std::string segment;
    Attribution attribution = Attribution::Unattributed;
    std::string reason;
    bool late = false, best = false;
    double share = 1; ///< by the fractional rule
    std::optional<Timestamp> handedOverAt;
};
REJOINDER_DESCRIBE(CreditView, campaignId, cellId, pieceId, segment, attribution, reason, late, best, share,
                   handedOverAt)

/// A response with each time it was captured, and why it is credited as it is.
struct ResponseView {
    Id id;
    Response response;
    std::vector<CaptureRow> captures;
    std::vector<CreditView> credits;
    std::int64_t windowDays = 0; ///< how far back a reply without a code was credited, days
};
REJOINDER_DESCRIBE(ResponseView, id, response, captures, credits, windowDays)

struct ClearingList {
    std::optional<ClearingState> state;
    std::optional<Id> batchId;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(ClearingList, state, batchId, limit, cursor)

struct NewReturn {
    std::string code;
    ReturnReason reason = ReturnReason::Unknown;
    std::string remark;
    static void rules(Rules& r) {
        r.at("code").notEmpty().max(64);
        r.at("remark").max(2000).defaulted();
    }
};
REJOINDER_DESCRIBE(NewReturn, code, reason, remark)

struct ReturnList {
    std::optional<Id> campaignId;
    std::optional<bool> newest;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("newest").says("The newest first"); }
};
REJOINDER_DESCRIBE(ReturnList, campaignId, newest, limit, cursor)

class ResponsesPlugin final : public Plugin {
public:
    void declare(Declarations& d) override {
        d.permission("responses.read", "See responses, clearing and returns",
                     {"marketer", "agent", "analyst"});
        d.permission("responses.write", "Capture responses and returned letters", {"agent", "marketer"});
        d.permission("responses.types", "Change response types", {"marketer"});
        d.setting<std::int64_t>(
            "window-days", 180,
            "How long after its last piece a reply without code and campaign is credited to it, days",
            [](const std::int64_t& v) { return v >= 1 && v <= 3650 ? "" : "between 1 and 3650"; });
        d.setting<std::int64_t>(
            "returns-until-blocked", 2,
            "Returned letters after which the postal address counts as undeliverable",
            [](const std::int64_t& v) { return v >= 1 && v <= 10 ? "" : "between 1 and 10"; });
        declareAlarm(d);
        declareCapture(d);
        declareBatches(d, [this] { return capture(); });
        declareTypes(d, sources_);
        declareClearing(d);
        declareReturns(d);
        declareControl(
            d, [this] { return context_->useAll<TurnedAway>(); }, [this] { return alarm(); });
        d.page("/desk", "Desk", "responses.write");
        d.page("/responses", "Responses", "responses.read");
        d.page("/clearing", "Clearing", "responses.read");
        d.page("/batches", "Batches", "responses.write");
        d.page("/control", "Figures of control", "responses.read");
        d.page("/returns", "Returned mail", "responses.write");
        d.page("/response-types", "Response types", "responses.types");
        d.on<phone::CallCompleted>(
            [this](const phone::CallCompleted& e, const Delivery&, Unit& u) { hear(u, e); });
        d.on<email::ReplyReceived>(
            [this](const email::ReplyReceived& e, const Delivery&, Unit& u) { hear(u, e); });
        d.setting<std::string>(
            "mail-type", "",
            "Response type of an e-mail that answers one of ours, such as information-request; "
            "empty = a person reads it first, in clearing");
        declareTerm(d);
        d.announce<ResponseCaptured>("responses.read");
        d.announce<ResponseWithdrawn>("responses.read");
        d.verify("responses", [](Unit& u) {
            std::vector<std::string> problems;
            if (u.number("responses.count-responses-without-capture") != 0)
                problems.emplace_back("responses: there are responses that nobody captured");
            if (u.number("responses.count-wrong-captures") != 0)
                problems.emplace_back("responses: a response does not count all of its captures");
            if (u.number("responses.count-unresolved-clearing") != 0)
                problems.emplace_back("responses: a clearing entry is assigned to no response");
            return problems;
        });
    }

    void start(Context& context) override {
        context_ = &context;
        sources_ = {context.use<contacts::Directory>(),  context.use<contacts::ContactGate>(),
                    context.use<campaigns::Campaigns>(), context.use<targetgroups::FrozenLists>(),
                    context.use<dispatch::Pieces>(),     context.use<contacts::People>(),
                    context.use<contacts::Reception>(),  context.use<contacts::Numbers>()};
        objections_ = context.use<contacts::Objections>();
        context.provide<Responses>(std::make_shared<ResponseService>(
            sources_, [&context] { return context.setting<std::int64_t>("window-days"); }));
        context.provide<Capturing>(std::make_shared<CapturingService>(
            sources_, objections_, [&context] { return context.setting<std::int64_t>("window-days"); }));
        returns_ = std::make_shared<ReturnService>(
            sources_, [&context] { return context.setting<std::int64_t>("returns-until-blocked"); });
        context.provide<Returns>(returns_);
        context.provide<contacts::PersonRecords>(makePersonRecords());
        context.provide<campaigns::Workloads>(makeWorkload());
        context.provide<contacts::History>(std::make_shared<ResponseHistory>());
        // Looked at first: `verify` beside a running server may only read.
        if (context.storage().read([](Unit& u) { return u.number("responses.count-types"); }) != 0) return;
        context.storage().write(
            [](Unit& u) {
                if (u.number("responses.count-types") != 0) return;
                addStartingTypes(u);
            },
            {Priority::Interactive, {"system", "responses", {}, {}}});
    }

    void stop() noexcept override {
        sources_ = {};
        objections_.reset();
        returns_.reset();
    }

private:
    Capture capture() const { return {sources_, context_->setting<std::int64_t>("window-days")}; }

    [[nodiscard]] AlarmRules alarm() const {
        return {context_->setting<std::int64_t>("alarm-percent"),
                context_->setting<std::int64_t>("alarm-days"),
                context_->setting<std::int64_t>("alarm-least")};
    }

    void declareTerm(Declarations& d) {
        d.setting<std::int64_t>(
            "rejected-days", 180,
            "How long is kept what was said on replies that were rejected in clearing, days",
            [](const std::int64_t& v) { return v >= 1 && v <= 3650 ? "" : "between 1 and 3650"; });
        d.job<None>("forget", {}, [this](const None&, Attempt& attempt) {
            const auto days = std::chrono::hours(24) * context_->setting<std::int64_t>("rejected-days");
            while (!attempt.stopping() &&
                   attempt.write([&](Unit& u) { return forgetRejected(u, u.now().plus(-days)); })) {}
        });
        d.every(std::chrono::hours(6), "responses.forget");
    }

    static void declareAlarm(Declarations& d) {
        d.setting<std::int64_t>(
            "alarm-percent", 8,
            "Share of replies with a code that nobody has, from which on it is told and shown, per cent",
            [](const std::int64_t& v) { return v >= 1 && v <= 100 ? "" : "between 1 and 100"; });
        d.setting<std::int64_t>(
            "alarm-days", 7, "Over how many days that share is taken",
            [](const std::int64_t& v) { return v >= 1 && v <= 90 ? "" : "between 1 and 90"; });
        d.setting<std::int64_t>(
            "alarm-least", 50, "Replies in that time below which a share says nothing",
            [](const std::int64_t& v) { return v >= 1 && v <= 1'000'000 ? "" : "between 1 and 1000000"; });
    }

    /// The credits of a response, each with the piece's day.
    std::vector<CreditView> creditsOf(Unit& u, const Response& r) const {
        std::vector<CreditView> credits;
        for (auto& c : u.all<CreditRow>("responses.credits-of-response", {{"responseId", r.id}}))
            credits.push_back({c.campaignId,
                               c.cellId,
                               c.pieceId,
                               std::move(c.segment),
                               c.attribution,
                               std::move(c.reason),
                               c.late,
                               c.best,
                               c.share,
                               {}});
        if (credits.empty())
            credits.push_back(
                {r.campaignId, r.cellId, r.pieceId, r.segment, r.attribution, r.reason, r.late, true, 1, {}});
        for (auto& credit : credits)
            if (credit.pieceId)
                if (const auto piece = sources_.pieces->find(u, *credit.pieceId))
                    credit.handedOverAt = piece->handedOverAt;
        return credits;
    }

    void declareCapture(Declarations& d) {
        d.post<NewResponse, Captured>(
            "/responses", {"responses.write", "Capture a reply, on any channel, with or without code", 201},
            [this](const NewResponse& in, Call& call, Unit& u) {
                const Captured captured = capture().store(u, in);
                if (captured.outcome == Outcome::Clearing)
                    call.setHeader("Location", "/api/v1/clearing/" + captured.id.toString());
                return captured;
            });
        d.get<ResponseList, Page<Response>>(
            "/responses",
            {"responses.read",
             "Responses, oldest or newest first; of a campaign or a contact when one is named"},
            [](const ResponseList& in, Call&, Unit& u) { return list(u, in); });
        d.get<ByPrintedCode, DeskSheet>(
            "/responses/desk/{code}",
            {"responses.write", "All that the desk shows for a printed code: person, offer, earlier replies"},
            [this](const ByPrintedCode& in, Call&, Unit& u) { return deskSheet(u, sources_, in.code); });
        d.get<ById, ResponseView>(
            "/responses/{id}",
            {"responses.read", "A response with each time it was captured, and why it is credited as it is"},
            [this](const ById& in, Call&, Unit& u) {
                const auto r = u.one<Response>("responses.find-response", {{"id", in.id}});
                if (!r) throw Error::notFound("responses.no-such-response", "there is no such response");
                return ResponseView{
                    in.id, *r, u.all<CaptureRow>("responses.captures-of-response", {{"responseId", in.id}}),
                    creditsOf(u, *r), u.number("responses.credit-window-of-response", {{"id", in.id}})};
            });
    }

    static Page<Response> list(Unit& u, const ResponseList& in) {
        const auto limit = paging::limitOf(in.limit);
        const bool newest = in.newest.value_or(false);
        const auto after = paging::cursorId(in.cursor, newest ? Id{INT64_MAX} : Id{});
        if (in.campaignId && in.contactId)
            throw Error::invalid("/contactId", "responses.one-filter",
                                 "name a campaign or a contact, not both");
        if (in.campaignId)
            return paging::pageOf(
                u.all<Response>(newest ? "responses.newest-responses-of-campaign"
                                       : "responses.list-responses-of-campaign",
                                {{"campaignId", *in.campaignId}, {"after", after}, {"limit", limit}}),
                limit);
        if (in.contactId)
            return paging::pageOf(
                u.all<Response>(newest ? "responses.newest-responses-of-contact"
                                       : "responses.list-responses-of-contact",
                                {{"contactId", *in.contactId}, {"after", after}, {"limit", limit}}),
                limit);
        return paging::pageOf(
            u.all<Response>(newest ? "responses.newest-responses" : "responses.list-responses",
                            {{"after", after}, {"limit", limit}}),
            limit);
    }

    void declareClearing(Declarations& d) {
        d.get<ClearingList, Page<ClearingEntry>>(
            "/clearing", {"responses.read", "Replies without a sure match, oldest first"},
            [](const ClearingList& in, Call&, Unit& u) {
                const auto limit = paging::limitOf(in.limit);
                const auto state = in.state.value_or(ClearingState::Open);
                const auto after = paging::cursorId(in.cursor);
                return paging::pageOf(
                    in.batchId
                        ? u.all<ClearingEntry>("responses.list-clearing-of-batch", {{"batchId", *in.batchId},
                                                                                    {"state", state},
                                                                                    {"after", after},
                                                                                    {"limit", limit}})
                        : u.all<ClearingEntry>("responses.list-clearing",
                                               {{"state", state}, {"after", after}, {"limit", limit}}),
                    limit);
            });
        d.get<ById, Candidates>(
            "/clearing/{id}/candidates",
            {"responses.write", "Who may have sent a reply, the likeliest first, with the reasons"},
            [this](const ById& in, Call&, Unit& u) {
                return candidatesOf(u, sources_, findEntry(u, in.id));
            });
        d.get<ById, ClearingEntry>("/clearing/{id}", {"responses.read", "A clearing entry"},
                                   [](const ById& in, Call&, Unit& u) { return findEntry(u, in.id); });
        d.patch<DecideClearing, ClearingEntry>(
            "/clearing/{id}",
            {"responses.write", "Assign a reply to a piece or contact, reject it, or take a decision back",
             200, true},
            [this](const DecideClearing& in, Call& call, Unit& u) {
                call.requireMatch(findEntry(u, in.id).version);
                return decide(u, in, capture(), *objections_);
            });
    }

    void declareReturns(Declarations& d) {
        d.post<NewReturn, ReturnRow>(
            "/returns", {"responses.write", "A letter came back: scan its code and say why", 201},
            [this](const NewReturn& in, Call&, Unit& u) { return takeBack(u, in); });
        d.get<ById, ReturnRow>("/returns/{id}", {"responses.read", "A returned letter"},
                               [](const ById& in, Call&, Unit& u) { return findReturn(u, in.id); });
        d.get<ReturnList, Page<ReturnRow>>(
            "/returns", {"responses.read", "Returned letters, oldest or newest first"},
            [](const ReturnList& in, Call&, Unit& u) {
                const auto limit = paging::limitOf(in.limit);
                const bool newest = in.newest.value_or(false);
                const auto after = paging::cursorId(in.cursor, newest ? Id{INT64_MAX} : Id{});
                return paging::pageOf(
                    in.campaignId
                        ? u.all<ReturnRow>(
                              newest ? "responses.newest-returns-of-campaign"
                                     : "responses.list-returns-of-campaign",
                              {{"campaignId", *in.campaignId}, {"after", after}, {"limit", limit}})
                        : u.all<ReturnRow>(newest ? "responses.newest-returns" : "responses.list-returns",
                                           {{"after", after}, {"limit", limit}}),
                    limit);
            });
    }

    static ReturnRow findReturn(Unit& u, Id id) {
        auto row = u.one<ReturnRow>("responses.find-return", {{"id", id}});
        if (!row) throw Error::notFound("responses.no-such-return", "there is no such returned letter");
        return std::move(*row);
    }

    ReturnRow takeBack(Unit& u, const NewReturn& in) {
        const auto piece = sources_.pieces->findByCode(u, in.code);
        if (!piece) throw Error::invalid("/code", "responses.unknown-code", "no piece has this code");
        return returns_->takeBack(u, {piece->id, in.reason, in.remark, false});
    }

    /// A call that ended with an answer is a reply like any other.
    void hear(Unit& u, const phone::CallCompleted& e) {
        if (e.responseType.empty()) return;
        NewResponse reply;
        reply.type = e.responseType;
        reply.channel = Channel::Phone;
        reply.contactId = e.contactId;
        reply.receivedAt = e.at;
        reply.reference = "call " + e.callId.toString();
        reply.note = e.note;
        reply.clearing = true; // what the type asks for besides, nobody can be asked any more
        if (e.pieceId) {
            capture().storeForPiece(u, reply, e.pieceId);
            return;
        }
        if (e.campaignId) reply.campaignId = e.campaignId; // a call that somebody asked for has no piece
        if (!e.contactId) {                                // of a caller whom nobody knows
            reply.contactId.reset();
            capture().setAside(u, reply, "responses.unknown-caller");
            return;
        }
        capture().store(u, reply);
    }

    /// A mail is a response at once where it answers a piece and its type is set; else a person reads it.
    void hear(Unit& u, const email::ReplyReceived& e) {
        NewResponse reply;
        reply.type = context_->setting<std::string>("mail-type");
        reply.channel = Channel::Email;
        reply.receivedAt = e.at;
        reply.reference = "e-mail " + e.mailId.toString();
        reply.note = e.subject + "\n" + e.from + "\n\n" + e.text;
        reply.contactId = e.contactId;
        reply.campaignId = e.campaignId;
        reply.clearing = true;
        if (e.pieceId && !reply.type.empty())
            capture().storeForPiece(u, reply, *e.pieceId);
        else
            capture().setAside(u, reply, "responses.unread-mail");
    }

    Context* context_ = nullptr;
    Sources sources_;
    std::shared_ptr<contacts::Objections> objections_;
    std::shared_ptr<ReturnService> returns_;
};

} // namespace

} // namespace rejoinder::responses

REJOINDER_PLUGIN(rejoinder::responses::ResponsesPlugin)
