#include "csv/writer.h"

#include <charconv>

namespace csv {

namespace {

using namespace std::string_view_literals;
constexpr std::string_view kFormulaStarts = "=+-@\t\r\0"sv;

} // namespace

Writer& Writer::text(std::string_view value) {
    separate();
    const bool guard = style_.formulas == Formulas::Guarded && !value.empty() &&
                       kFormulaStarts.find(value.front()) != std::string_view::npos;
    const bool quote = guard || value.find_first_of("\"\r\n") != std::string_view::npos ||
                       value.find(style_.delimiter) != std::string_view::npos ||
                       (!value.empty() && (value.front() == ' ' || value.back() == ' '));
    if (!quote) {
        out_.append(value);
        return *this;
    }
    out_.push_back('"');
    if (guard) out_.push_back('\'');
    for (const char c : value) {
        if (c == '"') out_.push_back('"');
        out_.push_back(c);
    }
    out_.push_back('"');
    return *this;
}

Writer& Writer::number(std::int64_t value) {
    separate();
    char digits[24];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
    out_.append(digits, end);
    return *this;
}

Writer& Writer::decimal(std::string_view number) {
    separate();
    out_.append(number);
    return *this;
}

void Writer::end() {
    // A record of one empty field would be an empty line, which is no record.
    if (!first_ && out_.size() == recordAt_) out_.append("\"\"");
    out_.append(style_.lineEnd);
    first_ = true;
}

void Writer::separate() {
    if (first_)
        recordAt_ = out_.size();
    else
        out_.push_back(style_.delimiter);
    first_ = false;
}

std::string_view withoutGuard(std::string_view field) noexcept {
    if (field.size() > 1 && field[0] == '\'' && kFormulaStarts.find(field[1]) != std::string_view::npos)
        field.remove_prefix(1);
    return field;
}

} // namespace csv
