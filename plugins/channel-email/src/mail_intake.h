#pragma once
#include "incoming_mail.h"
#include "tokens.h"

#include <rejoinder/contract/dispatch.h>

#include <filesystem>
#include <memory>
#include <span>

namespace rejoinder::email {

/// What a mail turned out to be; Unreadable ones are kept for a person.
enum class IncomingKind { Reply, Bounce, Delivered, Complaint, AutoReply, Unreadable };
REJOINDER_DESCRIBE_ENUM(IncomingKind, Reply, Bounce, Delivered, Complaint, AutoReply, Unreadable)

/// A mail that came in, as it is kept.
struct IncomingRow {
    Id id;
    Timestamp receivedAt;
    IncomingKind kind = IncomingKind::Reply;
    std::string fromAddress, subject, content, feedbackType;
    std::optional<Id> pieceId, contactId, campaignId;
    bool unsubscribed = false; ///< it asked for no more advertising by e-mail, and got that
};
REJOINDER_DESCRIBE(IncomingRow, id, receivedAt, kind, fromAddress, subject, content, feedbackType, pieceId,
                   contactId, campaignId, unsubscribed)

/// A recipient of a returned mail.
struct BounceRow {
    Id id, incomingId;
    std::string address, status, reply, diagnostic;
    BounceReason reason = BounceReason::Undefined;
    bool permanent = true, hard = false;
    std::optional<Id> pieceId, contactId, campaignId;
    Timestamp at;
};
REJOINDER_DESCRIBE(BounceRow, id, incomingId, address, status, reply, diagnostic, reason, permanent, hard,
                   pieceId, contactId, campaignId, at)

struct QuarantineRow {
    std::string address;
    Id bounceId;
    BounceReason reason = BounceReason::UserUnknown;
    Timestamp since;
};
REJOINDER_DESCRIBE(QuarantineRow, address, bounceId, reason, since)

/// Takes mails in: read by the confined program, matched to their piece, and acted upon in one unit of work.
/// - A bounce is credited to its piece; an address that will never work, or that failed five times in thirty
///   days, is quarantined.
/// - A complaint and a mail that asks to be left alone are objections to e-mail.
/// - A person's reply is told to the others (ReplyReceived).
/// Only a mail that carries a token of ours acts on somebody: anybody can send a bounce about anybody.
class MailIntake {
public:
    MailIntake(Storage& storage, const Tokens& tokens, std::shared_ptr<dispatch::Pieces> pieces,
               std::shared_ptr<contacts::ContactGate> gate, std::shared_ptr<contacts::Directory> directory);
    /// Takes one mail as it came. The same mail again changes nothing and gives the first answer. Returns
    /// when it is stored for good. @throws Error Unavailable when the reader cannot be started.
    IncomingRow take(std::string_view mail, const Actor& actor) const;

    /// True when mails to the address came back, so that it is written to no more.
    [[nodiscard]] bool isQuarantined(std::string_view address) const;

    /// Failures of one address that are not its end, within kSoftDays, until it is left alone.
    static constexpr std::int64_t kSoftBounces = 5, kSoftDays = 30;

private:
    struct Match {
        std::optional<dispatch::Piece> piece;
        std::string address; ///< of the piece's person
    };
    [[nodiscard]] Match matchOf(Unit& unit, const IncomingMail& mail) const;
    void bounced(Unit& unit, const IncomingRow& row, const Failure& failure, const Match& match) const;
    void act(Unit& unit, IncomingRow& row, const IncomingMail& mail, const Match& match) const;

    Storage& storage_;
    const Tokens& tokens_;
    std::shared_ptr<dispatch::Pieces> pieces_;
    std::shared_ptr<contacts::ContactGate> gate_;
    std::shared_ptr<contacts::Directory> directory_;
    std::filesystem::path reader_;
};

/// The address as quarantine knows it: ASCII letters in lower case.
std::string quarantineKey(std::string_view address);

/// True when the own words of a reply ask for no more mails: a subject or first line of nothing but such a
/// word, in the languages of the console.
bool asksToUnsubscribe(std::string_view subject, std::string_view text);

} // namespace rejoinder::email
