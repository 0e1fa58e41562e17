#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace intake {

/// What a number of a cell stands for, by its number format.
enum class NumberKind { Plain, Date, Time, DateTime };

/// The kind that a format code ("dd.mm.yyyy") or one of the built-in formats of ECMA-376, 18.8.30 means.
NumberKind kindOfFormat(std::size_t builtin, std::string_view code);

/// How many digits a format code of zeros only pads to ("00000" → 5); 0 when it is no such code.
std::size_t paddingOf(std::string_view code) noexcept;

/// A number as people would type it: no exponent where it can be helped, at most 15 significant digits.
std::string numberText(double value);

/// The day or moment of a serial number. `origin1904` counts from 1904-01-01, else from 1899-12-30 with the
/// day 1900-02-29 that never was (serials below 60).
std::string serialText(double serial, NumberKind kind, bool origin1904);

struct Cell {
    std::int32_t row = 0, column = 0;
    enum class Kind : std::uint8_t { Number, Text, Yes, No } kind = Kind::Number;
    std::uint32_t text = 0; ///< Text: index of the string
    double number = 0;
};

} // namespace intake
