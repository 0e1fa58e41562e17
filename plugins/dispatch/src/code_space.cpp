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

} // namespace

CodeSpace::CodeSpace(Storage& storage) {
    const auto find = [](Unit& u) { return u.one<SpaceRow>(kFind); };
    auto row = storage.read(find);
    if (!row) {
        const auto secret = Permutation::toHex(Permutation::randomKey());
        try {
            storage.write(
                [&](Unit& u) {
                    u.run("dispatch.insert-code-space", {{"secret", secret}});
                },
                {Priority::Background, {"system", "dispatch", {}, {}}});
        } catch (const Error& e) {
            if (e.kind() != ErrorKind::Conflict) {
                throw;
            } // another node was quicker: its key is the key
        }
        row = storage.read(find);
    }
    permutation_.emplace(Permutation::fromHex(row.value().secret));
}

std::vector<NewCode> CodeSpace::reserve(Unit& unit, std::size_t count) const {
    unit.run("dispatch.reserve-numbers", {{"count", count}});
    const auto end = static_cast<std::uint64_t>(given(unit));
    if (end > kCodeCount) {
        throw Error(ErrorKind::Unavailable, "dispatch.codes-used-up",
                    "There are no unused piece codes left.");
    }
    std::vector<std::uint64_t> images(count);
    for (std::size_t i = 0; i < count; ++i) {
        images[i] = end - count + i;
    }
    permutation_->apply(images);
    std::vector<NewCode> codes;
    codes.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        codes.push_back({static_cast<std::int64_t>(end - count + i), codeOfNumber(images[i])});
    }
    return codes;
}

std::int64_t CodeSpace::given(Unit& unit) {
    const auto row = unit.one<SpaceRow>(kFind);
    return row ? row->nextNumber : 0;
}

std::vector<std::int64_t> CodeSpace::numbersOf(std::span<const std::string> codes) const {
    std::vector<std::uint64_t> numbers;
    numbers.reserve(codes.size());
    for (const auto& code : codes) {
        numbers.push_back(numberOfCode(code));
    }
    permutation_->undo(numbers);
    return {numbers.begin(), numbers.end()};
}

} // namespace rejoinder::dispatch
