#include "words.h"

#include <array>

namespace rejoinder::downloads {

namespace {

struct Words {
    std::string_view key, en, de, fr, zh;
};

constexpr std::array kWords{
    Words{"subject", "Your download: ", "Ihr Download: ", "Votre téléchargement: ", "您的下载:"},
    Words{"begin", "here is what you asked for:", "hier ist, was Sie angefordert haben:",
          "voici ce que vous avez demandé:", "您所需的资料如下:"},
    Words{"until", "The link works until ", "Der Link gilt bis ", "Le lien est valable jusqu’au ",
          "链接有效期至 "},
    Words{"over", "This link is not valid any more. Please ask us for a new one.",
          "Dieser Link gilt nicht mehr. Bitte verlangen Sie bei uns einen neuen.",
          "Ce lien n’est plus valable. Veuillez nous en demander un nouveau.",
          "此链接已失效,请向我们索取新链接。"},
};

} // namespace

std::string_view words(std::string_view key, std::string_view language) {
    for (const auto& w : kWords) {
        if (w.key != key) continue;
        if (language.starts_with("de")) return w.de;
        if (language.starts_with("fr")) return w.fr;
        return language.starts_with("zh") ? w.zh : w.en;
    }
    return key;
}

} // namespace rejoinder::downloads
