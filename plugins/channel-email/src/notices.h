#pragma once
#include "email_gateway.h"

#include <rejoinder/contract/channel-email.h>

#include <functional>

namespace rejoinder::email {

enum class NoticeState { Queued, Sent, Refused };
REJOINDER_DESCRIBE_ENUM(NoticeState, Queued, Sent, Refused)

/// The job `channel-email.send-notice`.
struct SendNotice {
    Id id;
};
REJOINDER_DESCRIBE(SendNotice, id)

/// Single mails: queued in the unit of whoever asks, sent by a job.
class NoticeService final : public Notices {
public:
    void send(Unit& unit, const Notice& notice) override;
    void withdraw(Unit& unit, std::string_view key) override;
    /// Gives up what has waited since before that moment, so that nothing of it is kept.
    static void giveUp(Unit& unit, Timestamp before);
    /// Sends one. @throws Error Unavailable when the server takes none now, so that the job is tried again.
    static void run(const SendNotice& job, Attempt& attempt, const EmailRules& rules,
                    const std::function<bool(const std::string&)>& quarantined, const Clock& clock);
};

} // namespace rejoinder::email
