#pragma once
#include "permutation.h"

#include <rejoinder/storage.h>

#include <optional>

namespace rejoinder::dispatch {

/// A code that was never given before, and the number it stands for; the next code has the next number.
struct NewCode {
    std::int64_t number = 0;
    std::string code;
};

/// Which codes a space gives out; each kind has its own key and numbers.
enum class CodeKind { Piece = 1, Medium = 2 };

/// Gives out codes that were never given before. The key and the next number stand in the database, so that
/// all nodes share one space; a block of numbers is reserved in the same unit of work that stores what has
/// the codes, so no number is lost and none is given twice, however often the unit runs.
class CodeSpace {
public:
    /// Reads the key, or makes it when the installation has none.
    explicit CodeSpace(Storage& storage, CodeKind kind = CodeKind::Piece);

    /// That many new codes. @throws Error Unavailable when the space is used up.
    std::vector<NewCode> reserve(Unit& unit, std::size_t count) const;

    /// How many codes were given out so far.
    static std::int64_t given(Unit& unit, CodeKind kind = CodeKind::Piece);
    /// The numbers behind codes in their one form; a number that was never given out belongs to nobody.
    [[nodiscard]] std::vector<std::int64_t> numbersOf(std::span<const std::string> codes) const;
    [[nodiscard]] std::int64_t numberOf(const std::string& code) const {
        return numbersOf({&code, 1}).front();
    }

private:
    CodeKind kind_;
    std::optional<Permutation> permutation_;
};

} // namespace rejoinder::dispatch
