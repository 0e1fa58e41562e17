#include "code_space.h"

#include "piece_code.h"

namespace rejoinder::dispatch {

namespace {

struct SpaceRow {
    std::string secret;
    std::int64_t nextNumber = 0;
};
REJOINDER_DESCRIBE(SpaceRow, secret, nextNumber)

constexpr std::string_view kFind = "dispatch.find-code-space";

std::uint64_t countOf(CodeKind kind) {
    return kind == CodeKind::Piece ? kCodeCount : kMediumCodeCount;
}

std::int64_t rowOf(CodeKind kind) {
    return static_cast<std::int64_t>(kind);
}

/// The permutation works below half², which is more than there are codes of media: what falls beyond them is
/// sent through again until it does not. That is a permutation of the codes, too.
template <class Step>
void walk(std::span<std::uint64_t> numbers, std::uint64_t count, Step&& step) {
    step(numbers);
    for (auto& n : numbers) {
        while (n >= count) {
            step(std::span(&n, 1));
        }
    }
}

} // namespace

CodeSpace::CodeSpace(Storage& storage, CodeKind kind) : kind_(kind) {
    const auto find = [kind](Unit& u) { return u.one<SpaceRow>(kFind, {{"id", rowOf(kind)}}); };
    auto row = storage.read(find);
    if (!row) {
        const auto secret = Permutation::toHex(Permutation::randomKey());
        try {
            storage.write(
                [&](Unit& u) {
                    u.run("dispatch.insert-code-space", {{"id", rowOf(kind)}, {"secret", secret}});
                },
                {Priority::Background, {"system", "dispatch", {}, {}}});
        } catch (const Error& e) {
            if (e.kind() != ErrorKind::Conflict) {
                throw;
            } // another node was quicker: its key is the key
        }
        row = storage.read(find);
    }
    permutation_.emplace(Permutation::fromHex(row.value().secret),
                         kind == CodeKind::Piece ? Permutation::kPieces : Permutation::kMedia);
}

std::vector<NewCode> CodeSpace::reserve(Unit& unit, std::size_t count) const {
    unit.run("dispatch.reserve-numbers", {{"id", rowOf(kind_)}, {"count", count}});
    const auto end = static_cast<std::uint64_t>(given(unit, kind_));
    if (end > countOf(kind_)) {
        throw Error(ErrorKind::Unavailable, "dispatch.codes-used-up", "There are no unused codes left.");
    }
    std::vector<std::uint64_t> images(count);
    for (std::size_t i = 0; i < count; ++i) {
        images[i] = end - count + i;
    }
    walk(images, countOf(kind_), [&](std::span<std::uint64_t> n) { permutation_->apply(n); });
    std::vector<NewCode> codes;
    codes.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        codes.push_back(
            {static_cast<std::int64_t>(end - count + i),
             codeOfNumber(images[i], kind_ == CodeKind::Piece ? kCodeLength : kMediumCodeLength)});
    }
    return codes;
}

std::int64_t CodeSpace::given(Unit& unit, CodeKind kind) {
    const auto row = unit.one<SpaceRow>(kFind, {{"id", rowOf(kind)}});
    return row ? row->nextNumber : 0;
}

std::vector<std::int64_t> CodeSpace::numbersOf(std::span<const std::string> codes) const {
    std::vector<std::uint64_t> numbers;
    numbers.reserve(codes.size());
    for (const auto& code : codes) {
        numbers.push_back(numberOfCode(code));
    }
    walk(numbers, countOf(kind_), [&](std::span<std::uint64_t> n) { permutation_->undo(n); });
    return {numbers.begin(), numbers.end()};
}

} // namespace rejoinder::dispatch
