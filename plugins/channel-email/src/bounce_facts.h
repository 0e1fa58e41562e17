#pragma once
#include <rejoinder/contract/contacts.h>

namespace rejoinder::email {

/// What facts may count of mails that came back for good: `emails.bounced…`, each piece once.
class BounceHistory final : public contacts::History {
public:
    static constexpr std::string_view kBounces = "bounces";
    [[nodiscard]] std::vector<contacts::HistoryStream> streams() const override;
    void each(Unit& unit, std::string_view stream, const contacts::HistoryFilter& filter,
              const Visit& visit) override;
    void of(Unit& unit, std::string_view stream, std::span<const Id> contacts, const Visit& visit) override;
};

} // namespace rejoinder::email
