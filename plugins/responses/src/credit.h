#pragma once
#include "records.h"

#include <rejoinder/contract/campaigns.h>
#include <rejoinder/contract/contacts/numbers.h>
#include <rejoinder/contract/contacts/people.h>
#include <rejoinder/contract/contacts/reception.h>
#include <rejoinder/contract/dispatch.h>
#include <rejoinder/contract/targetgroups.h>

#include <map>

/// To whom a reply is credited, and why.
namespace rejoinder::responses {

/// Services a capture asks.
struct Sources {
    std::shared_ptr<contacts::Directory> directory;
    std::shared_ptr<contacts::ContactGate> gate;
    std::shared_ptr<campaigns::Campaigns> campaigns;
    std::shared_ptr<targetgroups::FrozenLists> lists;
    std::shared_ptr<dispatch::Pieces> pieces;
    std::shared_ptr<contacts::People> people;
    std::shared_ptr<contacts::Reception> reception;
    std::shared_ptr<contacts::Numbers> numbers;
};

/// One credit of a response; `reason` explains it (consoles have the words, `creditOf.<reason>`).
struct CreditLine {
    std::optional<Id> campaignId, cellId, waveId, pieceId;
    std::string segment;
    Attribution attribution = Attribution::Unattributed;
    std::string reason = "nothing";
    bool late = false, best = false;
    double share = 1;      ///< by the fractional rule
    bool followUp = false; ///< the piece is a follow-up's
};

/// What is known of a reply when its credit is sought.
struct Reply {
    Id contact;
    std::optional<Id> campaignId; ///< that was named
    Timestamp at;
    bool wanted = false; ///< it is what an offer wants: a positive type
    bool bought = false; ///< a purchase, of somebody who said nothing of a code
    std::optional<dispatch::Piece> piece;
    std::optional<dispatch::MediumCode> medium;
};

/// Finds the credits of replies. By a code there is one; without, everything that the person got within the
/// window may have caused it, and every hold-out that the person is in is credited by behaviour.
class Crediting {
public:
    /// How many pieces may share a credit: more say nothing.
    static constexpr std::int32_t kMostPieces = 20;

    Crediting(const Sources& sources, std::int64_t windowDays) : sources_(sources), windowDays_(windowDays) {}
    /// The credits, the best first; never none. @throws Error Invalid `responses.unknown-campaign`
    std::vector<CreditLine> of(Unit& unit, const Reply& reply);
    [[nodiscard]] std::int64_t windowDays() const noexcept { return windowDays_; }

private:
    static CreditLine byPiece(const Reply& reply);
    CreditLine byMedium(Unit& unit, const Reply& reply);
    void byHistory(Unit& unit, const Reply& reply, std::vector<CreditLine>& lines);
    void byNamedCampaign(Unit& unit, const Reply& reply, std::vector<CreditLine>& lines);
    void byHoldOuts(Unit& unit, const Reply& reply, std::vector<CreditLine>& lines);
    /// The last day of a campaign's offer; of the campaign where it has none.
    std::optional<Date> lastDayOf(Unit& unit, Id campaign);
    [[nodiscard]] Timestamp since(const Reply& reply) const;

    const Sources& sources_;
    std::int64_t windowDays_;
    std::map<Id, std::optional<Date>> lastDays_;
};

} // namespace rejoinder::responses
