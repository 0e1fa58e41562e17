#include "mail_intake.h"

#include "bounce_facts.h"

#include <rejoinder/contract/channel-email.h>
#include <rejoinder/json.h>

#include <confined/confined.h>
#include <digest/digest.h>

#include <algorithm>

namespace rejoinder::email {

namespace {

constexpr std::size_t kMostContent = 100'000;
constexpr std::size_t kMostSubject = 998; // RFC 5322, 2.1.1
constexpr std::size_t kMostTold = 10'000;

/// A text cut to some bytes, never within a character.
std::string cut(std::string_view text, std::size_t most) {
    if (text.size() <= most) return std::string(text);
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
    return std::string(text.substr(0, most));
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

/// What the confined program says of the mail; nothing when it cannot read it.
std::optional<IncomingMail> read(const std::filesystem::path& reader, std::string_view mail) {
    std::string input = std::to_string(mail.size()) + "\n";
    input += mail;
    confined::Limits limits;
    limits.memoryBytes = 512ULL << 20U;
    limits.outputBytes = 16ULL << 20U;
    limits.time = std::chrono::seconds(10);
    const auto outcome = confined::run(reader, {}, input, limits);
    if (outcome.end == confined::End::Absent)
        throw Error(ErrorKind::Unavailable, "channel-email.no-reader",
                    "the program that reads mails is not installed beside the plugin: " + reader.string());
    if (outcome.end != confined::End::Done || outcome.output.empty()) return std::nullopt;
    try {
        return json::read<IncomingMail>(
            std::string_view(outcome.output).substr(0, outcome.output.find('\n')));
    } catch (const Error&) {
        return std::nullopt; // not ours to trust: what a stranger made it say
    }
}

IncomingKind kindOf(MailKind kind) {
    switch (kind) {
    case MailKind::Bounce: return IncomingKind::Bounce;
    case MailKind::Delivered: return IncomingKind::Delivered;
    case MailKind::Complaint: return IncomingKind::Complaint;
    case MailKind::AutoReply: return IncomingKind::AutoReply;
    case MailKind::Reply: break;
    }
    return IncomingKind::Reply;
}

/// The piece of a message id of ours ("piece-<token>@host") or of an envelope sender ("bounce+<tag>@host").
std::optional<Id> pieceOf(const Tokens& tokens, std::string_view address) {
    address = address.substr(address.starts_with('<') ? 1 : 0);
    const auto local = address.substr(0, address.find('@'));
    if (local.starts_with("piece-")) return tokens.read(local.substr(6));
    if (const auto plus = local.rfind('+'); plus != std::string_view::npos)
        return tokens.readTag(local.substr(plus + 1));
    return std::nullopt;
}

} // namespace

std::string quarantineKey(std::string_view address) {
    std::string key(trimmed(address));
    std::ranges::transform(key, key.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return key;
}

bool asksToUnsubscribe(std::string_view subject, std::string_view text) {
    constexpr std::array kWords = std::to_array<std::string_view>(
        {"unsubscribe", "stop", "remove", "remove me", "abmelden", "abmeldung", "austragen", "keine werbung",
         "stopp", "désabonner", "me désabonner", "désinscription", "désinscrire", "se désabonner", "退订",
         "取消订阅"});
    const auto is = [&](std::string_view words) {
        std::string low = quarantineKey(words);
        while (!low.empty() && (low.back() == '.' || low.back() == '!')) low.pop_back();
        return std::ranges::find(kWords, std::string_view(low)) != kWords.end();
    };
    const auto body = trimmed(text);
    return is(subject) || is(body.substr(0, std::min(body.find('\n'), body.size())));
}

MailIntake::MailIntake(Storage& storage, const Tokens& tokens, std::shared_ptr<dispatch::Pieces> pieces,
                       std::shared_ptr<contacts::ContactGate> gate,
                       std::shared_ptr<contacts::Directory> directory)
    : storage_(storage),
      tokens_(tokens),
      pieces_(std::move(pieces)),
      gate_(std::move(gate)),
      directory_(std::move(directory)),
      reader_(confined::beside(reinterpret_cast<const void*>(&quarantineKey), "mail-reader")) {}

IncomingRow MailIntake::take(std::string_view bytes, const Actor& actor) const {
    const std::string digest = digest::sha256Hex(bytes);
    const auto seen = [&](Unit& u) {
        return u.one<IncomingRow>("channel-email.find-incoming-by-digest", {{"digest", digest}});
    };
    if (auto before = storage_.read(seen)) return *before;
    const auto mail = read(reader_, bytes);
    return storage_.write(
        [&](Unit& u) {
            if (auto before = seen(u)) return *before;
            IncomingRow row;
            row.id = u.newId();
            row.receivedAt = u.now();
            row.kind = mail ? kindOf(mail->kind) : IncomingKind::Unreadable;
            Match match;
            if (mail) {
                match = matchOf(u, *mail);
                row.fromAddress = cut(mail->from, 320);
                row.subject = cut(mail->subject, kMostSubject);
                row.content = cut(mail->text, kMostContent);
                row.feedbackType = cut(mail->feedbackType, 64);
                // Some mailers mark what List-Unsubscribe makes them send as automatic.
                const bool words = row.kind == IncomingKind::Reply || row.kind == IncomingKind::AutoReply;
                row.unsubscribed = match.piece && words &&
                                   asksToUnsubscribe(row.subject, row.kind == IncomingKind::Reply
                                                                      ? std::string_view(row.content)
                                                                      : std::string_view());
            }
            if (match.piece) {
                row.pieceId = match.piece->id;
                row.contactId = match.piece->contactId;
                row.campaignId = match.piece->campaignId;
            }
            u.run("channel-email.insert-incoming", {{"id", row.id},
                                                    {"digest", digest},
                                                    {"receivedAt", row.receivedAt},
                                                    {"kind", row.kind},
                                                    {"fromAddress", row.fromAddress},
                                                    {"subject", row.subject},
                                                    {"content", row.content},
                                                    {"feedbackType", row.feedbackType},
                                                    {"pieceId", row.pieceId},
                                                    {"contactId", row.contactId},
                                                    {"campaignId", row.campaignId},
                                                    {"unsubscribed", row.unsubscribed}});
            if (mail) act(u, row, *mail, match);
            u.audit("channel-email.receive", row.id, nameOf(row.kind));
            return row;
        },
        {Priority::Interactive, actor});
}

bool MailIntake::isQuarantined(std::string_view address) const {
    return storage_.read([&](Unit& u) {
        return u.one<QuarantineRow>("channel-email.find-quarantine", {{"address", quarantineKey(address)}})
            .has_value();
    });
}

MailIntake::Match MailIntake::matchOf(Unit& unit, const IncomingMail& mail) const {
    std::optional<Id> id;
    const auto look = [&](std::string_view address) {
        if (!id) id = pieceOf(tokens_, address);
    };
    for (const std::string& address : mail.to) look(address);
    if (const auto own = mail.original.find("message-id"); own != mail.original.end()) look(own->second);
    for (const std::string& reference : mail.references) look(reference);
    Match match;
    if (!id) return match;
    match.piece = pieces_->find(unit, *id);
    if (!match.piece) return match;
    if (const auto contact = directory_->find(unit, match.piece->contactId))
        match.address = quarantineKey(contact->email);
    return match;
}

void MailIntake::act(Unit& unit, IncomingRow& row, const IncomingMail& mail, const Match& match) const {
    for (const Failure& failure : mail.failures) bounced(unit, row, failure, match);
    if (row.contactId && (row.kind == IncomingKind::Complaint || row.unsubscribed))
        gate_->object(unit, *row.contactId, Channel::Email,
                      (row.unsubscribed ? "e-mail " : "complaint by e-mail ") + row.id.toString());
    if (row.kind != IncomingKind::Reply || row.unsubscribed) return;
    unit.publish(ReplyReceived{row.id, row.receivedAt, row.fromAddress, row.subject,
                               cut(row.content, kMostTold), row.pieceId, row.contactId, row.campaignId});
}

void MailIntake::bounced(Unit& unit, const IncomingRow& row, const Failure& failure,
                         const Match& match) const {
    // What was sent to the person failed, also when it did so at an address to which he forwards.
    const std::string address = match.address.empty() ? quarantineKey(failure.address) : match.address;
    const BounceRow bounce{unit.newId(),
                           row.id,
                           cut(address, 320),
                           cut(failure.status, 16),
                           cut(failure.reply, 8),
                           failure.diagnostic,
                           failure.reason,
                           failure.permanent,
                           failure.hard,
                           row.pieceId,
                           row.contactId,
                           row.campaignId,
                           unit.now()};
    unit.run("channel-email.insert-bounce", bounce);
    if (row.contactId && row.kind == IncomingKind::Bounce && failure.permanent)
        contacts::publishFactsChanged(unit, BounceHistory::kBounces, {&*row.contactId, 1});
    if (row.kind != IncomingKind::Bounce || match.address.empty() || !failure.permanent) return;
    const auto since = unit.now().plus(-std::chrono::hours(24 * kSoftDays));
    const bool enough = failure.hard || unit.number("channel-email.count-soft-bounces",
                                                    {{"address", address}, {"since", since}}) >= kSoftBounces;
    if (!enough || unit.one<QuarantineRow>("channel-email.find-quarantine", {{"address", address}})) return;
    unit.run("channel-email.insert-quarantine",
             QuarantineRow{address, bounce.id, failure.reason, unit.now()});
    unit.audit("channel-email.quarantine", bounce.id, nameOf(failure.reason));
}

} // namespace rejoinder::email
