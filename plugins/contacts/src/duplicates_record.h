#pragma once
#include <rejoinder/contract/contacts.h>

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Contacts in the form in which they are compared.
namespace rejoinder::contacts {

/// What of a contact is compared.
enum class MatchField : std::uint8_t {
    Given,
    Family,
    Company,
    Street,
    Number,
    Extra, ///< second address line
    Postcode,
    City,
    Country,
    Email,
    Phone,
    Birth ///< YYYYMMDD
};
REJOINDER_DESCRIBE_ENUM(MatchField, Given, Family, Company, Street, Number, Extra, Postcode, City, Country,
                        Email, Phone, Birth)
inline constexpr std::size_t kMatchFields = 12;

/// A contact as it is compared: folded words, one view per field.
struct MatchView {
    std::array<std::string_view, kMatchFields> fields;
    [[nodiscard]] std::string_view operator[](MatchField field) const noexcept {
        return fields[static_cast<std::size_t>(field)];
    }
};

/// The same with its own texts.
struct MatchRecord {
    std::array<std::string, kMatchFields> fields;
    [[nodiscard]] std::string& operator[](MatchField field) noexcept {
        return fields[static_cast<std::size_t>(field)];
    }
    [[nodiscard]] MatchView view() const noexcept;
};

/// Folded words with single blanks between; "ae", "oe" and "ue" become "a", "o", "u", so that "Müller" and
/// "Mueller" meet.
std::string matchWords(std::string_view text);

/// A company's name without its legal form, as matchWords().
std::string matchCompany(std::string_view text);

/// Street with customary short forms in full, and house number, as "bahnhofstrasse 12"; the number may stand
/// in the street's field.
std::string matchAddress(std::string_view street, std::string_view number);

/// `birth`: a day in whatever form it was stored ("1965-04-23", "19650423"), or "".
MatchRecord matchRecord(const Contact& contact, std::string_view birth);

/// Many records in little memory: some hundred bytes each, whatever their number.
class MatchBase {
public:
    void add(Id id, const MatchRecord& record, bool fresh);
    [[nodiscard]] std::size_t size() const noexcept { return ids_.size(); }
    [[nodiscard]] Id id(std::size_t i) const noexcept { return ids_[i]; }
    /// Whether pairs with it are looked for; two that are both not fresh were compared before.
    [[nodiscard]] bool fresh(std::size_t i) const noexcept { return fresh_[i]; }
    [[nodiscard]] MatchView view(std::size_t i) const noexcept;

private:
    std::vector<Id> ids_;
    std::vector<bool> fresh_;
    std::vector<std::uint64_t> begins_;
    std::vector<char> text_; ///< of each record the lengths of its fields, then the fields
};

} // namespace rejoinder::contacts
