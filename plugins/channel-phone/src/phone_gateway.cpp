#include "phone_gateway.h"

#include "merge/template.h"

#include <algorithm>

namespace rejoinder::phone {

std::vector<dispatch::Handed> PhoneGateway::handOver(const dispatch::Batch& batch) {
    std::vector<dispatch::Handed> handed;
    for (std::size_t i = 0; i < batch.pieces.size(); ++i) {
        const bool number = !batch.recipients[i].contact.phone.empty();
        handed.push_back({batch.pieces[i].id,
                          number ? dispatch::PieceState::HandedOver : dispatch::PieceState::Failed,
                          number ? "" : "the contact has no telephone number"});
    }
    return handed;
}

void PhoneGateway::record(Unit& unit, const dispatch::Batch& batch,
                          std::span<const dispatch::Handed> handed) {
    if (batch.pieces.empty()) {
        return;
    }
    const auto [first, last] = std::minmax_element(batch.pieces.begin(), batch.pieces.end(),
                                                   [](const auto& a, const auto& b) { return a.id < b.id; });
    const auto known =
        unit.numbers("channel-phone.pieces-with-call", {{"first", first->id}, {"last", last->id}});
    const merge::Template script(batch.content.text);
    std::vector<CallRow> rows;
    for (std::size_t i = 0; i < batch.pieces.size(); ++i) {
        const auto& piece = batch.pieces[i];
        if (handed[i].state != dispatch::PieceState::HandedOver ||
            std::binary_search(known.begin(), known.end(), piece.id.value)) {
            continue;
        }
        CallRow row;
        row.id = unit.newId();
        row.pieceId = piece.id;
        row.waveId = piece.waveId;
        row.campaignId = piece.campaignId;
        row.contactId = piece.contactId;
        row.script = script.fill(batch.recipients[i].fields);
        row.dueAt = unit.now();
        row.createdAt = unit.now();
        rows.push_back(std::move(row));
    }
    unit.insertMany("channel-phone.insert-call", rows);
}

} // namespace rejoinder::phone
