#pragma once
#include "page_program.h"
#include "records.h"

#include <rejoinder/contract/dispatch.h>

/// From a scanned page to a response, or to clearing.
namespace rejoinder::scan {

/// Where the reading asks.
struct Neighbours {
    std::shared_ptr<responses::Capturing> capturing;
    std::shared_ptr<dispatch::Pieces> pieces;
};

/// Below `empty` a box is not ticked, from `ticked` on it is; between them a person looks.
inline constexpr double kEmptyInk = 0.015, kTickedInk = 0.05;

/// A page with what its campaign's card says of its boxes.
struct PageInHand {
    ReadPage read;
    std::optional<CardTemplate> card;
};

/// What the boxes of a card say.
struct BoxesRead {
    std::vector<BoxRead> boxes;
    std::vector<responses::RequestedItem> items;
    std::optional<std::string> type;
    bool unsure = false; ///< a box is neither empty nor ticked, or two boxes name different answers
};

BoxesRead boxesOf(const CardTemplate& card, const std::vector<double>& ink);

/// Texts of a code that may be a piece's: itself, and the last part of a personal address.
std::string codeIn(std::string_view text);

/// Stores a page with its picture and what became of it; a page that is stored already stays as it is.
void storePage(Unit& unit, const Neighbours& neighbours, const FileRow& file, const BatchRow& batch,
               int number, const PageInHand& page, std::string_view picture);

/// The pieces whose codes stand on the page, each once.
std::vector<dispatch::Piece> piecesOn(Unit& unit, dispatch::Pieces& pieces, const PageAnswer& answer);

} // namespace rejoinder::scan
