#pragma once
#include "intake/vcard.h"

#include <optional>

namespace intake {

/// Reads physical lines, joins folded ones and decodes quoted-printable.
class CardLines {
public:
    explicit CardLines(std::string_view text) noexcept : text_(text) {}
    /// The next line; nothing at the end. Lines that are none of a card come with an empty name.
    std::optional<CardLine> next();
    /// Number of the physical line that the last one began on, from 1.
    [[nodiscard]] std::uint64_t line() const noexcept { return line_; }

private:
    std::string_view physical();

    std::string_view text_;
    std::size_t at_ = 0;
    std::uint64_t line_ = 0, read_ = 0;
};

/// The value of a parameter; "" when it is absent. `TYPE=work,voice` and `WORK;VOICE` of 2.1 are both types.
bool hasType(const CardLine& line, std::string_view type) noexcept;
/// 1 (most) to 100 (least preferred); TYPE=pref is 1.
int preference(const CardLine& line) noexcept;

} // namespace intake
