#include "workbook_model.h"

#include "styles.h"

#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace intake {

namespace {

/// A field of CSV; line ends and controls become blanks, so that a row stays a line.
void appendField(std::string& out, std::string_view text) {
    const bool quote = text.find_first_of(",\"\r\n") != std::string_view::npos || text.starts_with(' ');
    if (quote) out += '"';
    for (const char c : text) {
        if (c == '"') out += '"';
        out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    }
    if (quote) out += '"';
}

void writeAll(int descriptor, std::string& text) {
    for (std::size_t done = 0; done < text.size();) {
        const ssize_t n = ::write(descriptor, text.data() + done, text.size() - done);
        if (n <= 0) throw std::runtime_error("write");
        done += static_cast<std::size_t>(n);
    }
    text.clear();
}

std::string cellText(const Cell& cell, Format format, const Strings& strings, bool origin1904) {
    switch (cell.kind) {
    case Cell::Kind::Text: return cell.text < strings.size() ? strings.at(cell.text) : std::string();
    case Cell::Kind::Yes: return "true";
    case Cell::Kind::No: return "false";
    case Cell::Kind::Number: break;
    }
    if (format.kind != NumberKind::Plain) return serialText(cell.number, format.kind, origin1904);
    std::string text = numberText(cell.number);
    if (text.size() < format.padding && text.find_first_not_of("0123456789") == std::string::npos)
        text.insert(0, format.padding - text.size(), '0');
    return text;
}

bool earlier(const auto& a, const auto& b) {
    return a.row != b.row ? a.row < b.row : a.column < b.column;
}

} // namespace

size_t Strings::append(std::string_view s) {
    list_.emplace_back(s);
    return list_.size() - 1;
}

size_t Strings::commit_segments() {
    list_.push_back(std::move(segments_));
    segments_.clear();
    return list_.size() - 1;
}

SheetModel::SheetModel(std::string name, Strings& strings, bool kept)
    : name_(std::move(name)), strings_(strings), kept_(kept) {}

void SheetModel::put(Cell cell) {
    rows_ = std::max<std::int64_t>(rows_, cell.row + 1);
    columns_ = std::max<std::int64_t>(columns_, cell.column + 1);
    if (kept_) cells_.push_back(cell);
}

void SheetModel::set_auto(sheet::row_t row, sheet::col_t column, std::string_view s) {
    put({row, column, Cell::Kind::Text, kept_ ? static_cast<std::uint32_t>(strings_.append(s)) : 0, 0});
}

void SheetModel::set_string(sheet::row_t row, sheet::col_t column, sheet::string_id_t s) {
    put({row, column, Cell::Kind::Text, s, 0});
}

void SheetModel::set_value(sheet::row_t row, sheet::col_t column, double value) {
    put({row, column, Cell::Kind::Number, 0, value});
}

void SheetModel::set_bool(sheet::row_t row, sheet::col_t column, bool value) {
    put({row, column, value ? Cell::Kind::Yes : Cell::Kind::No, 0, 0});
}

void SheetModel::set_date_time(sheet::row_t row, sheet::col_t column, int year, int month, int day, int hour,
                               int minute, double second) {
    char text[80];
    int length = std::snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
    if (hour != 0 || minute != 0 || second != 0)
        length += std::snprintf(text + length, sizeof text - static_cast<std::size_t>(length),
                                " %02d:%02d:%02.0f", hour, minute, second);
    set_auto(row, column, {text, static_cast<std::size_t>(length)});
}

void SheetModel::set_format(sheet::row_t row, sheet::col_t column, size_t format) {
    if (kept_ && format != 0) formats_.push_back({row, column, static_cast<std::uint32_t>(format)});
}

void SheetModel::fill_down_cells(sheet::row_t row, sheet::col_t column, sheet::row_t count) {
    // The parser repeats a row's cells; a sheet that is empty to its last row repeats nothing.
    const auto it = std::find_if(cells_.rbegin(), cells_.rend(),
                                 [&](const Cell& c) { return c.row == row && c.column == column; });
    if (it == cells_.rend()) return;
    const Cell source = *it;
    for (sheet::row_t i = 1; i <= count; ++i) {
        Cell copy = source;
        copy.row = row + i;
        put(copy);
    }
}

void SheetModel::set_position(sheet::row_t row, sheet::col_t column) {
    formulaRow_ = row;
    formulaColumn_ = column;
}

void SheetModel::set_result_string(std::string_view value) {
    set_auto(formulaRow_, formulaColumn_, value);
}

void SheetModel::write(int descriptor, const Styles& styles, bool origin1904) {
    std::ranges::stable_sort(cells_, [](const Cell& a, const Cell& b) { return earlier(a, b); });
    std::ranges::stable_sort(formats_,
                             [](const CellFormat& a, const CellFormat& b) { return earlier(a, b); });
    std::string out;
    std::int32_t row = 0, column = 0;
    auto format = formats_.begin();
    for (std::size_t i = 0; i < cells_.size(); ++i) {
        const Cell& cell = cells_[i];
        if (i + 1 < cells_.size() && !earlier(cell, cells_[i + 1])) continue; // set again later
        // A row has all columns of the sheet, as the same sheet saved as CSV would.
        for (; row < cell.row; ++row, column = 0) {
            if (column > 0 && column < columns_) out.append(static_cast<std::size_t>(columns_ - column), ',');
            out += '\n';
        }
        if (column == 0 && cell.column > 0) ++column;
        for (; column <= cell.column && column > 0; ++column) out += ',';
        column = cell.column + 1;
        while (format != formats_.end() && earlier(*format, cell)) ++format;
        const bool formatted =
            format != formats_.end() && format->row == cell.row && format->column == cell.column;
        appendField(out, cellText(cell, formatted ? styles.formatOf(format->format) : Format{}, strings_,
                                  origin1904));
        if (out.size() > 1'000'000) writeAll(descriptor, out);
    }
    if (!cells_.empty()) {
        if (column < columns_) out.append(static_cast<std::size_t>(columns_ - column), ',');
        out += '\n';
    }
    writeAll(descriptor, out);
}

WorkbookModel::WorkbookModel(std::size_t wanted) : wanted_(wanted), styles_(std::make_unique<Styles>()) {}
WorkbookModel::~WorkbookModel() = default;

face::import_styles* WorkbookModel::get_styles() {
    return styles_.get();
}

face::import_sheet* WorkbookModel::append_sheet(sheet::sheet_t, std::string_view name) {
    sheets_.push_back(std::make_unique<SheetModel>(std::string(name), strings_, sheets_.size() == wanted_));
    return sheets_.back().get();
}

face::import_sheet* WorkbookModel::get_sheet(std::string_view name) {
    for (const auto& each : sheets_)
        if (each->name() == name) return each.get();
    return nullptr;
}

face::import_sheet* WorkbookModel::get_sheet(sheet::sheet_t index) {
    const auto i = static_cast<std::size_t>(index);
    return index >= 0 && i < sheets_.size() ? sheets_[i].get() : nullptr;
}

void WorkbookModel::set_origin_date(int year, int, int) {
    origin1904_ = origin1904_ || year == 1904;
}

sheet::src_address_t WorkbookModel::resolve_address(std::string_view address) {
    sheet::src_address_t at{0, 0, 0};
    for (const char c : address) {
        if (c >= 'A' && c <= 'Z') at.column = at.column * 26 + (c - 'A' + 1);
        if (c >= '0' && c <= '9') at.row = at.row * 10 + (c - '0');
    }
    --at.column;
    --at.row;
    return at;
}

sheet::src_range_t WorkbookModel::resolve_range(std::string_view range) {
    const std::size_t colon = std::min(range.find(':'), range.size());
    sheet::src_range_t both;
    both.first = resolve_address(range.substr(0, colon));
    both.last = colon == range.size() ? both.first : resolve_address(range.substr(colon + 1));
    return both;
}

void WorkbookModel::write(int descriptor) {
    sheets_.at(wanted_)->write(descriptor, *styles_, origin1904_);
}

} // namespace intake
