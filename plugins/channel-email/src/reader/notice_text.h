#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rejoinder::email {

/// The text of a notice, cut into what the mail system says and the mail of ours that it gives back.
struct Notice {
    std::string words;                           ///< before the returned mail
    std::map<std::string, std::string> original; ///< headers of the returned mail, names in lower case
};

/// Cuts where headers of a mail begin in the text.
Notice cutNotice(std::string_view text);

/// Headers at the begin of a text, names in lower case, folded lines joined; of several the first one.
std::map<std::string, std::string> headersOf(std::string_view text);

/// An address in a text and where it stands.
struct Mention {
    std::string address;
    std::size_t begin = 0, end = 0;
};

/// All that looks like a mail address, in order.
std::vector<Mention> addressesIn(std::string_view text);

/// A recipient that a notice complains of, and the words that belong to him.
struct Complained {
    std::string address, words;
};

/// Whom a notice in free words is about. `ours` are addresses that cannot be meant (sender, postmaster);
/// `intended` those to whom the returned mail was written: asked when the notice names nobody.
std::vector<Complained> complainedOf(const std::string& words, const std::vector<std::string>& ours,
                                     const std::vector<std::string>& intended);

/// White space cut from both ends.
std::string_view trimmed(std::string_view text) noexcept;

/// ASCII letters in lower case.
std::string lowered(std::string_view text);

} // namespace rejoinder::email
