#pragma once
#include "capture.h"

#include <string>
#include <string_view>
#include <vector>

/// What somebody who answers the phone sees for a code, in one answer.
namespace rejoinder::responses {

struct ByPrintedCode {
    std::string code;
    static void rules(Rules& r) { r.at("code").notEmpty().max(64); }
};
REJOINDER_DESCRIBE(ByPrintedCode, code)

/// Why the person may not be contacted on each channel; None = may be.
struct Reach {
    contacts::Refusal letter = contacts::Refusal::None, email = contacts::Refusal::None,
                      phone = contacts::Refusal::None;
};
REJOINDER_DESCRIBE(Reach, letter, email, phone)

/// Person, offer and history behind a printed code.
struct DeskSheet {
    std::optional<dispatch::Piece> piece;
    std::optional<dispatch::MediumCode> medium; ///< instead of a piece: nobody is known yet
    std::optional<contacts::Contact> contact;
    std::optional<campaigns::CampaignSummary> campaign;
    std::optional<campaigns::Cell> cell;
    std::string offerName;
    Reach reach;
    std::vector<Response> responses; ///< of the person, newest first, at most 50
};
REJOINDER_DESCRIBE(DeskSheet, piece, medium, contact, campaign, cell, offerName, reach, responses)

/// @throws Error NotFound `responses.unknown-code` when neither a piece nor a medium has it.
DeskSheet deskSheet(Unit& unit, const Sources& sources, std::string_view code);

} // namespace rejoinder::responses
