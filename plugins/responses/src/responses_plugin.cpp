#include "capture.h"
#include "clearing.h"
#include "desk.h"
#include "person_records.h"
#include "plugin_manifest.h"
#include "service.h"

#include <rejoinder/contract/channel-email.h>
#include <rejoinder/contract/channel-phone.h>
#include <rejoinder/contract/responses/withdrawn.h>
#include <rejoinder/paging.h>

namespace rejoinder::responses {

namespace {

struct TypeList {
    std::vector<ResponseType> items;
};
REJOINDER_DESCRIBE(TypeList, items)

struct NewType {
    std::string key, name;
    Reaction reaction = Reaction::Positive;
    bool fulfil = false, optOut = false;
    std::optional<Channel> optOutChannel;
    static void rules(Rules& r) {
        r.at("key").notEmpty().max(64).says("Stable short name: information-request");
        r.at("name").notEmpty().max(200);
        r.at("fulfil").defaulted();
        r.at("optOut").defaulted();
    }
};
REJOINDER_DESCRIBE(NewType, key, name, reaction, fulfil, optOut, optOutChannel)

/// The reaction of a type never changes: it would rewrite the figures of the past.
struct ChangeType {
    Id id;
    std::optional<std::string> name;
    std::optional<bool> fulfil, optOut, active;
    std::optional<Channel> optOutChannel;
};
REJOINDER_DESCRIBE(ChangeType, id, name, fulfil, optOut, active, optOutChannel)

struct Batch {
    std::vector<NewResponse> items;
    static void rules(Rules& r) { r.at("items").notEmpty().max(1000); }
};
REJOINDER_DESCRIBE(Batch, items)

struct BatchResults {
    std::int32_t captured = 0, duplicates = 0, clearing = 0, refused = 0;
    std::vector<BatchResult> items;
};
REJOINDER_DESCRIBE(BatchResults, captured, duplicates, clearing, refused, items)

struct ResponseList {
    std::optional<Id> campaignId, contactId;
    std::optional<bool> newest;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("newest").says("The newest first"); }
};
REJOINDER_DESCRIBE(ResponseList, campaignId, contactId, newest, limit, cursor)

/// A response with each time it was captured.
struct ResponseView {
    Id id;
    Response response;
    std::vector<CaptureRow> captures;
};
REJOINDER_DESCRIBE(ResponseView, id, response, captures)

struct ClearingList {
    std::optional<ClearingState> state;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
};
REJOINDER_DESCRIBE(ClearingList, state, limit, cursor)

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

/// The set a new installation starts with.
const std::vector<ResponseType>& startingTypes() {
    using enum Reaction;
    static const std::vector<ResponseType> types{
        {{}, "information-request", "Wants information material", Positive, true, false, {}, true, 1},
        {{}, "order", "Orders", Positive, true, false, {}, true, 1},
        {{}, "visit", "Visited the shop or the website", Positive, false, false, {}, true, 1},
        {{}, "appointment", "Wants an appointment", Positive, false, false, {}, true, 1},
        {{}, "question", "Has a question", None, false, false, {}, true, 1},
        {{}, "call-back", "Wants to be called back", None, false, false, {}, true, 1},
        {{}, "not-interested", "Is not interested", Negative, false, false, {}, true, 1},
        {{}, "opt-out", "Objects to advertising", Negative, false, true, {}, true, 1},
        {{}, "complaint", "Complains", Negative, false, false, {}, true, 1}};
    return types;
}

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
        declareCapture(d);
        declareTypes(d);
        declareClearing(d);
        declareReturns(d);
        d.page("/desk", "Desk", "responses.write");
        d.page("/responses", "Responses", "responses.read");
        d.page("/clearing", "Clearing", "responses.read");
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
        sources_ = {context.use<contacts::Directory>(), context.use<contacts::ContactGate>(),
                    context.use<campaigns::Campaigns>(), context.use<targetgroups::FrozenLists>(),
                    context.use<dispatch::Pieces>()};
        objections_ = context.use<contacts::Objections>();
        context.provide<Responses>(std::make_shared<ResponseService>(
            sources_, [&context] { return context.setting<std::int64_t>("window-days"); }));
        context.provide<Capturing>(std::make_shared<CapturingService>(
            sources_, [&context] { return context.setting<std::int64_t>("window-days"); }));
        context.provide<contacts::PersonRecords>(makePersonRecords());
        context.provide<contacts::History>(std::make_shared<ResponseHistory>());
        // Looked at first: `verify` beside a running server may only read.
        if (context.storage().read([](Unit& u) { return u.number("responses.count-types"); }) != 0) return;
        context.storage().write(
            [](Unit& u) {
                if (u.number("responses.count-types") != 0) return;
                for (auto type : startingTypes()) {
                    type.id = u.newId();
                    u.run("responses.insert-type", type);
                }
            },
            {Priority::Interactive, {"system", "responses", {}, {}}});
    }

    void stop() noexcept override {
        sources_ = {};
        objections_.reset();
    }

private:
    Capture capture() const { return {sources_, context_->setting<std::int64_t>("window-days")}; }

    void declareCapture(Declarations& d) {
        d.post<NewResponse, Captured>(
            "/responses", {"responses.write", "Capture a reply, on any channel, with or without code", 201},
            [this](const NewResponse& in, Call& call, Unit& u) {
                const Captured captured = capture().store(u, in);
                if (captured.outcome == Outcome::Clearing)
                    call.setHeader("Location", "/api/v1/clearing/" + captured.id.toString());
                return captured;
            });
        d.post<Batch, BatchResults>(
            "/responses/batches",
            {"responses.write", "Capture up to 1000 replies in one unit; each is answered by itself"},
            [this](const Batch& in, Call&, Unit& u) { return captureAll(u, in); });
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
            "/responses/{id}", {"responses.read", "A response with each time it was captured"},
            [](const ById& in, Call&, Unit& u) {
                const auto r = u.one<Response>("responses.find-response", {{"id", in.id}});
                if (!r) throw Error::notFound("responses.no-such-response", "there is no such response");
                return ResponseView{
                    in.id, *r, u.all<CaptureRow>("responses.captures-of-response", {{"responseId", in.id}})};
            });
    }

    BatchResults captureAll(Unit& u, const Batch& in) {
        BatchResults results;
        auto each = capture();
        for (std::size_t i = 0; i < in.items.size(); ++i) {
            BatchResult one{static_cast<std::int32_t>(i), {}, {}, {}};
            try {
                one.captured = each.store(u, in.items[i]);
                switch (one.captured->outcome) {
                case Outcome::Captured: ++results.captured; break;
                case Outcome::Duplicate: ++results.duplicates; break;
                case Outcome::Clearing: ++results.clearing; break;
                }
            } catch (const Error& e) {
                if (e.kind() != ErrorKind::Invalid)
                    throw; // refused before anything was written; all else is no answer
                one.code = e.code();
                one.problem = e.text();
                ++results.refused;
            }
            results.items.push_back(std::move(one));
        }
        return results;
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

    static ResponseType findType(Unit& u, Id id) {
        auto type = u.one<ResponseType>("responses.find-type-by-id", {{"id", id}});
        if (!type) throw Error::notFound("responses.no-such-type", "there is no such response type");
        return std::move(*type);
    }

    static void declareTypes(Declarations& d) {
        d.get<None, TypeList>("/response-types", {"responses.read", "Response types"},
                              [](const None&, Call&, Unit& u) {
                                  return TypeList{u.all<ResponseType>("responses.list-types")};
                              });
        d.get<ById, ResponseType>("/response-types/{id}", {"responses.read", "A response type"},
                                  [](const ById& in, Call&, Unit& u) { return findType(u, in.id); });
        d.post<NewType, ResponseType>(
            "/response-types", {"responses.types", "Make a response type", 201},
            [](const NewType& in, Call&, Unit& u) {
                if (u.one<ResponseType>("responses.find-type", {{"key", in.key}}))
                    throw Error::conflict("responses.type-exists",
                                          "there is a response type " + in.key + " already");
                const ResponseType type{u.newId(),        in.key, in.name, in.reaction, in.fulfil, in.optOut,
                                        in.optOutChannel, true,   1};
                u.run("responses.insert-type", type);
                u.audit("response-types.create", type.id, in.key);
                return type;
            });
        d.patch<ChangeType, ResponseType>(
            "/response-types/{id}",
            {"responses.types", "Change a response type; its reaction never changes", 200, true},
            [](const ChangeType& in, Call& call, Unit& u) {
                auto type = findType(u, in.id);
                call.requireMatch(type.version);
                if (in.name) type.name = *in.name;
                if (in.fulfil) type.fulfil = *in.fulfil;
                if (in.optOut) type.optOut = *in.optOut;
                if (in.active) type.active = *in.active;
                if (in.optOutChannel) type.optOutChannel = in.optOutChannel;
                u.run("responses.update-type", type);
                u.audit("response-types.change", in.id, json::write(in));
                return findType(u, in.id);
            });
    }

    void declareClearing(Declarations& d) {
        d.get<ClearingList, Page<ClearingEntry>>(
            "/clearing", {"responses.read", "Replies without a sure match, oldest first"},
            [](const ClearingList& in, Call&, Unit& u) {
                const auto limit = paging::limitOf(in.limit);
                return paging::pageOf(u.all<ClearingEntry>("responses.list-clearing",
                                                           {{"state", in.state.value_or(ClearingState::Open)},
                                                            {"after", paging::cursorId(in.cursor)},
                                                            {"limit", limit}}),
                                      limit);
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
        if (auto before = u.one<ReturnRow>("responses.find-return-of-piece", {{"pieceId", piece->id}}))
            return std::move(*before); // scanned twice
        const auto times = sources_.pieces->markReturned(u, piece->id, nameOf(in.reason));
        const bool deceased = in.reason == ReturnReason::Deceased;
        const bool blocked = deceased || times >= context_->setting<std::int64_t>("returns-until-blocked");
        if (blocked) sources_.directory->markUndeliverable(u, piece->contactId, deceased, nameOf(in.reason));
        const ReturnRow row{u.newId(), piece->id, piece->contactId, piece->campaignId,
                            in.reason, in.remark, u.now(),          blocked};
        u.run("responses.insert-return", row);
        u.audit("returns.capture", row.id, nameOf(in.reason));
        return row;
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
        if (e.pieceId) {
            capture().storeForPiece(u, reply, e.pieceId);
            return;
        }
        if (e.campaignId) reply.campaignId = e.campaignId; // a call that somebody asked for has no piece
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
        if (e.pieceId && !reply.type.empty())
            capture().storeForPiece(u, reply, *e.pieceId);
        else
            capture().setAside(u, reply, "responses.unread-mail");
    }

    Context* context_ = nullptr;
    Sources sources_;
    std::shared_ptr<contacts::Objections> objections_;
};

} // namespace

} // namespace rejoinder::responses

REJOINDER_PLUGIN(rejoinder::responses::ResponsesPlugin)
