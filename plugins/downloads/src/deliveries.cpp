#include "deliveries.h"

#include "words.h"

#include <rejoinder/paging.h>

#include <digest/digest.h>

#include <algorithm>
#include <limits>
#include <set>

namespace rejoinder::downloads {

namespace {

constexpr std::size_t kTokenBytes = 24;
constexpr std::string_view kCarrier = "e-mail";

struct DigitalDeliveryQuery {
    std::optional<DownloadState> state;
    std::optional<Id> orderId;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("limit").range(1, 1000); }
};
REJOINDER_DESCRIBE(DigitalDeliveryQuery, state, orderId, limit, cursor)

std::string keyOf(const DeliveryRow& row, std::int32_t mail) {
    return "downloads.link " + row.id.toString() + "." + std::to_string(mail);
}

Page<DigitalDelivery> list(const DigitalDeliveryQuery& in, Call&, Unit& unit) {
    const auto limit = paging::limitOf(in.limit);
    std::vector<DigitalDelivery> rows;
    for (const auto& row : unit.all<DeliveryRow>(
             "downloads.list-deliveries",
             {{"before", paging::cursorId(in.cursor, Id{std::numeric_limits<std::int64_t>::max()})},
              {"state", in.state ? nameOf(*in.state) : std::string()},
              {"orderId", in.orderId.value_or(Id{})},
              {"limit", limit}}))
        rows.push_back(shown(row));
    return paging::pageOf(std::move(rows), limit);
}

} // namespace

DigitalDelivery shown(const DeliveryRow& row) {
    return {row.id,    row.orderId, row.contactId, row.sku,       row.name,   row.state,
            row.mails, row.sentAt,  row.expiresAt, row.downloads, row.firstAt};
}

/// Sends a link where there is an address that may be written to; the contract owes it, so advertising's
/// consent is not asked for.
void Deliveries::mail(Unit& unit, DeliveryRow& row) const {
    const auto person = n_.directory->find(unit, row.contactId);
    const auto refusal =
        n_.gate->decide(unit, Channel::Email, contacts::kService, {&row.contactId, 1}).at(0).refusal;
    row.tokenHash.reset();
    row.sentAt = unit.now();
    row.expiresAt = unit.now().plus(std::chrono::hours(24 * rules_.days));
    row.state = DownloadState::NoAddress;
    if (!person || person->email.empty() || refusal != contacts::Refusal::None || rules_.publicUrl.empty())
        return;
    const auto token = digest::secretHex(kTokenBytes);
    row.state = DownloadState::Sent;
    row.tokenHash = digest::sha256Hex(token);
    row.language = person->language;
    const auto say = [&](std::string_view key) { return std::string(words(key, row.language)); };
    n_.mails->send(unit, {keyOf(row, row.mails),
                          rules_.sender,
                          {},
                          person->email,
                          say("subject") + row.name,
                          n_.directory->salutationLine(*person) + "\n\n" + say("begin") + "\n\n" + row.name +
                              "\n" + rules_.publicUrl + "/d/" + token + "\n\n" + say("until") +
                              Date::of(row.expiresAt).toString() + ".\n\n" + rules_.sender + "\n"});
}

void Deliveries::serve(Unit& unit, Id order, Id contact) const {
    std::set<std::string> handled;
    for (const auto& row : unit.all<DeliveryRow>("downloads.deliveries-of-order", {{"orderId", order}}))
        handled.insert(row.sku);
    for (const auto& line : n_.sending->lines(unit, order)) {
        if (handled.contains(line.sku) || !fileFor(unit, line.sku, {})) continue;
        handled.insert(line.sku);
        DeliveryRow row;
        row.id = unit.newId();
        row.orderId = order;
        row.contactId = contact;
        row.sku = line.sku;
        row.name = line.name;
        row.mails = 1;
        mail(unit, row);
        unit.run("downloads.insert-delivery", row);
        unit.audit("downloads.send", row.id, nameOf(row.state));
    }
    shipIfSent(unit, order);
}

void Deliveries::shipIfSent(Unit& unit, Id order) const {
    std::vector<std::string> sent;
    for (const auto& row : unit.all<DeliveryRow>("downloads.deliveries-of-order", {{"orderId", order}}))
        if (row.state == DownloadState::Sent) sent.push_back(row.sku);
    if (!sent.empty()) n_.sending->shipIfAll(unit, order, sent, std::string(kCarrier));
}

DigitalDelivery Deliveries::again(Unit& unit, Id delivery) const {
    if (unit.run("downloads.lock-delivery", {{"id", delivery}}) == 0)
        throw Error::notFound("downloads.no-such-delivery", "there is no such delivery");
    auto row = *unit.one<DeliveryRow>("downloads.find-delivery", {{"id", delivery}});
    if (row.state == DownloadState::Erased)
        throw Error::conflict("downloads.erased", "the person it was for was erased");
    if (row.state == DownloadState::NoAddress && n_.sending->held(unit, row.orderId))
        throw Error::conflict("downloads.held", "the order is held; somebody must release it");
    n_.mails->withdraw(unit, keyOf(row, row.mails - 1)); // the link in it is worth nothing now
    mail(unit, row);
    if (row.state != DownloadState::Sent)
        throw Error::conflict("downloads.no-address",
                              "there is no e-mail address that may be written to, or no public address");
    unit.run("downloads.update-delivery", row);
    unit.audit("downloads.send-again", row.id);
    shipIfSent(unit, row.orderId);
    return shown(row);
}

std::vector<DeliveryRow> Deliveries::ofContact(Unit& unit, Id contact) {
    return unit.all<DeliveryRow>("downloads.deliveries-of-contact", {{"contactId", contact}});
}

std::int64_t Deliveries::forget(Unit& unit, Id contact, email::Notices& mails) {
    for (const auto& row : ofContact(unit, contact)) mails.withdraw(unit, keyOf(row, row.mails));
    return static_cast<std::int64_t>(unit.run("downloads.erase-deliveries", {{"contactId", contact}}));
}

std::optional<DeliveryRow> Deliveries::behind(Unit& unit, std::string_view token) {
    if (token.size() != 2 * kTokenBytes) return std::nullopt;
    return unit.one<DeliveryRow>("downloads.find-delivery-by-token",
                                 {{"tokenHash", digest::sha256Hex(token)}});
}

void declareDeliveries(Declarations& d, const std::function<Deliveries()>& deliveries) {
    d.get<DigitalDeliveryQuery, Page<DigitalDelivery>>(
        "/digital-deliveries", {"downloads.read", "Items that were sent as links, newest first"}, &list);
    d.post<ById, DigitalDelivery>(
        "/digital-deliveries/{id}/mails",
        {"downloads.write", "Send a new link; the old one is worth nothing from now on"},
        [deliveries](const ById& in, Call&, Unit& u) { return deliveries().again(u, in.id); });
}

} // namespace rejoinder::downloads
