#include "kernel/describe/cells.h"

#include <rejoinder/json.h>

#include <fmt/format.h>
#include <simdjson.h>

#include <charconv>
#include <utility>

namespace rejoinder::json {

namespace {

constexpr std::string_view kHexMember = "hex";
constexpr std::string_view kDigits = "0123456789abcdef";

bool fromHex(std::string_view digits, std::string& out) {
    if (digits.size() % 2 != 0) return false;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        unsigned value = 0;
        const char* end = digits.data() + i + 2;
        if (std::from_chars(digits.data() + i, end, value, 16).ptr != end) return false;
        out += static_cast<char>(value);
    }
    return true;
}

bool readCell(const simdjson::dom::element& json, Cell& out) {
    using simdjson::dom::element_type;
    switch (json.type()) {
    case element_type::NULL_VALUE: out = std::monostate{}; return true;
    case element_type::INT64: out = json.get_int64().value_unsafe(); return true;
    case element_type::DOUBLE: out = json.get_double().value_unsafe(); return true;
    case element_type::STRING: out = std::string(json.get_string().value_unsafe()); return true;
    case element_type::OBJECT: {
        std::string_view digits;
        std::string bytes;
        if (json.at_key(kHexMember).get(digits) != simdjson::SUCCESS || !fromHex(digits, bytes)) return false;
        out = std::move(bytes);
        return true;
    }
    default: return false;
    }
}

} // namespace

void appendCell(std::string& out, std::string_view text) {
    if (simdjson::validate_utf8(text.data(), text.size())) {
        quote(out, text);
        return;
    }
    out += fmt::format("{{\"{}\":\"", kHexMember);
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        out += kDigits[byte >> 4];
        out += kDigits[byte & 15];
    }
    out += "\"}";
}

struct CellReader::Parser {
    simdjson::dom::parser json;
    std::string padded;
};

CellReader::CellReader() : parser_(std::make_unique<Parser>()) {}
CellReader::~CellReader() = default;

bool CellReader::read(std::string_view line, std::vector<Cell>& out) {
    parser_->padded.assign(line);
    parser_->padded.reserve(line.size() + simdjson::SIMDJSON_PADDING);
    simdjson::dom::array cells;
    out.clear();
    if (parser_->json.parse(parser_->padded).get(cells) != simdjson::SUCCESS) return false;
    for (const auto cell : cells)
        if (!readCell(cell, out.emplace_back())) return false;
    return true;
}

} // namespace rejoinder::json
