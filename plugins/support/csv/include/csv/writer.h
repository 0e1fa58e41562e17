#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace csv {

/// What happens to fields that a spreadsheet would run as a formula: those that begin with = + - @, tab,
/// carriage return or NUL. Guarded they are quoted and get an apostrophe in front (OWASP ASVS 5.0, 1.2.10);
/// raw is for machines.
enum class Formulas { Guarded, Raw };

/// How a file is written.
struct Style {
    char delimiter = ',';
    Formulas formulas = Formulas::Guarded;
    std::string_view lineEnd = "\r\n";
};

/// Appends records after RFC 4180 to a text.
class Writer {
public:
    explicit Writer(std::string& out, Style style = {}) : out_(out), style_(style) {}
    /// The next field of the record; quoted where needed.
    Writer& text(std::string_view value);
    /// A number is never guarded, so a minus stays a minus.
    Writer& number(std::int64_t value);
    /// The same for one with decimals, as text: "-12.50".
    Writer& decimal(std::string_view number);
    /// Ends the record.
    void end();

private:
    void separate();

    std::string& out_;
    Style style_;
    bool first_ = true;
    std::size_t recordAt_ = 0; // where the current record begins in out_
};

/// Takes back what a guarded writer put in front of a formula; other texts stay as they are.
std::string_view withoutGuard(std::string_view field) noexcept;

} // namespace csv
