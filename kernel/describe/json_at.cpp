#include <rejoinder/json.h>

#include <simdjson.h>

namespace rejoinder::json {

std::optional<std::string> at(std::string_view text, std::string_view pointer) {
    using simdjson::dom::element_type;
    simdjson::dom::parser parser;
    simdjson::dom::element value;
    const simdjson::padded_string padded(text);
    if (parser.parse(padded).at_pointer(pointer).get(value) != simdjson::SUCCESS) return std::nullopt;
    switch (value.type()) {
    case element_type::STRING: return std::string(std::string_view(value.get_string()));
    case element_type::INT64:
    case element_type::UINT64:
    case element_type::DOUBLE:
    case element_type::BOOL: return simdjson::minify(value);
    case element_type::OBJECT:
    case element_type::ARRAY:
    case element_type::NULL_VALUE: break;
    }
    return std::nullopt;
}

std::optional<std::vector<std::string>> elementsAt(std::string_view text, std::string_view pointer) {
    simdjson::dom::parser parser;
    simdjson::dom::array array;
    const simdjson::padded_string padded(text);
    if (parser.parse(padded).at_pointer(pointer).get_array().get(array) != simdjson::SUCCESS)
        return std::nullopt;
    std::vector<std::string> elements;
    for (const simdjson::dom::element element : array) elements.push_back(simdjson::minify(element));
    return elements;
}

} // namespace rejoinder::json
