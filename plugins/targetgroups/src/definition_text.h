#pragma once
#include "definition.h"

/// A definition as people read, write and compare it:
///
///     where attribute.recency <= 12 and contact.country in (CH, LI)
///     without "Answered" where responses.responded exists within 30 days of campaign ADVENT
///     without "No letters" not contactable by letter
///     segment "Fresh" where attribute.recency <= 3
///     at most 1 per household by highest attribute.history
///     split by draw
///       cell A 40 %
///       cell B rest
///     hold out H 10 %
///     seed 7
///
/// README.md has the whole grammar. Printing and parsing give each other back.
namespace rejoinder::targetgroups {

/// What campaigns and cells are called. Unknown ones are written as #id.
class Names {
public:
    virtual ~Names() = default;
    /// The campaign's code; "" when it is not known.
    [[nodiscard]] virtual std::string campaignCode(Id campaign) const = 0;
    [[nodiscard]] virtual Id campaignOf(std::string_view code) const = 0;
    /// The cell's code within a campaign; "" when it is not known there.
    [[nodiscard]] virtual std::string cellCode(Id campaign, Id cell) const = 0;
    [[nodiscard]] virtual Id cellOf(Id campaign, std::string_view code) const = 0;
};

/// The first thing that cannot be read.
struct TextProblem {
    std::int64_t offset = 0, length = 0; ///< bytes of the text
    std::int32_t line = 1, column = 1;   ///< from 1; columns count code points
    std::string expected;                ///< what should stand there: "comparison", "value", "number" …
    std::string found;                   ///< what stands there, "" at the end
};
REJOINDER_DESCRIBE(TextProblem, offset, length, line, column, expected, found)

/// The text of a definition for a group of that campaign (0 = none).
std::string print(const Definition& definition, Id campaign, const Names& names);
/// Reads a definition; nothing, and `problem` set, when it cannot be read.
std::optional<Definition> parse(std::string_view text, Id campaign, const Names& names, TextProblem& problem);

/// Words that must be quoted where they are meant as values.
bool isKeyword(std::string_view word);

} // namespace rejoinder::targetgroups
