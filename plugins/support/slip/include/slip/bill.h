#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What the QR code of a bill says: the Swiss QR-bill (Swiss Implementation Guidelines QR-bill 2.3,
/// structured addresses) and the code for SEPA credit transfers (EPC069-12, version 002).
namespace slip {

/// Two letters, two check digits and up to 30 letters and digits that are 1 modulo 97 (ISO 13616); without
/// blanks.
bool isIban(std::string_view plain);
/// An IBAN of Switzerland or Liechtenstein whose institution is 30000 to 31999: it goes with QR references.
bool isQrIban(std::string_view plain);
/// In groups as people read them: an IBAN or RF reference in fours, a QR reference in two and then fives.
std::string grouped(std::string_view plain);

/// Who gets or pays.
struct Party {
    std::string name, street, houseNumber, postcode, city, country; ///< country: ISO 3166-1 alpha-2
};

/// What is to be paid. References and IBAN without blanks.
struct Bill {
    std::string iban, bic;
    Party creditor;
    std::optional<Party> debtor;
    std::int64_t amountMinor = 0; ///< hundredths
    std::string currency, reference, message;
};

/// The code that fits: Swiss for accounts of Switzerland and Liechtenstein in CHF or EUR, Epc for other
/// accounts in EUR, else none.
enum class Code { None, Swiss, Epc };
Code codeFor(const Bill& bill);

/// The lines of the code, each ended by LF but the last. Texts are cut to their lengths and brought to the
/// letters that are allowed; a debtor without name, postcode, city and country is left out.
/// @throws std::invalid_argument when account, creditor, reference or amount cannot stand in one
std::string swissCode(const Bill& bill);
/// The same for SEPA; a reference that is not RF goes into the text.
std::string epcCode(const Bill& bill);

/// A text in the letters that a Swiss QR-bill may hold, others in Latin ones, at most so many letters.
std::string permitted(std::string_view text, std::size_t most);

/// "1234.05"; hundredths of CHF or EUR.
std::string amountText(std::int64_t minor);

} // namespace slip
