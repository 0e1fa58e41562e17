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

std::vector<std::string> CodeSpace::reserve(Unit& unit, std::size_t count) const {
    unit.run("dispatch.reserve-numbers", {{"count", count}});
    const auto end = static_cast<std::uint64_t>(given(unit));
    if (end > kCodeCount) {
        throw Error(ErrorKind::Unavailable, "dispatch.codes-used-up",
                    "There are no unused piece codes left.");
    }
    std::vector<std::uint64_t> numbers(count);
    for (std::size_t i = 0; i < count; ++i) {
        numbers[i] = end - count + i;
    }
    permutation_->apply(numbers);
    std::vector<std::string> codes;
    codes.reserve(count);
    for (const auto number : numbers) {
        codes.push_back(codeOfNumber(number));
    }
    return codes;
}

std::int64_t CodeSpace::given(Unit& unit) {
    const auto row = unit.one<SpaceRow>(kFind);
    return row ? row->nextNumber : 0;
}

bool CodeSpace::cameFromHere(std::span<const std::string> codes, std::int64_t given,
                             std::size_t& wrong) const {
    std::vector<std::uint64_t> numbers;
    numbers.reserve(codes.size());
    for (const auto& code : codes) {
        numbers.push_back(numberOfCode(code));
    }
    permutation_->undo(numbers);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (numbers[i] >= static_cast<std::uint64_t>(given)) {
            wrong = i;
            return false;
        }
    }
    return true;
}

} // namespace rejoinder::dispatch
