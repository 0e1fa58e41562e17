#include "checks.h"

#include "piece_code.h"
#include "tally.h"

#include <map>

namespace rejoinder::dispatch {

namespace {

constexpr std::size_t kMostSentences = 100;

struct NamedCount {
    std::string name;
    std::int64_t pieces = 0;
};
REJOINDER_DESCRIBE(NamedCount, name, pieces)

struct CodeRow {
    Id id;
    std::string code;
    std::int64_t codeNumber = 0;
};
REJOINDER_DESCRIBE(CodeRow, id, code, codeNumber)

std::string sentence(const TallyRow& row, std::int64_t counted, std::int64_t kept) {
    return "Wave " + row.waveId.toString() + ", cell " + row.cellId.toString() + ", segment \"" +
           row.segment + "\", " + nameOf(row.state) + ": " + std::to_string(counted) +
           " pieces, but its count says " + std::to_string(kept) + ".";
}

} // namespace

std::vector<std::string> checkCounts(Unit& unit) {
    std::map<std::string, TallyRow> kept;
    const auto textOf = [](const TallyRow& r) {
        return r.waveId.toString() + "/" + r.cellId.toString() + "/" + (r.seed ? "1/" : "0/") +
               nameOf(r.state) + "/" + nameOf(r.refusal) + "/" + r.segment;
    };
    for (const auto& row : unit.all<TallyRow>("dispatch.all-tallies")) {
        kept.emplace(textOf(row), row);
    }
    std::vector<std::string> wrong;
    for (const auto& row : unit.all<TallyRow>("dispatch.count-by-tally-key")) {
        const auto found = kept.find(textOf(row));
        const auto said = found == kept.end() ? 0 : found->second.pieces;
        if (said != row.pieces && wrong.size() < kMostSentences) {
            wrong.push_back(sentence(row, row.pieces, said));
        }
        if (found != kept.end()) {
            kept.erase(found);
        }
    }
    for (const auto& [key, left] : kept) {
        if (wrong.size() < kMostSentences) {
            wrong.push_back(sentence(left, 0, left.pieces));
        }
    }
    for (const auto& wave : unit.all<NamedCount>("dispatch.waves-with-wrong-total")) {
        wrong.push_back("Wave \"" + wave.name + "\": its total differs from its counts by " +
                        std::to_string(wave.pieces) + ".");
    }
    return wrong;
}

std::vector<std::string> checkCodes(Unit& unit, const CodeSpace& codes) {
    constexpr std::size_t kChunk = 10'000;
    std::vector<std::string> wrong, chunk;
    std::vector<std::int64_t> kept;
    const auto given = CodeSpace::given(unit);
    // No number is stored twice, and each code has one number: so no code is there twice.
    const auto flush = [&] {
        const auto numbers = codes.numbersOf(chunk);
        for (std::size_t i = 0; i < chunk.size() && wrong.size() < kMostSentences; ++i) {
            if (numbers[i] >= given) {
                wrong.push_back("Code " + chunk[i] + " was never given out by this installation.");
            } else if (numbers[i] != kept[i]) {
                wrong.push_back("Code " + chunk[i] + " stands for number " + std::to_string(numbers[i]) +
                                ", but is stored under " + std::to_string(kept[i]) + ".");
            }
        }
        chunk.clear();
        kept.clear();
    };
    unit.forEach<CodeRow>("dispatch.all-codes", {}, [&](const CodeRow& row) {
        if (row.code.size() != kCodeLength || !isCode(row.code)) {
            wrong.push_back("Piece " + row.id.toString() + " has the code \"" + row.code +
                            "\", which is none.");
        } else {
            chunk.push_back(row.code);
            kept.push_back(row.codeNumber);
        }
        if (chunk.size() == kChunk) {
            flush();
        }
        return wrong.size() < kMostSentences;
    });
    flush();
    return wrong;
}

std::vector<std::string> checkHandOver(Unit& unit) {
    std::vector<std::string> wrong;
    if (const auto n = unit.number("dispatch.sent-without-batch"); n != 0) {
        wrong.push_back(std::to_string(n) + " pieces were handed over but belong to no batch of their wave.");
    }
    if (const auto n = unit.number("dispatch.loose-pieces-in-batches"); n != 0) {
        wrong.push_back(std::to_string(n) + " pieces are still handing over in batches that were settled.");
    }
    return wrong;
}

} // namespace rejoinder::dispatch
