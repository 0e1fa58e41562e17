#include "import_look.h"

#include "import_file.h"
#include "text.h"

#include <csv/reader.h>

#include <algorithm>
#include <fstream>

namespace rejoinder::contacts {

namespace {

constexpr std::size_t kHead = 64 * 1024, kSampleRows = 200, kSampleValues = 5;

std::string headOf(const std::filesystem::path& file, bool& whole) {
    std::ifstream in(file, std::ios::binary);
    std::string head(kHead, '\0');
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    if (in.bad() || !in.is_open())
        throw Error(ErrorKind::Unavailable, "contacts.import-file", "The file of the import cannot be read.");
    head.resize(static_cast<std::size_t>(in.gcount()));
    whole = head.size() < kHead;
    return head;
}

/// What a cell looks like, for telling a header from data.
enum class Look { Empty, Word, Value };
Look lookOf(std::string_view cell) {
    const std::string_view text = trimmed(cell);
    if (text.empty()) return Look::Empty;
    const auto digits = static_cast<std::size_t>(std::ranges::count_if(text, isDigit));
    const bool telling =
        isDay(text) || text.find('@') != std::string_view::npos ||
        (digits > 0 && text.find_first_not_of("0123456789 .,:/+-()'%") == std::string_view::npos);
    return telling ? Look::Value : Look::Word;
}

/// A first row is a header unless values stand in it: numbers, days and e-mail addresses are no names of
/// columns. Years over numbers ("2019") are, when every other name is a word that no row below repeats and
/// what lies below is no year.
bool hasHeader(const std::vector<std::vector<std::string>>& rows) {
    const auto& first = rows.front();
    if (std::ranges::any_of(first, [](const std::string& cell) { return isFieldName(cell); })) return true;
    const auto isYear = [](const std::string& cell) {
        const auto number = numberIn(trimmed(cell));
        return number && *number >= 1900 && *number <= 2100;
    };
    std::size_t values = 0, repeated = 0, contrast = 0;
    bool years = true;
    for (std::size_t column = 0; column < first.size(); ++column) {
        const Look look = lookOf(first[column]);
        values += look == Look::Value ? 1 : 0;
        bool again = false, below = rows.size() > 1, yearBelow = false;
        for (std::size_t row = 1; row < rows.size() && column < rows[row].size(); ++row) {
            again = again || (look == Look::Word && rows[row][column] == first[column]);
            below = below && lookOf(rows[row][column]) == Look::Value;
            yearBelow = yearBelow || isYear(rows[row][column]);
        }
        repeated += again ? 1 : 0;
        contrast += below && (look == Look::Word || !yearBelow) ? 1 : 0;
        years = years && (look != Look::Value || isYear(first[column]));
    }
    if (values == 0) return repeated == 0 || contrast > 0;
    return contrast > 0 && repeated == 0 && years;
}

/// The first rows of a file as texts; a row that cannot be read ends them, unless it is the first.
std::vector<std::vector<std::string>> firstRows(csv::Reader& reader, std::vector<csv::Position>& ends) {
    std::vector<std::vector<std::string>> rows;
    while (rows.size() <= kSampleRows) {
        const csv::Record* record = reader.next();
        if (record == nullptr) break;
        if (record->problem != csv::Problem::None) {
            if (!rows.empty()) continue;
            throw Error::invalid("", "contacts.csv-" + std::string(csv::codeOf(record->problem)),
                                 "Line " + std::to_string(record->begin.line) + ": " +
                                     std::string(csv::sentenceOf(record->problem)));
        }
        rows.emplace_back(record->fields.begin(), record->fields.end());
        ends.push_back(record->end);
    }
    if (rows.empty()) throw Error::invalid("", "contacts.import-empty", "The file has no line.");
    return rows;
}

std::vector<ImportSample> samplesOf(const std::vector<ImportColumn>& columns,
                                    const std::vector<std::vector<std::string>>& rows, std::size_t from) {
    std::vector<ImportSample> samples;
    for (std::size_t c = 0; c < columns.size(); ++c) {
        ImportSample sample{columns[c].header, columns[c].target, {}};
        for (std::size_t r = from; r < rows.size() && sample.values.size() < kSampleValues; ++r)
            if (c < rows[r].size() && !trimmed(rows[r][c]).empty())
                sample.values.emplace_back(shortened(cleaned(rows[r][c]), 100));
        samples.push_back(std::move(sample));
    }
    return samples;
}

} // namespace

ImportLook lookAt(const std::filesystem::path& file, ImportPlan plan, const ImportSettings& settings) {
    bool whole = false;
    const std::string head = headOf(file, whole);
    csv::Examination found = csv::examine(head, whole);
    if (found.encoding != csv::Examination::Encoding::Utf8)
        throw Error::invalid("/encoding", "contacts.import-encoding",
                             "The file is UTF-16 or UTF-32; choose its encoding.");
    const bool made = plan.form != ImportForm::Csv; // by us, so it is known how
    char delimiter = found.delimiter, quote = found.quote;
    if (made) delimiter = ',', quote = '"';
    if (settings.delimiter && !made) delimiter = delimiterIn(*settings.delimiter);
    if (settings.quote && !made) quote = quoteIn(*settings.quote).value_or(quote);
    if (quote == delimiter && settings.quote)
        throw Error::invalid("/quote", "contacts.import-quote",
                             "This character parts the columns of the file.");
    if (quote == delimiter) quote = '"'; // only the delimiter was chosen

    std::ifstream in(file, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(found.start.offset));
    csv::Reader reader(
        [&in](char* buffer, std::size_t size) {
            in.read(buffer, static_cast<std::streamsize>(size));
            return static_cast<std::size_t>(in.gcount());
        },
        delimiter, {}, found.start, quote);
    std::vector<csv::Position> ends;
    const auto rows = firstRows(reader, ends);
    ImportLook look;
    look.plan = std::move(plan);
    look.plan.header = settings.header.value_or(look.plan.form == ImportForm::Vcard || hasHeader(rows));
    look.plan.delimiter = std::string(1, delimiter);
    look.plan.quote = quote == '\0' ? "none" : std::string(1, quote);
    look.plan.bytes = static_cast<std::int64_t>(std::filesystem::file_size(file));
    const csv::Position start = look.plan.header ? ends.front() : found.start;
    look.plan.offset = static_cast<std::int64_t>(start.offset);
    look.plan.line = static_cast<std::int64_t>(start.line);
    std::vector<std::string> headers;
    for (std::size_t i = 0; i < rows.front().size(); ++i)
        headers.push_back(look.plan.header ? rows.front()[i] : "column" + std::to_string(i + 1));
    look.plan.columns = mapColumns(headers, settings, look.faults);
    if (settings.mode == ImportMode::Update && !hasKey(look.plan.columns))
        look.faults.add("/mode", "contacts.import-no-key-column",
                        "Only a column that goes to externalKey tells whom to change.");
    look.samples = samplesOf(look.plan.columns, rows, look.plan.header ? 1 : 0);
    return look;
}

ImportPlan planImport(const std::filesystem::path& file, const ImportSettings& settings, ImportPlan plan) {
    ImportLook look = lookAt(file, std::move(plan), settings);
    look.faults.raise("contacts.import-mapping");
    return std::move(look.plan);
}

} // namespace rejoinder::contacts
