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

} // namespace rejoinder::email
