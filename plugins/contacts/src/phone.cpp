#include "country.h"
#include "reach.h"
#include "text.h"

#include <phonenumbers/phonenumberutil.h>

/// The one place that knows libphonenumber.
namespace rejoinder::contacts {

namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

const PhoneNumberUtil& plans() {
    return *PhoneNumberUtil::GetInstance();
}

/// Digits and a leading '+' of what people write; empty when there are letters or an extension in it.
std::string dialled(std::string_view text) {
    std::string out;
    text = trimmed(text);
    if (text.starts_with("tel:")) text.remove_prefix(4);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (text.substr(i, 3) == "(0)" && !out.empty()) {
            i += 2; // "+41 (0)44 …": the zero is for callers inside the country
        } else if (isDigit(c) || (c == '+' && out.empty())) {
            out += c;
        } else if (c != ' ' && c != '-' && c != '.' && c != '/' && c != '(' && c != ')' && c != '\t') {
            if (static_cast<unsigned char>(c) < 0x80) return {};
            // No-break blanks and dashes of Unicode are as harmless as their plain brothers.
            const std::string_view rest = text.substr(i);
            if (rest.starts_with("\xC2\xA0"))
                i += 1;
            else if (rest.starts_with("\xE2\x80"))
                i += 2;
            else
                return {};
        }
    }
    if (out.starts_with("00")) out.replace(0, 2, "+");
    return out;
}

std::optional<PhoneNumber> parsed(std::string_view text, std::string_view country) {
    const std::string digits = dialled(text);
    if (digits.size() < 3 || digits.size() > 20) return std::nullopt;
    PhoneNumber number;
    if (plans().Parse(digits, country.empty() ? "ZZ" : std::string(country), &number) !=
        PhoneNumberUtil::NO_PARSING_ERROR)
        return std::nullopt;
    return number;
}

} // namespace

std::optional<std::string> phoneIn(std::string_view text, std::string_view country) {
    const auto number = parsed(text, country);
    if (!number || plans().IsPossibleNumberWithReason(*number) != PhoneNumberUtil::IS_POSSIBLE)
        return std::nullopt;
    std::string out;
    plans().Format(*number, PhoneNumberUtil::E164, &out);
    return out.size() < 6 || out.size() > 16 ? std::nullopt : std::optional(out);
}

std::optional<std::string> phoneFromMachine(std::string_view text, std::string_view country) {
    const std::string digits = dialled(text);
    if (digits.empty()) return std::nullopt;
    if (digits[0] != '+' && digits[0] != '0')
        if (auto number = phoneIn("+" + digits, {}); number && phoneIsKnown(*number)) return number;
    return phoneIn(digits, country);
}

bool phoneIsKnown(const std::string& e164) {
    const auto number = parsed(e164, {});
    return number && plans().IsValidNumber(*number);
}

std::string phoneForPeople(const std::string& e164) {
    const auto number = parsed(e164, {});
    if (!number) return e164;
    std::string out;
    plans().Format(*number, PhoneNumberUtil::INTERNATIONAL, &out);
    return out;
}

std::vector<std::string> phoneBeginnings(std::string_view typed, std::string_view countries) {
    const std::string digits = dialled(typed);
    if (digits.empty()) return {};
    if (digits[0] == '+') return {digits};
    std::vector<std::string> out;
    for (std::size_t at = 0; at + 2 <= countries.size(); at += 3) {
        const std::string country(countries.substr(at, 2));
        const int code = plans().GetCountryCodeForRegion(country);
        if (code == 0) continue;
        std::string prefix;
        plans().GetNddPrefixForRegion(country, true, &prefix);
        const bool trunk = !prefix.empty() && digits.starts_with(prefix) && country != "IT";
        out.push_back("+" + std::to_string(code) + (trunk ? digits.substr(prefix.size()) : digits));
    }
    return out;
}

} // namespace rejoinder::contacts
