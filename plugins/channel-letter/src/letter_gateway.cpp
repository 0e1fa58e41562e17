#include "letter_gateway.h"

#include <algorithm>

namespace rejoinder::letter {

PrintRules rulesNow(const Context& context) {
    return {{context.setting<std::string>("window"), context.setting<std::string>("font"),
             context.setting<double>("font-size")},
            context.setting<std::string>("sender-country")};
}

PrintRules rulesOf(const LetterBatchRow& row) {
    return {{row.windowName, row.font, row.points}, row.senderCountry};
}

std::int32_t LetterGateway::batchSize() const {
    return static_cast<std::int32_t>(context_.setting<std::int64_t>("batch-size"));
}

std::vector<dispatch::Handed> LetterGateway::handOver(const dispatch::Batch& batch) {
    return writeFiles(batch, *directory_, rulesNow(context_), context_.dataFolder());
}

void LetterGateway::record(Unit& unit, const dispatch::Batch& batch,
                           std::span<const dispatch::Handed> handed) {
    const auto in = [&](dispatch::PieceState state) {
        return static_cast<std::int32_t>(
            std::count_if(handed.begin(), handed.end(), [&](const auto& h) { return h.state == state; }));
    };
    const auto printed = in(dispatch::PieceState::HandedOver);
    if (printed == 0 || unit.one<LetterBatchRow>("channel-letter.find-batch", {{"id", batch.id}})) {
        return;
    }
    const auto rules = rulesNow(context_);
    unit.run("channel-letter.insert-batch",
             LetterBatchRow{batch.id, batch.waveId, batch.campaignId, batch.number, printed,
                            in(dispatch::PieceState::Failed), rules.style.window, rules.style.font,
                            rules.style.points, rules.senderCountry, batch.createdAt});
}

std::filesystem::path LetterGateway::file(Unit& unit, Id batch, bool pdf, dispatch::Pieces& pieces) {
    const auto row = unit.one<LetterBatchRow>("channel-letter.find-batch", {{"id", batch}});
    const auto missing =
        Error::notFound("channel-letter.no-batch", "There is no letter batch " + batch.toString() + ".");
    if (!row) {
        throw missing;
    }
    const auto& folder = context_.dataFolder();
    const auto path = pdf ? pdfPath(folder, batch) : csvPath(folder, batch);
    if (!std::filesystem::exists(path)) {
        const auto again = pieces.findBatch(unit, batch);
        if (!again) {
            throw missing;
        }
        (void)writeFiles(*again, *directory_, rulesOf(*row), folder);
    }
    return path;
}

Letter LetterGateway::letter(Unit& unit, const dispatch::Piece& piece, dispatch::Pieces& pieces,
                             PrintRules& rules) {
    const auto alone = piece.channel == Channel::Letter ? pieces.findAlone(unit, piece.id)
                                                        : std::optional<dispatch::Batch>();
    if (!alone || alone->recipients.empty()) {
        throw Error::notFound("channel-letter.no-letter", "This piece is no letter.");
    }
    const auto row = unit.one<LetterBatchRow>("channel-letter.find-batch", {{"id", alone->id}});
    rules = row ? rulesOf(*row) : rulesNow(context_);
    return letterOf(*alone, 0, *directory_, rules);
}

} // namespace rejoinder::letter
