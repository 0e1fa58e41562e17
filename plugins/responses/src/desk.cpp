#include "desk.h"

#include <algorithm>
#include <array>

namespace rejoinder::responses {

namespace {

contacts::Refusal refusalOf(Unit& unit, const Sources& sources, Channel channel, Id contact) {
    const std::array ids{contact};
    const auto refusals = sources.gate->mayContact(unit, channel, ids);
    return refusals.empty() ? contacts::Refusal::Unknown : refusals.front();
}

} // namespace

DeskSheet deskSheet(Unit& unit, const Sources& sources, std::string_view code) {
    auto piece = sources.pieces->findByCode(unit, code);
    if (!piece) throw Error::notFound("responses.unknown-code", "no piece has this code");
    DeskSheet sheet;
    sheet.contact = sources.directory->find(unit, piece->contactId);
    sheet.campaign = sources.campaigns->find(unit, piece->campaignId);
    for (auto& cell : sources.campaigns->cells(unit, piece->campaignId))
        if (cell.id == piece->cellId) sheet.cell = std::move(cell);
    if (sheet.cell && sheet.cell->offerId)
        sheet.offerName = sources.campaigns->offerName(unit, *sheet.cell->offerId);
    sheet.reach = {refusalOf(unit, sources, Channel::Letter, piece->contactId),
                   refusalOf(unit, sources, Channel::Email, piece->contactId),
                   refusalOf(unit, sources, Channel::Phone, piece->contactId)};
    sheet.responses =
        unit.all<Response>("responses.newest-responses-of-contact",
                           {{"contactId", piece->contactId}, {"after", Id{INT64_MAX}}, {"limit", 50}});
    sheet.piece = std::move(*piece);
    return sheet;
}

} // namespace rejoinder::responses
