#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rejoinder::json {

/// The elements of the array that a JSON pointer names in JSON of others, each as JSON of its own, none left
/// out; nothing where there is no array or the text is no JSON.
std::optional<std::vector<std::string>> elementsAt(std::string_view text, std::string_view pointer);

} // namespace rejoinder::json
