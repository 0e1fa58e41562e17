#pragma once
#include <rejoinder/plugin.h>

/// What channel-phone tells: how a call ended.
namespace rejoinder::phone {

struct CallCompleted {
    static constexpr std::string_view kTopic = "channel-phone.call-completed";
    Id callId, pieceId, contactId, campaignId;
    std::string responseType; ///< key of the response type this outcome stands for; "" = none ("no answer")
    std::string note;
    Timestamp at;
};
REJOINDER_DESCRIBE(CallCompleted, callId, pieceId, contactId, campaignId, responseType, note, at)

} // namespace rejoinder::phone
