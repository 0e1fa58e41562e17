#pragma once
#include <rejoinder/plugin.h>

/// What channel-email tells: a person wrote back.
namespace rejoinder::email {

/// Somebody answered one of our mails, or wrote to us. Not told of bounces, complaints and automatic answers.
struct ReplyReceived {
    static constexpr std::string_view kTopic = "channel-email.reply-received";
    Id mailId;
    Timestamp at;
    std::string from, subject;
    std::string text; ///< what it says, at most 10,000 bytes
    std::optional<Id> pieceId, contactId,
        campaignId; ///< of the mail it answers; none when it names none of ours
};
REJOINDER_DESCRIBE(ReplyReceived, mailId, at, from, subject, text, pieceId, contactId, campaignId)

/// A single mail that somebody asked for by what they did: "please confirm your address". No advertising.
struct Notice {
    std::string key; ///< of whoever asks, "channel-web.confirm 123": the same key twice is one mail
    std::string fromName, toName, toAddress;
    std::string subject, text;
};

/// Sends single mails through the operator's mail server.
class Notices {
public:
    static constexpr std::string_view kName = "channel-email.notices";
    static constexpr Version kVersion{1, 1, 0};
    virtual ~Notices() = default;
    /// Queues the mail; it goes out after the commit. Where the server's answer got lost it is sent once
    /// more, under the same Message-ID: a mail that somebody waits for rather comes twice than never.
    virtual void send(Unit& unit, const Notice& notice) = 0;
    /// Takes a mail back that has not gone out yet, and what it says: whom it was for is erased.
    virtual void withdraw(Unit& unit, std::string_view key) = 0;
};

} // namespace rejoinder::email
