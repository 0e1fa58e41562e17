#pragma once
#include "batch_files.h"

#include <rejoinder/plugin.h>

namespace rejoinder::letter {

/// What is kept of a batch of letters.
struct LetterBatchRow {
    Id id, waveId, campaignId;
    std::int32_t number = 0, letters = 0, failed = 0;
    std::string windowName, font;
    double points = 0;
    std::string senderCountry;
    Timestamp createdAt;
};
REJOINDER_DESCRIBE(LetterBatchRow, id, waveId, campaignId, number, letters, failed, windowName, font, points,
                   senderCountry, createdAt)

/// The settings as they are now.
PrintRules rulesNow(const Context& context);
/// The rules a batch was printed by.
PrintRules rulesOf(const LetterBatchRow& row);

/// Prints batches: a PDF and a CSV under the batch's id, so that giving a batch again only writes the same
/// files again.
class LetterGateway final : public dispatch::ChannelGateway {
public:
    LetterGateway(Context& context, std::shared_ptr<contacts::Directory> directory)
        : context_(context), directory_(std::move(directory)) {}

    [[nodiscard]] Channel channel() const override { return Channel::Letter; }
    [[nodiscard]] std::int32_t batchSize() const override;
    [[nodiscard]] bool repeatable() const override { return true; }
    std::vector<dispatch::Handed> handOver(const dispatch::Batch& batch) override;
    void record(Unit& unit, const dispatch::Batch& batch, std::span<const dispatch::Handed> handed) override;

    /// The file of a batch, made again when it is gone. @throws Error NotFound.
    std::filesystem::path file(Unit& unit, Id batch, bool pdf, dispatch::Pieces& pieces);

    /// One letter as it was printed, or would be. @throws Error NotFound for pieces that are no letters.
    Letter letter(Unit& unit, const dispatch::Piece& piece, dispatch::Pieces& pieces, PrintRules& rules);

private:
    Context& context_;
    std::shared_ptr<contacts::Directory> directory_;
};

} // namespace rejoinder::letter
