#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What the public pages say by themselves, in the languages of the product.
namespace rejoinder::web {

/// The languages a form can have, in the order of the columns of words.cpp.
inline constexpr std::string_view kLanguages[] = {"de", "en", "fr", "zh"};

[[nodiscard]] bool isLanguage(std::string_view language) noexcept;

/// The words of a key in a language; the key itself when there are none.
std::string_view words(std::string_view key, std::string_view language) noexcept;

/// A field that a form can ask for.
struct KnownField {
    std::string_view name;         ///< as in contacts, or "code"
    std::string_view autocomplete; ///< how browsers fill it in
    std::string_view type;         ///< of the input
    std::size_t most = 200;        ///< code points
    bool person = false;           ///< name and address: whoever is known needs not say them
};

/// All of them, in the order in which a form shows them. Their labels are the words "field.<name>".
std::span<const KnownField> knownFields() noexcept;
const KnownField* knownField(std::string_view name) noexcept;

/// The language of `offered` that an Accept-Language field asks for first; the first one when it asks for
/// none.
std::string bestLanguage(std::string_view acceptLanguage, const std::vector<std::string>& offered);

/// The text in that language; where it is missing, in the next that is there.
template <class Map>
const typename Map::mapped_type* textIn(const Map& texts, std::string_view language) {
    const auto found = texts.find(std::string(language));
    if (found != texts.end()) return &found->second;
    return texts.empty() ? nullptr : &texts.begin()->second;
}

} // namespace rejoinder::web
