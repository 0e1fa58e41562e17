#include "person_records.h"
#include "plugin_manifest.h"
#include "site.h"

#include <rejoinder/contract/dispatch/web_addresses.h>

namespace rejoinder::web {

namespace {

std::function<std::string(const std::int64_t&)> between(std::int64_t low, std::int64_t high) {
    return [low, high](const std::int64_t& n) {
        return n >= low && n <= high ? std::string()
                                     : "must be from " + std::to_string(low) + " to " + std::to_string(high);
    };
}

/// Where the people of pieces answer.
class PersonalAddresses final : public dispatch::WebAddresses {
public:
    PersonalAddresses(const Tokens& tokens, std::function<std::string()> publicUrl)
        : tokens_(tokens), publicUrl_(std::move(publicUrl)) {}
    [[nodiscard]] std::string of(std::string_view code) const override {
        const auto url = publicUrl_();
        return url.empty() ? std::string() : url + "/r/" + std::string(code) + "-" + tokens_.keyOf(code);
    }

private:
    const Tokens tokens_; ///< its own: letters may be made again while the plugin stops
    std::function<std::string()> publicUrl_;
};

std::vector<std::string> check(Unit& unit) {
    std::vector<std::string> wrong;
    if (const auto n = unit.number("channel-web.count-unsettled"); n != 0)
        wrong.push_back(std::to_string(n) +
                        " answers of web forms are captured or in clearing, but name neither.");
    return wrong;
}

} // namespace

/// Landing pages and forms: what people send becomes responses, consents and objections.
class WebPlugin final : public Plugin {
public:
    void declare(Declarations& d) override {
        d.setting<std::int64_t>(
            "min-seconds", 2, "Seconds from a form's page to its answer; less is no person", between(0, 60));
        d.setting<std::int64_t>("token-hours", 24, "Hours in which a page that was opened can be sent",
                                between(1, 168));
        d.setting<std::int64_t>("confirm-hours", 72, "Hours in which the link of a confirmation mail is good",
                                between(1, 720));
        d.setting<std::int64_t>("answers-per-address", 20, "Answers of one address within ten minutes",
                                between(1, 1'000'000));
        d.setting<std::int64_t>("answers-per-form", 1'200, "Answers of one form within a minute",
                                between(1, 10'000'000));
        d.setting<std::int64_t>(
            "looks-per-address", 300,
            "Pages that one address is given within ten minutes; guessing codes ends here",
            between(1, 10'000'000));
        declareForms(d, [this]() -> const FormNeighbours& { return forms_; });
        declareLooks(d, [this]() -> Storage& { return context_->storage(); });
        declareSubmissions(d, [this]() -> const Submissions& { return *submissions_; });
        d.publicPath("/f/", [this](const PublicRequest& r) { return site_->form(r); });
        d.publicPath("/r/", [this](const PublicRequest& r) { return site_->personal(r); });
        d.publicPath("/c/", [this](const PublicRequest& r) { return site_->confirmation(r); });
        d.on<FormSent>(
            [this](const FormSent& e, const Delivery&, Unit& u) { submissions_->settle(u, e.submissionId); });
        d.on<responses::ClearingDecided>([this](const responses::ClearingDecided& e, const Delivery&,
                                                Unit& u) { submissions_->hear(u, e); });
        d.announce<FormSettled>("channel-web.read");
        d.verify("answers", &check);
    }

    void start(Context& context) override {
        context_ = &context;
        tokens_.emplace(Tokens::of(context.storage()));
        const auto url = [&context] { return context.publicUrl(); };
        SubmissionNeighbours n;
        n.capturing = context.use<responses::Capturing>();
        n.pieces = context.use<dispatch::Pieces>();
        n.directory = context.use<contacts::Directory>();
        n.reception = context.use<contacts::Reception>();
        n.people = context.use<contacts::People>();
        n.numbers = context.use<contacts::Numbers>();
        n.consents = context.use<contacts::Consents>();
        n.gate = context.use<contacts::ContactGate>();
        n.objections = context.use<contacts::Objections>();
        forms_ = {n.capturing, context.use<campaigns::Campaigns>(), url,
                  [&context] { return context.tryUse<email::Notices>() != nullptr; }};
        confirmations_.emplace(
            ConfirmationNeighbours{n.reception, n.consents,
                                   [&context] { return context.tryUse<email::Notices>(); }, url,
                                   [&context] { return context.setting<std::int64_t>("confirm-hours"); }},
            *tokens_);
        submissions_.emplace(n, *confirmations_);
        site_.emplace(context.storage(), context.clock(), *tokens_, *submissions_, *confirmations_, n,
                      [&context] { return rulesOf(context); });
        context.provide<contacts::PersonRecords>(makePersonRecords(*confirmations_));
        context.provide<dispatch::WebAddresses>(std::make_shared<PersonalAddresses>(*tokens_, url));
    }

    void stop() noexcept override {
        site_.reset();
        submissions_.reset();
        confirmations_.reset();
        forms_ = {};
        tokens_.reset();
    }

private:
    static SiteRules rulesOf(const Context& context) {
        const auto number = [&](std::string_view key) { return context.setting<std::int64_t>(key); };
        return {number("min-seconds"), number("token-hours"), number("answers-per-address"),
                number("answers-per-form"), number("looks-per-address")};
    }

    Context* context_ = nullptr;
    FormNeighbours forms_;
    std::optional<Tokens> tokens_;
    std::optional<Confirmations> confirmations_;
    std::optional<Submissions> submissions_;
    std::optional<Site> site_;
};

} // namespace rejoinder::web

REJOINDER_PLUGIN(rejoinder::web::WebPlugin)
