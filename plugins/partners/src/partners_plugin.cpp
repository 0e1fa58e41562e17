#include "files.h"
#include "payment_references.h"
#include "plugin_manifest.h"
#include "quality.h"
#include "read_job.h"
#include "shop_routes.h"
#include "watching.h"

#include <algorithm>

namespace rejoinder::partners {

namespace {

std::vector<std::string> check(Unit& unit) {
    std::vector<std::string> wrong;
    if (const auto n = unit.number("partners.count-incomplete-files"); n != 0)
        wrong.push_back(std::to_string(n) +
                        " files of partners were read, but not all of their lines are there.");
    if (const auto n = unit.number("partners.count-entries-nowhere"); n != 0)
        wrong.push_back(std::to_string(n) + " entries of partners are captured, but for nobody.");
    if (const auto n = unit.number("partners.count-wrong-references"); n != 0)
        wrong.push_back(std::to_string(n) + " payment references do not count what was paid with them.");
    return wrong;
}

std::string prefixProblem(const std::string& prefix) {
    const bool fine =
        prefix.size() <= 7 && std::ranges::all_of(prefix, [](char c) { return c >= '0' && c <= '9'; });
    return fine ? "" : "must be at most 7 digits";
}

} // namespace

/// What the bank, the shop and the post tell us: payments, orders, returned letters.
class PartnersPlugin final : public Plugin {
public:
    void declare(Declarations& d) override {
        d.permission("partners.read", "See files of the bank, the shop and the post, and what became of them",
                     {"marketer", "agent", "fulfilment", "analyst"});
        d.permission("partners.write",
                     "Hand in such files, decide about their entries, issue payment references",
                     {"marketer", "agent"});
        d.page("/partner-files", "Bank, shop and post", "partners.read");
        d.page("/partner-clearing", "Payments and orders in clearing", "partners.read");
        d.page("/payment-references", "Payment references", "partners.read");
        d.page("/list-quality", "Quality of lists", "partners.read");
        d.setting<std::string>(
            "watch-folder", "",
            "Folder with folders payments, shopOrders and postalReturns, and below them one for "
            "each kept mapping; what is taken is moved to `taken`; empty = none");
        d.setting<std::string>("payment-type", "payment", "Response type that a payment means");
        d.setting<std::string>("order-type", "order", "Response type that an order of a shop means");
        d.setting<std::string>("qr-prefix", "", "Digits with which the bank wants QR references to begin",
                               &prefixProblem);
        const auto anyDays = [](const std::int64_t& days) {
            return days >= 1 && days <= 3650 ? "" : "must be from 1 to 3650";
        };
        d.setting<std::int64_t>("unread-days", 90,
                                "How long the content is kept of files that could not be read or whose "
                                "columns nobody named; days",
                                anyDays);
        d.setting<std::int64_t>("stranger-days", 730,
                                "How long names and accounts are kept of payments, orders and returns of "
                                "nobody that is known; what still waits for a person then is rejected; days",
                                anyDays);
        declareFiles(d, context_);
        declareEntries(d, handlings_);
        declareShopOrders(d, context_, handlings_);
        declareReferences(d, neighbours_);
        declareQuality(d);
        d.job<ReadFile>("read", {}, [this](const ReadFile& job, Attempt& attempt) {
            FileReading(*context_, handlings_).run(job, attempt);
        });
        d.job<None>("watch", {},
                    [this](const None&, Attempt& attempt) { takeFromFolders(*context_, attempt); });
        d.every(std::chrono::seconds(15), "partners.watch");
        d.job<None>("count-quality", {},
                    [this](const None&, Attempt& attempt) { countQuality(*context_, neighbours_, attempt); });
        d.every(std::chrono::hours(6), "partners.count-quality");
        d.job<None>("forget", {}, [this](const None&, Attempt& attempt) {
            const auto before = [this](Unit& u, std::string_view setting) {
                return u.now().plus(-std::chrono::hours(24) * context_->setting<std::int64_t>(setting));
            };
            const auto all = [&](auto&& step) {
                while (!attempt.stopping() && attempt.write(step)) {}
            };
            all([&](Unit& u) { return forgetContent(u, before(u, "unread-days")); });
            all([&](Unit& u) { return forgetStrangers(u, before(u, "stranger-days")); });
        });
        d.every(std::chrono::hours(6), "partners.forget");
        d.announce<FileRead>("partners.read");
        d.verify("partners", &check);
        d.message("PARTNERS-FILE-UNREADABLE", "A file of the bank, the shop or the post could not be read.",
                  "It stands in /partner-files with the reason.");
        d.message("PARTNERS-FILE-WAITS", "A file in a watched folder could not be read now.",
                  "Look at the rights of the file; it is tried again with the next look.");
        d.message("PARTNERS-FILE-REFUSED", "A file in a watched folder is none that can be taken.",
                  "It lies in `refused` beside the others.");
        d.message("PARTNERS-FOLDER-FAILED", "The watched folder cannot be worked on.",
                  "Look at partners.watch-folder and its permissions.");
    }

    void start(Context& context) override {
        context_ = &context;
        neighbours_ = {context.use<contacts::Directory>(),
                       context.use<contacts::People>(),
                       context.use<contacts::Identities>(),
                       context.use<campaigns::Campaigns>(),
                       context.use<dispatch::Pieces>(),
                       context.use<responses::Responses>(),
                       context.use<responses::Capturing>(),
                       context.use<responses::Returns>(),
                       context.use<fulfilment::Entering>(),
                       context.use<fulfilment::Receivables>(),
                       [&context](std::string_view name) { return context.setting<std::string>(name); }};
        handlings_ = {makePayments(neighbours_), makeShopOrders(neighbours_), makePostalReturns(neighbours_)};
        context.provide<contacts::PersonRecords>(makePersonRecords());
    }

    void stop() noexcept override {
        handlings_ = {};
        neighbours_ = {};
    }

private:
    Context* context_ = nullptr;
    Neighbours neighbours_;
    Handlings handlings_;
};

} // namespace rejoinder::partners

REJOINDER_PLUGIN(rejoinder::partners::PartnersPlugin)
