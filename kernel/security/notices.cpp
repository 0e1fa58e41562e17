#include "kernel/security/records.h"
#include "kernel/security/security.h"

#include <rejoinder/notice.h>
#include <rejoinder/paging.h>

namespace rejoinder::security {

namespace {

constexpr std::chrono::hours kKept{24 * 90};
constexpr std::int64_t kPurged = 1'000;
constexpr std::size_t kLongest = 300;

/// Tells screens that a user has something new; what it is, only the user can ask.
struct Notified {
    static constexpr std::string_view kTopic = "kernel.notified";
    Id userId;
};
REJOINDER_DESCRIBE(Notified, userId)

struct Notification {
    Id id;
    std::string kind, subject, link;
    Timestamp createdAt;
    std::optional<Timestamp> readAt;
};
REJOINDER_DESCRIBE(Notification, id, kind, subject, link, createdAt, readAt)

struct ListNotifications {
    std::optional<bool> unread;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("unread").says("Only those that were not read"); }
};
REJOINDER_DESCRIBE(ListNotifications, unread, limit, cursor)

struct NotificationList {
    std::vector<Notification> items;
    std::optional<std::string> nextCursor;
    std::int64_t unread = 0;
    static void rules(Rules& r) { r.at("unread").says("How many were not read, of all"); }
};
REJOINDER_DESCRIBE(NotificationList, items, nextCursor, unread)

struct ChangeNotification {
    Id id;
    bool read = true;
};
REJOINDER_DESCRIBE(ChangeNotification, id, read)

struct ReadAll {
    Id upTo;
    static void rules(Rules& r) { r.at("upTo").says("The newest that was on the screen"); }
};
REJOINDER_DESCRIBE(ReadAll, upTo)

struct Unread {
    std::int64_t unread = 0;
};
REJOINDER_DESCRIBE(Unread, unread)

struct UserId {
    Id id;
};
REJOINDER_DESCRIBE(UserId, id)

std::string shortened(std::string text) {
    if (text.size() <= kLongest) return text;
    std::size_t end = kLongest - 3;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end; // between characters
    return text.substr(0, end) + "…";
}

void tell(Unit& u, const Notice& notice, Id user) {
    u.run("kernel.insert-notification", {{"id", u.newId()},
                                         {"userId", user},
                                         {"kind", notice.kind},
                                         {"subject", shortened(notice.subject)},
                                         {"link", notice.link.size() <= kLongest ? notice.link : ""},
                                         {"createdAt", u.now()}});
    u.publish(Notified{user});
}

void hear(Unit& u, const Notice& notice) {
    const auto named =
        u.all<UserId>("kernel.active-user", {{"id", notice.userId}, {"name", notice.userName}});
    for (const auto& user : named) tell(u, notice, user.id);
    if (!named.empty() || notice.permission.empty()) return;
    for (const auto& user :
         u.all<UserId>("kernel.users-with-permission", {{"permission", notice.permission}}))
        tell(u, notice, user.id);
}

std::int64_t unreadOf(Unit& u, Id user) {
    return u.number("kernel.count-unread-notifications", {{"userId", user}});
}

NotificationList list(const ListNotifications& in, Id user, Unit& u) {
    const auto limit = paging::limitOf(in.limit);
    auto page = paging::pageOf(
        u.all<Notification>("kernel.notifications", {{"userId", user},
                                                     {"unread", in.unread.value_or(false)},
                                                     {"before", paging::cursorId(in.cursor, Id{INT64_MAX})},
                                                     {"limit", limit}}),
        limit);
    return {std::move(page.items), std::move(page.nextCursor), unreadOf(u, user)};
}

Notification find(Unit& u, Id id, Id user) {
    auto found = u.one<Notification>("kernel.find-notification", {{"id", id}, {"userId", user}});
    if (!found) throw Error::notFound("kernel.no-notification", "you have no such notification");
    return std::move(*found);
}

} // namespace

void Security::declareNotices(Declarations& d) {
    d.announce<Notified>("sessions.own");
    d.on<Notice>([](const Notice& notice, const Delivery&, Unit& u) { hear(u, notice); });
    d.get<ListNotifications, NotificationList>(
        "/notifications", {"sessions.own", "What I should hear about, the newest first"},
        [](const ListNotifications& in, Call& call, Unit& u) { return list(in, call.actor().userId, u); });
    d.get<ById, Notification>(
        "/notifications/{id}", {"sessions.own", "One notification of mine"},
        [](const ById& in, Call& call, Unit& u) { return find(u, in.id, call.actor().userId); });
    d.patch<ChangeNotification, Notification>(
        "/notifications/{id}", {"sessions.own", "Mark a notification of mine as read, or as new again"},
        [](const ChangeNotification& in, Call& call, Unit& u) {
            const auto user = call.actor().userId;
            find(u, in.id, user);
            u.run("kernel.mark-notification",
                  {{"id", in.id}, {"userId", user}, {"readAt", in.read ? Value(u.now()) : Value(nullptr)}});
            u.publish(Notified{user}); // other windows of the same person
            return find(u, in.id, user);
        });
    d.post<ReadAll, Unread>(
        "/notifications/read", {"sessions.own", "Mark all of mine as read, up to the newest that was seen"},
        [](const ReadAll& in, Call& call, Unit& u) {
            const auto user = call.actor().userId;
            u.run("kernel.mark-notifications", {{"userId", user}, {"upTo", in.upTo}, {"readAt", u.now()}});
            u.publish(Notified{user});
            return Unread{unreadOf(u, user)};
        });
    d.job<None>("kernel.purge-notifications", {.retries = 0}, [this](const None&, Attempt& attempt) {
        const auto before = clock_.now().plus(-kKept);
        while (!attempt.stopping() && attempt.write([&](Unit& u) {
            return u.run("kernel.purge-notifications", {{"before", before}, {"limit", kPurged}});
        }) == kPurged) {}
    });
    d.every(std::chrono::hours(24), "kernel.purge-notifications");
}

} // namespace rejoinder::security
