#include "slip/bill.h"

#include "slip/references.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <vector>

namespace slip {

namespace {

constexpr std::size_t kName = 70, kStreet = 70, kHouseNumber = 16, kPostcode = 16, kCity = 35, kMessage = 140;
constexpr std::int64_t kLargest = 99'999'999'999; // 999 999 999.99

/// Basic Latin, Latin-1, Latin Extended-A, four Romanian letters and the euro (guidelines 2.3, 4.1.1).
bool isPermitted(UChar32 c) {
    return (c >= 0x20 && c <= 0x7E) || (c >= 0xA0 && c <= 0x17F) || (c >= 0x218 && c <= 0x21B) || c == 0x20AC;
}

bool isUpper(char c) {
    return c >= 'A' && c <= 'Z';
}

int restOf97(std::string_view plain) {
    int rest = 0;
    for (const char c : plain)
        rest = isDigit(c) ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
    return rest;
}

void transliterate(icu::UnicodeString& text) {
    constexpr const char16_t* kRules =
        u"[^\\u0020-\\u007E\\u00A0-\\u017F\\u0218-\\u021B\\u20AC] Any-Latin; NFC;"
        u"[^\\u0020-\\u007E\\u00A0-\\u017F\\u0218-\\u021B\\u20AC] Latin-ASCII";
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::Transliterator> rules(
        icu::Transliterator::createInstance(kRules, UTRANS_FORWARD, status));
    if (U_SUCCESS(status) && rules) rules->transliterate(text);
}

bool complete(const Party& p) {
    return !p.name.empty() && !p.postcode.empty() && !p.city.empty() && p.country.size() == 2;
}

void addParty(std::vector<std::string>& lines, const Party& p) {
    lines.insert(lines.end(), {"S", permitted(p.name, kName), permitted(p.street, kStreet),
                               permitted(p.houseNumber, kHouseNumber), permitted(p.postcode, kPostcode),
                               permitted(p.city, kCity), p.country});
}

std::string joined(const std::vector<std::string>& lines) {
    std::string out;
    for (const auto& line : lines) {
        if (&line != &lines.front()) out += '\n';
        out += line;
    }
    return out;
}

void require(bool holds, const char* what) {
    if (!holds) throw std::invalid_argument(what);
}

std::string groupsOf(std::string_view plain, std::size_t first, std::size_t each) {
    std::string out;
    std::size_t left = first;
    for (const char c : plain) {
        if (left == 0) {
            out += ' ';
            left = each;
        }
        out += c;
        --left;
    }
    return out;
}

} // namespace

bool isIban(std::string_view plain) {
    if (plain.size() < 15 || plain.size() > 34) return false;
    if (!isUpper(plain[0]) || !isUpper(plain[1]) || !isDigit(plain[2]) || !isDigit(plain[3])) return false;
    if (!std::ranges::all_of(plain, [](char c) { return isDigit(c) || isUpper(c); })) return false;
    const bool swiss = plain.starts_with("CH") || plain.starts_with("LI");
    return (!swiss || plain.size() == 21) &&
           restOf97(std::string(plain.substr(4)) + std::string(plain.substr(0, 4))) == 1;
}

bool isQrIban(std::string_view plain) {
    if (!isIban(plain) || (!plain.starts_with("CH") && !plain.starts_with("LI"))) return false;
    const auto institution = plain.substr(4, 5);
    return institution >= "30000" && institution <= "31999";
}

std::string grouped(std::string_view plain) {
    const bool qr = plain.size() == 27 && std::ranges::all_of(plain, isDigit);
    return qr ? groupsOf(plain, 2, 5) : groupsOf(plain, 4, 4);
}

Code codeFor(const Bill& bill) {
    const bool swiss = bill.iban.starts_with("CH") || bill.iban.starts_with("LI");
    if (!isIban(bill.iban) || bill.amountMinor <= 0 || bill.amountMinor > kLargest) return Code::None;
    if (swiss) return bill.currency == "CHF" || bill.currency == "EUR" ? Code::Swiss : Code::None;
    return bill.currency == "EUR" ? Code::Epc : Code::None;
}

std::string permitted(std::string_view text, std::size_t most) {
    auto unicode = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
    const auto strange = [&unicode] {
        for (std::int32_t i = 0; i < unicode.length(); i = unicode.moveIndex32(i, 1))
            if (!isPermitted(unicode.char32At(i))) return true;
        return false;
    };
    if (strange()) transliterate(unicode);
    icu::UnicodeString out;
    for (std::int32_t i = 0; i < unicode.length() && static_cast<std::size_t>(out.countChar32()) < most;
         i = unicode.moveIndex32(i, 1)) {
        const auto c = unicode.char32At(i);
        out.append(isPermitted(c) ? c : (c < 0x20 ? UChar32{' '} : UChar32{'.'}));
    }
    out.trim();
    std::string utf8;
    out.toUTF8String(utf8);
    return utf8;
}

std::string amountText(std::int64_t minor) {
    return std::to_string(minor / 100) + "." + std::to_string(100 + minor % 100).substr(1);
}

std::string swissCode(const Bill& bill) {
    require(codeFor(bill) == Code::Swiss, "no Swiss account, no CHF or EUR, or no amount");
    require(complete(bill.creditor), "the creditor's address is not complete");
    const bool qr = isQrReference(bill.reference);
    require(isQrIban(bill.iban) ? qr : !qr, "QR references go with QR-IBANs, and only with them");
    require(qr || bill.reference.empty() || isRfReference(bill.reference), "the reference is none");
    std::vector<std::string> lines{"SPC", "0200", "1", bill.iban};
    addParty(lines, bill.creditor);
    lines.resize(lines.size() + 7); // the final creditor is not used
    lines.push_back(amountText(bill.amountMinor));
    lines.push_back(bill.currency);
    if (bill.debtor && complete(*bill.debtor))
        addParty(lines, *bill.debtor);
    else
        lines.resize(lines.size() + 7);
    lines.insert(lines.end(), {qr                       ? "QRR"
                               : bill.reference.empty() ? "NON"
                                                        : "SCOR",
                               bill.reference, permitted(bill.message, kMessage), "EPD"});
    return joined(lines);
}

std::string epcCode(const Bill& bill) {
    require(codeFor(bill) == Code::Epc, "no account for SEPA, no EUR, or no amount");
    require(!bill.creditor.name.empty(), "the creditor has no name");
    const bool rf = isRfReference(bill.reference);
    std::vector<std::string> lines{"BCD",     "002",
                                   "1",       "SCT",
                                   bill.bic,  permitted(bill.creditor.name, kName),
                                   bill.iban, "EUR" + amountText(bill.amountMinor)};
    // Purpose, structured reference, text: the last two exclude each other.
    lines.insert(lines.end(), {"", rf ? bill.reference : ""});
    if (!rf) lines.push_back(permitted(bill.reference + " " + bill.message, kMessage));
    return joined(lines);
}

} // namespace slip
