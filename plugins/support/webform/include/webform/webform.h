#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Bodies of forms as machines post them.
namespace webform {

struct Field {
    std::string name, value; ///< UTF-8
};

/// At most so many fields are read.
inline constexpr std::size_t kMostFields = 200;

/// The fields of a body in their order; nothing when the content type is no form's. Files in it are left out.
std::optional<std::vector<Field>> read(std::string_view contentType, std::string_view body);

/// The value of a field as it may stand in a form's body: "a b&c" is "a%20b%26c".
std::string escaped(std::string_view value);

/// The text if it is UTF-8, else what it says in ISO 8859-1.
std::string utf8Of(std::string_view text);

} // namespace webform
