#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// Reading of vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350).
namespace intake {

/// One line of a card, unfolded.
struct CardLine {
    std::string name;                                            ///< capitals, without its group
    std::vector<std::pair<std::string, std::string>> parameters; ///< name in capitals, value in small letters
    std::string value;                                           ///< as written, escapes still in it
};

/// One card as a row: the values of cardColumns() in their order.
using CardRow = std::vector<std::string>;

/// What a card is taken apart into: UID, kind, name, organisation, preferred address, e-mail, phone and what
/// else is worth keeping. The first are called like a contact's fields.
const std::vector<std::string>& cardColumns();

/// True when the text begins like a vCard.
bool isVcard(std::string_view head) noexcept;

/// Reads UTF-8 text and gives each card to `card` with the line it begins on. A card without END costs only
/// itself: `card` gets an empty row. @returns the number of cards.
std::uint64_t readCards(std::string_view text,
                        const std::function<void(std::uint64_t line, const CardRow&)>& card);

/// Splits a value at unescaped separators and takes the escapes out.
std::vector<std::string> cardParts(std::string_view value, char separator);

} // namespace intake
