#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Texts with merge fields, "Dear {{givenName}}". There is no logic in them: a field is replaced by its
/// value, that is all.
namespace merge {

/// Values by field name.
using Values = std::map<std::string, std::string>;

/// Where the result goes; HTML escapes & < > " ' in values, never in the text around them.
enum class Target { Plain, Html };

/// One thing that is wrong with a text.
struct Problem {
    std::size_t position = 0; ///< byte in the text
    std::string field;        ///< "" when the braces themselves are wrong
    std::string message;      ///< one sentence for people
};

/// A text that was taken apart once and is filled many times. Keeps its own copy of the text.
class Template {
public:
    /// Takes any text; what is wrong with it is told by problems().
    explicit Template(std::string_view text);

    /// Everything wrong with the text: braces that do not match, names that are none, fields that are not in
    /// `known`.
    [[nodiscard]] std::vector<Problem> problems(const std::vector<std::string>& known) const;

    /// The names of the fields, each once, in the order of their first use.
    [[nodiscard]] std::vector<std::string> fields() const;

    /// The text with its fields filled. @throws std::out_of_range naming the field that has no value.
    [[nodiscard]] std::string fill(const Values& values, Target target = Target::Plain) const;

private:
    struct Part {
        bool isField = false;
        std::string text; ///< the text itself or the field's name
        std::size_t position = 0;
    };
    std::vector<Part> parts_;
    std::vector<Problem> broken_;
};

/// A value as it may stand in HTML text and in quoted attributes.
std::string escapedForHtml(std::string_view value);

} // namespace merge
