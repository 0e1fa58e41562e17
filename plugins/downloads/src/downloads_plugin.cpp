#include "deliveries.h"
#include "plugin_manifest.h"
#include "words.h"

#include <rejoinder/contract/fulfilment/happened.h>

#include <algorithm>

namespace rejoinder::downloads {

namespace {

constexpr std::string_view kPrefix = "/d/";

/// Who was sent which file; the links go with the person.
class Records final : public contacts::PersonRecords {
public:
    explicit Records(std::function<std::shared_ptr<email::Notices>()> mails) : mails_(std::move(mails)) {}

    std::vector<contacts::TimelineEntry> timeline(Unit& unit, std::span<const Id> contacts, Timestamp before,
                                                  std::int32_t limit) override {
        std::vector<contacts::TimelineEntry> all;
        for (const Id contact : contacts)
            for (const auto& row : Deliveries::ofContact(unit, contact))
                if (row.sentAt < before && row.state != DownloadState::NoAddress)
                    all.push_back({row.sentAt,
                                   "downloads.delivery",
                                   row.id,
                                   row.name,
                                   {},
                                   Channel::Email,
                                   {},
                                   "/orders/" + row.orderId.toString()});
        std::ranges::sort(all, [](const auto& a, const auto& b) { return a.at > b.at; });
        if (all.size() > static_cast<std::size_t>(limit)) all.resize(static_cast<std::size_t>(limit));
        return all;
    }

    std::int64_t erase(Unit& unit, std::span<const Id> contacts) override {
        std::int64_t changed = 0;
        const auto mails = mails_();
        for (const Id contact : contacts) changed += Deliveries::forget(unit, contact, *mails);
        return changed;
    }

private:
    std::function<std::shared_ptr<email::Notices>()> mails_;
};

FileAnswer saying(std::string_view language, int status) {
    std::string page =
        "<!doctype html><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
        "<title>Download</title><p>";
    page += words("over", language);
    page += "</p>";
    return {status, "text/html; charset=utf-8", std::move(page), {}};
}

std::vector<std::string> check(Unit& unit) {
    std::vector<std::string> wrong;
    if (const auto n = unit.number("downloads.count-links-of-nobody"); n != 0)
        wrong.push_back(std::to_string(n) + " downloads have a link although nothing was sent, or none.");
    return wrong;
}

} // namespace

/// Items that have a file are sent at once, as a link that expires.
class DownloadsPlugin final : public Plugin {
public:
    void declare(Declarations& d) override {
        d.permission("downloads.read", "See files of items and what was sent as a link",
                     {"fulfilment", "marketer", "agent"});
        d.permission("downloads.write", "Give items files, send links again", {"fulfilment", "marketer"});
        d.page("/downloads", "Downloads", "downloads.read");
        d.setting<std::int64_t>(
            "days", 14, "How many days the link to a file works",
            [](const std::int64_t& v) { return v >= 1 && v <= 366 ? "" : "from 1 to 366"; });
        d.setting<std::string>("sender", "", "Who the mails with links are from");
        declareFiles(
            d, [this]() -> Storage& { return context_->storage(); },
            [this]() -> const Neighbours& { return neighbours_; });
        declareDeliveries(d, [this] { return deliveries(); });
        d.publicPath(kPrefix, [this](const PublicRequest& r) { return answer(r); });
        d.on<fulfilment::OrderMoved>([this](const fulfilment::OrderMoved& e, const Delivery&, Unit& u) {
            if (e.state != "entered" && e.state != "cancelled" && e.state != "shipped")
                deliveries().serve(u, e.orderId, e.contactId);
        });
        d.on<fulfilment::OrderOpened>([this](const fulfilment::OrderOpened& e, const Delivery&, Unit& u) {
            deliveries().serve(u, e.orderId, e.contactId);
        });
        d.verify("downloads", &check);
    }

    void start(Context& context) override {
        context_ = &context;
        neighbours_ = {context.use<contacts::Directory>(), context.use<contacts::ContactGate>(),
                       context.use<fulfilment::Sending>(), context.use<email::Notices>()};
        context.provide<contacts::PersonRecords>(
            std::make_shared<Records>([this] { return neighbours_.mails; }));
    }

    void stop() noexcept override { neighbours_ = {}; }

private:
    Deliveries deliveries() const {
        return {neighbours_,
                {context_->setting<std::string>("sender"), context_->publicUrl(),
                 context_->setting<std::int64_t>("days")}};
    }

    FileAnswer answer(const PublicRequest& request) const {
        const auto token = request.path.substr(kPrefix.size());
        if (request.post) return saying(request.acceptLanguage, 405);
        std::optional<DeliveryRow> row;
        std::optional<ItemFile> file;
        FileAnswer out;
        context_->storage().read([&](Unit& u) {
            row = Deliveries::behind(u, token);
            if (row && u.now() <= row->expiresAt) file = fileFor(u, row->sku, row->language);
            if (file) out = {200, file->contentType, contentOf(u, file->id), {}, file->fileName};
        });
        if (!row) return saying(request.acceptLanguage, 404);
        if (!file) return saying(row->language, 410);
        context_->storage().write(
            [&](Unit& u) {
                u.run("downloads.count-download", {{"id", row->id}, {"at", u.now()}});
            },
            {Priority::Interactive, {"system", "downloads", {}, std::string(request.requestId)}});
        return out;
    }

    Context* context_ = nullptr;
    Neighbours neighbours_;
};

} // namespace rejoinder::downloads

REJOINDER_PLUGIN(rejoinder::downloads::DownloadsPlugin)
