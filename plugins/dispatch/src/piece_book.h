#pragma once
#include "code_space.h"
#include "dto.h"

namespace rejoinder::dispatch {

/// Pieces: found by code, listed, returned, decided.
class PieceBook final : public Pieces {
public:
    PieceBook(const Neighbours& neighbours, const CodeSpace& codes)
        : neighbours_(neighbours), codes_(codes) {}

    std::optional<Piece> findByCode(Unit& unit, std::string_view code) override;
    std::optional<Piece> find(Unit& unit, Id piece) override;
    std::optional<MediumCode> findMedium(Unit& unit, std::string_view code) override;
    std::vector<Piece> sentTo(Unit& unit, Id contact, std::optional<Id> campaign, Timestamp since,
                              Timestamp until, std::int32_t limit) override;
    std::optional<Piece> newestOf(Unit& unit, Id contact, std::optional<Id> campaign) override;
    std::int32_t markReturned(Unit& unit, Id piece, std::string_view reason) override;
    std::vector<PieceCount> counts(Unit& unit, Id campaign) override;
    std::optional<Batch> findBatch(Unit& unit, Id batch) override;
    std::optional<Batch> findAlone(Unit& unit, Id piece) override;

    static Page<PieceAnswer> list(Unit& unit, const PieceQuery& query);
    /// Piece or medium, person, campaign and cell in one answer. @throws Error Invalid `dispatch.code-check`
    /// when the code cannot be right, NotFound `dispatch.no-piece` when it could be but is not known.
    PieceLookUp lookUp(Unit& unit, std::string_view typed) const;
    std::vector<Piece> near(Unit& unit, std::string_view code) override;
    /// Known pieces and media whose code is one slip away from a wrong one, with whom they belong to.
    NearPieces nearOnes(Unit& unit, std::string_view typed) const;
    /// A person settles a piece whose outcome is unknown.
    PieceAnswer decide(Unit& unit, const DecidePiece& wish) const;

    /// The batch with its pieces and recipients; those whose contact is gone are left out and counted.
    Batch load(Unit& unit, const BatchRow& row, const Content& content, std::vector<PieceRow> pieces) const;

private:
    [[nodiscard]] std::optional<PieceRow> rowByCode(Unit& unit, const std::string& code) const;
    [[nodiscard]] PieceRow requireRow(Unit& unit, std::string_view typed) const;

    const Neighbours& neighbours_;
    const CodeSpace& codes_;
};

} // namespace rejoinder::dispatch
