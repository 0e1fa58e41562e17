#pragma once
#include <rejoinder/contract/contacts.h>

namespace rejoinder::dispatch {

/// What facts may count of the pieces of a contact: `pieces.…` (handed over) and `pieces.returned…`.
class PieceHistory final : public contacts::History {
public:
    static constexpr std::string_view kPieces = "pieces", kReturns = "returns";
    [[nodiscard]] std::vector<contacts::HistoryStream> streams() const override;
    void each(Unit& unit, std::string_view stream, const contacts::HistoryFilter& filter,
              const Visit& visit) override;
    void of(Unit& unit, std::string_view stream, std::span<const Id> contacts, const Visit& visit) override;
};

} // namespace rejoinder::dispatch
