#pragma once
#include <rejoinder/plugin.h>

/// What responses offers to who hears of returned letters: from the post's files, not by a scanner.
namespace rejoinder::responses {

/// Why a letter came back.
enum class ReturnReason { Moved, Unknown, Refused, Deceased, Other };
REJOINDER_DESCRIBE_ENUM(ReturnReason, Moved, Unknown, Refused, Deceased, Other)

/// A returned letter to be stored.
struct ReturnedPiece {
    Id pieceId;
    ReturnReason reason = ReturnReason::Unknown;
    std::string remark;
    bool addressKnown = false; ///< the new address came with it, so that the old one need not be blocked
};

/// A returned letter as it is stored.
struct ReturnRow {
    Id id, pieceId, contactId, campaignId;
    ReturnReason reason = ReturnReason::Unknown;
    std::string remark;
    Timestamp returnedAt;
    bool blocked = false; ///< the address was marked undeliverable because of it
};
REJOINDER_DESCRIBE(ReturnRow, id, pieceId, contactId, campaignId, reason, remark, returnedAt, blocked)

class Returns {
public:
    static constexpr std::string_view kName = "responses.returns";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~Returns() = default;
    /// Marks the piece as returned; after `responses.returns-until-blocked` returns, or when the person died,
    /// the address counts as undeliverable. A piece that came back before changes nothing: its first return
    /// is the answer. @throws Error Invalid `responses.unknown-code` when there is no such piece
    virtual ReturnRow takeBack(Unit& unit, const ReturnedPiece& piece) = 0;
    /// Every return, in any order, with constant memory: for the quality of lists.
    virtual void each(Unit& unit, const std::function<void(const ReturnRow&)>& visit) = 0;
};

} // namespace rejoinder::responses
