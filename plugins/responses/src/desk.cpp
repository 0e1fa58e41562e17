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
    DeskSheet sheet;
    sheet.piece = sources.pieces->findByCode(unit, code);
    if (!sheet.piece) sheet.medium = sources.pieces->findMedium(unit, code);
    if (!sheet.piece && !sheet.medium)
        throw Error::notFound("responses.unknown-code", "nothing has this code");
    const auto campaign = sheet.piece ? sheet.piece->campaignId : sheet.medium->campaignId;
    const auto cellId = sheet.piece ? sheet.piece->cellId : sheet.medium->cellId.value_or(Id{});
    sheet.campaign = sources.campaigns->find(unit, campaign);
    for (auto& cell : sources.campaigns->cells(unit, campaign))
        if (cell.id == cellId) sheet.cell = std::move(cell);
    if (sheet.cell && sheet.cell->offerId)
        sheet.offerName = sources.campaigns->offerName(unit, *sheet.cell->offerId);
    if (!sheet.piece) return sheet;
    const auto person = sheet.piece->contactId;
    sheet.contact = sources.directory->find(unit, person);
    sheet.reach = {refusalOf(unit, sources, Channel::Letter, person),
                   refusalOf(unit, sources, Channel::Email, person),
                   refusalOf(unit, sources, Channel::Phone, person)};
    sheet.responses = unit.all<Response>("responses.newest-responses-of-contact",
                                         {{"contactId", person}, {"after", Id{INT64_MAX}}, {"limit", 50}});
    return sheet;
}

} // namespace rejoinder::responses
