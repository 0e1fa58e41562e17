// Access to the published figures and campaigns in the folder that REJOINDER_DATA names.
#pragma once

#include <simdjson.h>
#include <statistics/sample.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace rejoinder::statistics::test {

/// Path of a file below REJOINDER_DATA; nothing where the variable or the file is absent.
inline std::optional<std::filesystem::path> dataFile(const std::string& name) {
    const char* folder = std::getenv("REJOINDER_DATA");
    if (folder == nullptr || *folder == '\0') {
        return std::nullopt;
    }
    const std::filesystem::path path = std::filesystem::path(folder) / name;
    return std::filesystem::exists(path) ? std::optional(path) : std::nullopt;
}

/// A number of the file: JSON number, or text such as "1/6".
inline double number(simdjson::dom::element element) {
    if (element.is_string()) {
        const std::string text{std::string_view(element)};
        const std::size_t slash = text.find('/');
        return slash == std::string::npos
                   ? std::stod(text)
                   : std::stod(text.substr(0, slash)) / std::stod(text.substr(slash + 1));
    }
    return double(element);
}

/// The value of `key`, or `otherwise` where the entry does not say.
inline double number(simdjson::dom::element object, std::string_view key, double otherwise) {
    simdjson::dom::element found;
    return object[key].get(found) == simdjson::SUCCESS ? number(found) : otherwise;
}

/// A number or a list of numbers, nested lists flattened; null gives an empty list.
inline void flatten(simdjson::dom::element element, std::vector<double>& into) {
    if (element.is_array()) {
        for (const simdjson::dom::element each : simdjson::dom::array(element)) {
            flatten(each, into);
        }
    } else if (!element.is_null()) {
        into.push_back(number(element));
    }
}

/// flatten() as a value.
inline std::vector<double> numbers(simdjson::dom::element element) {
    std::vector<double> all;
    flatten(element, all);
    return all;
}

/// One cell from two keys of an entry's input.
inline Sample sampleOf(simdjson::dom::element input, const char* successes, const char* trials) {
    return {std::int64_t(input[successes]), std::int64_t(input[trials])};
}

/// Cells from two parallel lists of an entry's input.
inline std::vector<Sample> samplesOf(simdjson::dom::element input, const char* successes,
                                     const char* trials) {
    const std::vector<double> x = numbers(input[successes]);
    const std::vector<double> n = numbers(input[trials]);
    std::vector<Sample> cells;
    for (std::size_t i = 0; i < x.size(); ++i) {
        cells.push_back({std::llround(x[i]), std::llround(n.at(i))});
    }
    return cells;
}

/// |got − wanted| / |wanted|; relative everywhere, so that tiny p-values are compared by their digits.
inline double relativeDistance(double got, double wanted) {
    return got == wanted ? 0.0 : std::abs(got - wanted) / std::max(std::abs(wanted), 1e-300);
}

} // namespace rejoinder::statistics::test
