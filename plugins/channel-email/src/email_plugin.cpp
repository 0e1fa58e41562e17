#include "bounce_facts.h"
#include "email_gateway.h"
#include "lmtp_server.h"
#include "mail_routes.h"
#include "mailboxes.h"
#include "notices.h"
#include "person_records.h"
#include "plugin_manifest.h"
#include "unsubscribe.h"

#include <rejoinder/contract/channel-email.h>

namespace rejoinder::email {

struct ByToken {
    std::string token;
    static void rules(Rules& r) {
        r.at("token").max(200).says("From the link or the List-Unsubscribe header");
    }
};
REJOINDER_DESCRIBE(ByToken, token)

struct Unsubscribed {
    std::string message;
};
REJOINDER_DESCRIBE(Unsubscribed, message)

namespace {

constexpr std::chrono::hours kLongestWait{24 * 30}; ///< of a single mail: its link ends before

std::string urlProblem(const std::string& url) {
    const bool scheme = url.starts_with("https://") || url.starts_with("http://");
    return scheme && !url.ends_with('/')
               ? ""
               : "must begin with https:// or http:// and must not end with a slash";
}

std::string securityProblem(const std::string& name) {
    return name == "none" || name == "starttls" || name == "tls" ? "" : "must be none, starttls or tls";
}

std::string mailboxProblem(const std::string& from) {
    return from.empty() || isMailbox(from) ? "" : "must be a mailbox, for example news@example.org, or empty";
}

} // namespace

/// E-mails: handed to the operator's mail server, with one-click unsubscribe.
class EmailPlugin final : public Plugin {
public:
    void declare(Declarations& d) override {
        declareSettings(d);
        declareMailboxSettings(d);
        declareMails(d, [this]() -> const MailIntake& { return *intake_; });
        d.job<None>("fetch", {}, [this](const None&, Attempt&) { takeFromMailboxes(*context_, *intake_); });
        d.every(std::chrono::seconds(30), "channel-email.fetch");
        d.announce<ReplyReceived>("channel-email.read");
        d.job<SendNotice>("send-notice", {.parallel = 4}, [this](const SendNotice& job, Attempt& attempt) {
            NoticeService::run(
                job, attempt, rulesOf(*context_),
                [this](const std::string& address) { return intake_->isQuarantined(address); },
                context_->clock());
        });
        d.job<None>("give-up-notices", {}, [](const None&, Attempt& attempt) {
            attempt.write([](Unit& u) { NoticeService::giveUp(u, u.now().plus(-kLongestWait)); });
        });
        d.every(std::chrono::hours(6), "channel-email.give-up-notices");
        d.publicPath("/unsubscribe/", [this](const PublicRequest& request) { return answer(request); });
        d.upload<ByToken, Unsubscribed>(
            "/unsubscribe/{token}",
            {"public", "One-click unsubscribe (RFC 8058): no more advertising by e-mail"}, {10'000, {}},
            [this](const ByToken& in, Upload&, Call& call) {
                unsubscribe_->byToken(in.token, call.requestId());
                return Unsubscribed{"You will get no more advertising from us by e-mail."};
            });
        d.download<ByToken>("/unsubscribe/{token}",
                            {"public", "A page with a button; following the link changes nothing"},
                            [](const ByToken&, Call& call, Unit&) {
                                call.setHeader("Content-Disposition", "inline");
                                Download page;
                                page.contentType = "text/html; charset=utf-8";
                                page.content = unsubscribePage();
                                return page;
                            });
    }

    void start(Context& context) override {
        context_ = &context;
        context.provide<Notices>(std::make_shared<NoticeService>());
        context.provide<contacts::PersonRecords>(makePersonRecords());
        context.provide<contacts::History>(std::make_shared<BounceHistory>());
        tokens_.emplace(Tokens::of(context.storage()));
        unsubscribe_.emplace(context.storage(), *tokens_, context.use<dispatch::Pieces>(),
                             context.use<contacts::ContactGate>());
        intake_.emplace(context.storage(), *tokens_, context.use<dispatch::Pieces>(),
                        context.use<contacts::ContactGate>(), context.use<contacts::Directory>());
        context.provide<dispatch::ChannelGateway>(std::make_shared<EmailGateway>(
            [&context] { return rulesOf(context); },
            [this](const std::string& address) { return intake_->isQuarantined(address); }, *tokens_,
            context.clock()));
        if (const auto port = context.setting<std::int64_t>("lmtp.port"); port != 0)
            lmtp_.emplace(static_cast<std::uint16_t>(port), [this](const std::string& mail) {
                intake_->take(mail, {"system", "lmtp", {}, {}});
            });
    }

    void stop() noexcept override {
        lmtp_.reset();
        intake_.reset();
        unsubscribe_.reset();
        tokens_.reset();
    }

private:
    /// The same as the API's route, for who reaches the public paths only.
    FileAnswer answer(const PublicRequest& request) const {
        FileAnswer page;
        page.contentType = "text/html; charset=utf-8";
        if (request.post)
            unsubscribe_->byToken(request.path.substr(request.path.rfind('/') + 1), request.requestId);
        page.body = request.post ? unsubscribedPage() : unsubscribePage();
        return page;
    }

    static void declareSettings(Declarations& d) {
        d.setting<std::string>("smtp.host", "127.0.0.1",
                               "Mail server that takes the e-mails; it queues, retries and signs");
        d.setting<std::int64_t>("smtp.port", 25, "Its port", [](const std::int64_t& port) {
            return port >= 1 && port <= 65535 ? "" : "must be from 1 to 65535";
        });
        d.setting<std::string>("smtp.security", "none", "none (a server on this host), starttls or tls",
                               &securityProblem);
        d.setting<std::string>("smtp.user", "", "Login at the mail server; empty = without login");
        d.setting<std::string>(
            "smtp.password-file", "",
            "File whose first line is the password of that login; secrets stand in files only");
        d.setting<std::int64_t>("smtp.timeout", 30, "Seconds to wait for the mail server",
                                [](const std::int64_t& seconds) {
                                    return seconds >= 1 && seconds <= 600 ? "" : "must be from 1 to 600";
                                });
        d.setting<std::string>("from", "", "Sender's mailbox for waves that name none", &mailboxProblem);
        d.setting<std::string>(
            "bounce-address", "",
            "Mailbox whose mails come back to this server, as bounce@example.org: each mail is sent "
            "as bounce+code@…; empty = the sender's own mailbox",
            &mailboxProblem);
        d.setting<std::int64_t>(
            "lmtp.port", 0,
            "Loopback port on which the mail server hands incoming mails over by LMTP; 0 = none",
            [](const std::int64_t& port) {
                return port >= 0 && port <= 65535 ? "" : "must be from 0 to 65535";
            });
        d.setting<std::string>(
            "public-url", "http://127.0.0.1:8080",
            "Address under which recipients reach this server where public.url says nothing; stands in "
            "unsubscribe links",
            &urlProblem);
        d.setting<std::int64_t>("batch-size", 50,
                                "E-mails per batch; after a crash at most so many are held for a person",
                                [](const std::int64_t& size) {
                                    return size >= 1 && size <= 1000 ? "" : "must be from 1 to 1000";
                                });
    }

    static EmailRules rulesOf(const Context& context) {
        EmailRules rules;
        rules.server.host = context.setting<std::string>("smtp.host");
        rules.server.port = static_cast<std::uint16_t>(context.setting<std::int64_t>("smtp.port"));
        const auto security = context.setting<std::string>("smtp.security");
        rules.server.security = security == "tls"        ? Security::Tls
                                : security == "starttls" ? Security::StartTls
                                                         : Security::None;
        rules.server.user = context.setting<std::string>("smtp.user");
        rules.server.password = secretOf(context.setting<std::string>("smtp.password-file"));
        rules.server.timeoutSeconds = static_cast<int>(context.setting<std::int64_t>("smtp.timeout"));
        rules.from = context.setting<std::string>("from");
        rules.bounceAddress = context.setting<std::string>("bounce-address");
        const auto everybody = context.publicUrl();
        rules.unsubscribeUrl = everybody.empty()
                                   ? context.setting<std::string>("public-url") + "/api/v1/unsubscribe/"
                                   : everybody + "/unsubscribe/";
        rules.batchSize = static_cast<std::int32_t>(context.setting<std::int64_t>("batch-size"));
        return rules;
    }

    Context* context_ = nullptr;
    std::optional<Tokens> tokens_;
    std::optional<Unsubscribe> unsubscribe_;
    std::optional<MailIntake> intake_;
    std::optional<LmtpServer> lmtp_;
};

} // namespace rejoinder::email

REJOINDER_PLUGIN(rejoinder::email::EmailPlugin)
