// Any bytes: the reader must end, stay inside its buffers, move forward, and give what a restart at any
// record gives.
#include <csv/reader.h>
#include <csv/writer.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using Rows = std::vector<std::vector<std::string>>;

void require(bool holds) {
    if (!holds) std::abort();
}

csv::Source inSteps(std::string_view text, std::size_t step) {
    return [text, step](char* buffer, std::size_t size) mutable {
        const std::size_t n = std::min({size, text.size(), step});
        text.copy(buffer, n);
        text.remove_prefix(n);
        return n;
    };
}

/// All good records; checks on the way that positions only grow.
Rows readAll(csv::Source source, char delimiter, csv::Limits limits, std::vector<csv::Position>* ends) {
    csv::Reader reader(std::move(source), delimiter, limits);
    Rows rows;
    csv::Position last;
    while (const csv::Record* record = reader.next()) {
        require(record->begin.offset >= last.offset && record->end.offset > record->begin.offset);
        require(record->begin.line >= last.line && record->end.line >= record->begin.line);
        require(record->fields.size() <= limits.columns);
        last = record->end;
        if (ends != nullptr) ends->push_back(last);
        if (record->problem == csv::Problem::None)
            rows.emplace_back(record->fields.begin(), record->fields.end());
    }
    return rows;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const char delimiter = ",;\t|"[data[0] % 4];
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const csv::Limits limits = (data[0] & 0x80) != 0 ? csv::Limits{} : csv::Limits{5, 20, 60};
    csv::examine(text, true);
    csv::examine(text, false);

    std::vector<csv::Position> ends;
    const Rows rows = readAll(csv::fromText(text), delimiter, limits, &ends);
    require(readAll(inSteps(text, 1 + data[0] % 7), delimiter, limits, nullptr) == rows);

    if (!ends.empty()) {
        const csv::Position from = ends[ends.size() / 2];
        csv::Reader rest(csv::fromText(text.substr(from.offset)), delimiter, limits, from);
        std::size_t left = ends.size() - ends.size() / 2 - 1;
        while (rest.next() != nullptr) require(left-- > 0);
        require(left == 0);
    }

    std::string written;
    csv::Writer writer(written, {delimiter, csv::Formulas::Raw, "\n"});
    for (const auto& row : rows) {
        for (const auto& field : row) writer.text(field);
        writer.end();
    }
    if (!written.starts_with("\xEF\xBB\xBF")) {
        const csv::Limits wide{1000, 1 << 20, 1 << 22};
        require(readAll(csv::fromText(written), delimiter, wide, nullptr) == rows);
    }
    return 0;
}
