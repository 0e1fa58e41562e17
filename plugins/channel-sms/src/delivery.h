#pragma once
#include "message.h"

#include <rejoinder/contract/contacts/numbers.h>
#include <rejoinder/contract/dispatch.h>

namespace rejoinder::sms {

inline constexpr std::string_view kSendJob = "channel-sms.send";

/// One message that belongs to no piece.
struct SendJob {
    Id messageId;
};
REJOINDER_DESCRIBE(SendJob, messageId)

/// What came of handing a message over, and of receipts for it.
class Delivery {
public:
    Delivery(Storage& storage, std::shared_ptr<dispatch::Pieces> pieces)
        : storage_(storage), pieces_(std::move(pieces)) {}
    /// Says a message that is `sending` to the provider and stores what came of it.
    Message hand(const ProviderRow& profile, Message message, const std::string& sender) const;
    /// A message that was `sending` when its process ended: nobody knows. @returns it as it is now.
    Message hold(const Message& message) const;
    /// Applies a receipt, as often as it comes and before or after the answer to the message.
    void receipt(Unit& unit, const ProviderRow& profile, const std::string& providerName,
                 const std::string& status, const std::string& reason) const;
    /// Keeps that a receipt came which cannot be read as the profile says; once per name.
    static void setAside(Unit& unit, const ProviderRow& profile, const std::string& name,
                         const std::string& fault);

private:
    void apply(Unit& unit, const Provider& profile, Message& message, const std::string& status,
               const std::string& reason) const;
    void applyKept(Unit& unit, const Provider& profile, Message& message) const;
    Storage& storage_;
    std::shared_ptr<dispatch::Pieces> pieces_;
};

} // namespace rejoinder::sms
