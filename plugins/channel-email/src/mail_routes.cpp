#include "mail_routes.h"

#include <rejoinder/paging.h>

#include <fstream>
#include <iterator>
#include <limits>

namespace rejoinder::email {

struct IncomingQuery {
    std::optional<IncomingKind> kind;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("limit").range(1, 1000); }
};
REJOINDER_DESCRIBE(IncomingQuery, kind, limit, cursor)

struct IncomingById {
    Id id;
};
REJOINDER_DESCRIBE(IncomingById, id)

/// A mail with what it reports.
struct IncomingDetail {
    IncomingRow mail;
    std::vector<BounceRow> bounces;
};
REJOINDER_DESCRIBE(IncomingDetail, mail, bounces)

struct QuarantineQuery {
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("limit").range(1, 1000); }
};
REJOINDER_DESCRIBE(QuarantineQuery, limit, cursor)

struct QuarantineAddress {
    std::string address;
    static void rules(Rules& r) { r.at("address").notEmpty().max(320); }
};
REJOINDER_DESCRIBE(QuarantineAddress, address)

namespace {

std::string contentOf(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Page<IncomingRow> list(const IncomingQuery& in, Call&, Unit& unit) {
    const Id before = paging::cursorId(in.cursor, Id{std::numeric_limits<std::int64_t>::max()});
    const auto limit = paging::limitOf(in.limit);
    return paging::pageOf(
        unit.all<IncomingRow>("channel-email.list-incoming", {{"before", before},
                                                              {"anyKind", in.kind ? 0 : 1},
                                                              {"kind", in.kind.value_or(IncomingKind::Reply)},
                                                              {"limit", limit}}),
        limit);
}

IncomingDetail detail(const IncomingById& in, Call&, Unit& unit) {
    auto mail = unit.one<IncomingRow>("channel-email.find-incoming", {{"id", in.id}});
    if (!mail) throw Error::notFound("channel-email.no-such-mail", "there is no such mail");
    return {std::move(*mail),
            unit.all<BounceRow>("channel-email.bounces-of-incoming", {{"incomingId", in.id}})};
}

Page<QuarantineRow> quarantine(const QuarantineQuery& in, Call&, Unit& unit) {
    const auto limit = paging::limitOf(in.limit);
    Page<QuarantineRow> page;
    page.items = unit.all<QuarantineRow>("channel-email.list-quarantine",
                                         {{"after", in.cursor.value_or("")}, {"limit", limit + 1}});
    if (page.items.size() > static_cast<std::size_t>(limit)) {
        page.items.pop_back();
        page.nextCursor = page.items.back().address;
    }
    return page;
}

} // namespace

void declareMails(Declarations& d, const std::function<const MailIntake&()>& intake) {
    d.permission("channel-email.read", "See mails that came in, bounces and the quarantine",
                 {"marketer", "agent", "analyst"});
    d.permission("channel-email.receive", "Hand incoming mails in, as the mail server does", {});
    d.permission("channel-email.quarantine", "Release an e-mail address from quarantine", {"marketer"});
    d.page("/incoming-mails", "E-mails received", "channel-email.read");
    d.upload<None, IncomingRow>(
        "/incoming-mails",
        {"channel-email.receive",
         "Hand in one mail as it came (message/rfc822). The same mail again changes nothing", 201},
        {25'000'000, {"message/rfc822"}}, [intake](const None&, Upload& upload, Call& call) {
            return intake().take(contentOf(upload.path), call.actor());
        });
    d.get<IncomingQuery, Page<IncomingRow>>(
        "/incoming-mails", {"channel-email.read", "Mails that came in, newest first"}, &list);
    d.get<IncomingById, IncomingDetail>("/incoming-mails/{id}",
                                        {"channel-email.read", "A mail and what it reports"}, &detail);
    d.get<QuarantineQuery, Page<QuarantineRow>>(
        "/email-quarantine", {"channel-email.read", "Addresses that are written to no more"}, &quarantine);
    d.remove<QuarantineAddress>(
        "/email-quarantine/{address}", {"channel-email.quarantine", "Write to an address again"},
        [](const QuarantineAddress& in, Call&, Unit& unit) {
            const auto key = quarantineKey(in.address);
            if (unit.run("channel-email.delete-quarantine", {{"address", key}}) == 0)
                throw Error::notFound("channel-email.not-quarantined", "this address is not in quarantine");
            unit.audit("channel-email.release", {}, "");
        });
}

} // namespace rejoinder::email
