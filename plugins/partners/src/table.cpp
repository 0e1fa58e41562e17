#include "table.h"

#include <csv/reader.h>
#include <csv/writer.h>
#include <intake/encoding.h>
#include <money/money.h>
#include <slip/references.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <charconv>

namespace rejoinder::partners {

namespace {

constexpr std::size_t kHead = 64 * 1024, kSampleRows = 20, kSampleValues = 3, kLongestCell = 2'000;

/// Headers by which senders call our fields, folded; the first names are ours.
struct Alias {
    std::string_view field, words;
};
constexpr Alias kAliases[] = {
    {"reference",
     "reference|referenz|referenznummer|qrreferenz|esrreferenz|zahlungsreferenz|referencedepaiement"},
    {"amount", "amount|betrag|gutschrift|montant|credit|betraginchf|summe"},
    {"currency", "currency|wahrung|waehrung|devise|monnaie"},
    {"bookedOn",
     "bookedon|date|datum|buchungsdatum|buchung|valuta|valutadatum|dateoperation|valuedate|bookingdate"},
    {"account", "account|konto|iban|compte|kontonummer"},
    {"entryReference", "entryreference|transactionid|transaktionsnummer|bankreferenz|buchungsnummer|id"},
    {"payerName", "payername|payer|zahler|auftraggeber|name|debtor|donneurdordre|zahlungspflichtiger"},
    {"payerIban", "payeriban|debtoriban|ibanzahler|ibanauftraggeber"},
    {"message", "message|mitteilung|verwendungszweck|zahlungszweck|communication|text|buchungstext"},
    {"shop", "shop|boutique|verkaufskanal"},
    {"number", "number|ordernumber|orderid|bestellnummer|bestellung|auftragsnummer|numerodecommande"},
    {"orderedOn", "orderedon|orderdate|bestelldatum|createdat|datedecommande"},
    {"changedAt", "changedat|updatedat|geandertam"},
    {"status", "status|state|zustand|etat"},
    {"code", "code|piececode|aktionscode|gutscheincode|couponcode|werbecode|voucher|sendungscode"},
    {"sku", "sku|article|artikel|artikelnummer|itemnumber|reference"},
    {"quantity", "quantity|menge|anzahl|qty|quantite"},
    {"unitPrice", "unitprice|price|preis|einzelpreis|stuckpreis|prix|prixunitaire"},
    {"note", "note|bemerkung|remark|remarque|kommentar"},
    {"externalKey", "externalkey|customernumber|kundennummer|numeroclient|adressnummer|kdnr"},
    {"givenName", "givenname|firstname|vorname|prenom"},
    {"familyName", "familyname|lastname|nachname|nom|surname"},
    {"companyName", "companyname|company|firma|entreprise|societe"},
    {"email", "email|mail|emailadresse"},
    {"phone", "phone|telephone|telefon|mobile|tel"},
    {"street", "street|newstreet|strasse|neuestrasse|rue|strassennname|address1"},
    {"houseNumber", "housenumber|newhousenumber|hausnummer|hausnr|neuehausnummer|numero"},
    {"addressLine2", "addressline2|zusatz|adresszusatz|address2|complement"},
    {"postcode", "postcode|newpostcode|plz|neueplz|zip|codepostal|npa"},
    {"city", "city|newcity|ort|neuerort|ville|localite|town"},
    {"country", "country|newcountry|land|pays"},
    {"reason",
     "reason|grund|retourengrund|rucksendegrund|motif|returncode|unzustellbarkeitsgrund|kennzeichen"},
    {"returnedOn", "returnedon|date|datum|retourdatum|rucksendedatum|datederetour"},
};

std::vector<std::string_view> split(std::string_view text, char by) {
    std::vector<std::string_view> parts;
    for (std::size_t end = 0; end != std::string_view::npos; text.remove_prefix(end + 1)) {
        end = text.find(by);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) break;
    }
    return parts;
}

/// Blanks and no-break blanks, the latter as a whole: a byte of it ends other letters, too ("à").
std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n", kNoBreak = "\xC2\xA0";
    for (bool more = true; more && !text.empty();) {
        if (kBlank.find(text.front()) != std::string_view::npos)
            text.remove_prefix(1);
        else if (text.starts_with(kNoBreak))
            text.remove_prefix(kNoBreak.size());
        else
            more = false;
    }
    for (bool more = true; more && !text.empty();) {
        if (kBlank.find(text.back()) != std::string_view::npos)
            text.remove_suffix(1);
        else if (text.ends_with(kNoBreak))
            text.remove_suffix(kNoBreak.size());
        else
            more = false;
    }
    return text;
}

/// UTF-8 of the bytes, and which encoding they were in.
std::string decoded(std::string_view bytes, const std::string& wish, std::string& encoding) {
    encoding = intake::encodingNamed(wish);
    const auto source = [&] {
        return [rest = bytes](char* buffer, std::size_t size) mutable {
            const auto now = rest.substr(0, size);
            std::ranges::copy(now, buffer);
            rest.remove_prefix(now.size());
            return now.size();
        };
    };
    if (encoding.empty()) encoding = intake::detectEncoding(source()).name;
    if (encoding == "UTF-8") return std::string(bytes);
    std::string text;
    intake::toUtf8(source(), encoding, [&](std::string_view part) { text += part; });
    return text;
}

/// A table, opened.
struct Open {
    std::string encoding, text; // in this order: decoding the text says in which encoding it was
    char delimiter = ',', quote = '"';
    csv::Position start;
    Open(std::string_view bytes, const TableMapping& mapping)
        : text(decoded(bytes, mapping.encoding, encoding)) {
        const auto found = csv::examine(std::string_view(text).substr(0, kHead), text.size() <= kHead);
        delimiter = mapping.delimiter.empty() ? found.delimiter : mapping.delimiter.front();
        quote = found.quote == delimiter ? '"' : found.quote;
        start = found.start;
    }
    [[nodiscard]] csv::Reader reader() const {
        return {csv::fromText(std::string_view(text).substr(start.offset)), delimiter, {}, start, quote};
    }
};

std::vector<std::string> headersOf(csv::Reader& reader) {
    const auto* record = reader.next();
    if (record == nullptr) throw Error::invalid("", "partners.no-line", "the file has no line");
    if (record->problem != csv::Problem::None)
        throw Error::invalid("", "partners.no-table", std::string(csv::sentenceOf(record->problem)));
    std::vector<std::string> headers;
    for (const auto field : record->fields) headers.emplace_back(trimmed(field));
    return headers;
}

} // namespace

const std::vector<Field>& fieldsOf(Source source) {
    static const std::vector<Field> payments{
        {"bookedOn", true}, {"amount", true}, {"currency"}, {"reference"},      {"message"},
        {"payerName"},      {"payerIban"},    {"account"},  {"entryReference"}, {"street"},
        {"houseNumber"},    {"postcode"},     {"city"},     {"country"}};
    static const std::vector<Field> orders{
        {"number", true}, {"sku", true},   {"quantity"}, {"unitPrice"},   {"currency"},     {"orderedOn"},
        {"changedAt"},    {"status"},      {"shop"},     {"code"},        {"externalKey"},  {"givenName"},
        {"familyName"},   {"companyName"}, {"street"},   {"houseNumber"}, {"addressLine2"}, {"postcode"},
        {"city"},         {"country"},     {"email"},    {"phone"},       {"note"}};
    static const std::vector<Field> returns{{"code"},   {"externalKey"}, {"reason"},       {"returnedOn"},
                                            {"street"}, {"houseNumber"}, {"addressLine2"}, {"postcode"},
                                            {"city"},   {"country"}};
    switch (source) {
    case Source::ShopOrders: return orders;
    case Source::PostalReturns: return returns;
    case Source::Payments: break;
    }
    return payments;
}

std::string foldedWord(std::string_view text) {
    UErrorCode error = U_ZERO_ERROR;
    const auto* folder = icu::Normalizer2::getNFKCCasefoldInstance(error);
    const auto* apart = icu::Normalizer2::getNFDInstance(error);
    if (U_FAILURE(error)) return std::string(text);
    auto unicode = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
    unicode = apart->normalize(folder->normalize(unicode, error), error);
    icu::UnicodeString letters;
    for (std::int32_t i = 0; i < unicode.length(); i = unicode.moveIndex32(i, 1))
        if (const auto c = unicode.char32At(i); u_isalnum(c)) letters.append(c);
    std::string out;
    return letters.toUTF8String(out);
}

TableLook lookAt(std::string_view bytes, Source source, const TableMapping& mapping) {
    const Open open(bytes, mapping);
    auto reader = open.reader();
    TableLook look{std::string(1, open.delimiter), open.encoding, {}};
    for (auto& header : headersOf(reader)) look.columns.push_back({std::move(header), {}, {}});
    const auto takes = [&](std::string_view field) {
        return std::ranges::find(fieldsOf(source), field, &Field::name) != fieldsOf(source).end();
    };
    std::vector<std::string_view> taken;
    for (auto& column : look.columns) {
        const auto word = foldedWord(column.header);
        for (const auto& alias : kAliases) {
            if (!takes(alias.field) || std::ranges::find(taken, alias.field) != taken.end()) continue;
            const auto words = split(alias.words, '|');
            if (std::ranges::find(words, std::string_view(word)) == words.end()) continue;
            column.field = alias.field;
            taken.push_back(alias.field);
            break;
        }
    }
    for (std::size_t row = 0; row < kSampleRows; ++row) {
        const auto* record = reader.next();
        if (record == nullptr) break;
        for (std::size_t c = 0; c < look.columns.size() && c < record->fields.size(); ++c)
            if (const auto cell = trimmed(record->fields[c]);
                !cell.empty() && look.columns[c].values.size() < kSampleValues)
                look.columns[c].values.emplace_back(csv::isUtf8(cell) ? cell.substr(0, 100) : "?");
    }
    for (auto& column : look.columns)
        for (auto& value : column.values)
            while (!csv::isUtf8(value)) value.pop_back();
    return look;
}

TableMapping completed(TableMapping mapping, const TableLook& look) {
    for (const auto& column : look.columns)
        if (!column.field.empty()) mapping.columns.try_emplace(column.field, column.header);
    std::erase_if(mapping.columns, [](const auto& pair) { return pair.second.empty(); }); // said to be none
    return mapping;
}

void checkMapping(const TableMapping& mapping, const TableLook& look, Source source, Faults& faults) {
    for (const auto& [field, header] : mapping.columns) {
        if (header.empty()) continue;
        if (std::ranges::find(fieldsOf(source), field, &Field::name) == fieldsOf(source).end())
            faults.add("/mapping/columns/" + field, "partners.no-such-field", "there is no field " + field);
        if (std::ranges::find(look.columns, header, &TableColumn::header) == look.columns.end())
            faults.add("/mapping/columns/" + field, "partners.no-such-column",
                       "the file has no column " + header);
    }
    const auto has = [&](std::string_view field) {
        const auto found = mapping.columns.find(std::string(field));
        return found != mapping.columns.end() && !found->second.empty();
    };
    for (const auto& field : fieldsOf(source))
        if (field.needed && !has(field.name))
            faults.add("/mapping/columns/" + std::string(field.name), "partners.column-needed",
                       "say which column is " + std::string(field.name));
    if (source == Source::PostalReturns && !has("code") && !has("externalKey"))
        faults.add("/mapping/columns/code", "partners.column-needed",
                   "say which column is the code or the contact's number");
    if (source == Source::Payments && !has("reference") && !has("message"))
        faults.add("/mapping/columns/reference", "partners.column-needed",
                   "say which column is the reference or the message");
    if (source == Source::ShopOrders && !has("shop") && mapping.shop.empty())
        faults.add("/mapping/shop", "partners.shop-needed", "name the shop");
    if (source == Source::Payments && !has("currency") && mapping.currency.empty())
        faults.add("/mapping/currency", "partners.currency-needed", "name the currency");
    if (!mapping.dayOrder.empty() && mapping.dayOrder != "ymd" && mapping.dayOrder != "dmy" &&
        mapping.dayOrder != "mdy")
        faults.add("/mapping/dayOrder", "partners.day-order", "days are ymd, dmy or mdy");
    if (!mapping.encoding.empty() && intake::encodingNamed(mapping.encoding).empty())
        faults.add("/mapping/encoding", "partners.encoding", "there is no such encoding");
}

std::vector<Row> rowsOf(std::string_view bytes, Source source, const TableMapping& given) {
    const auto mapping = completed(given, lookAt(bytes, source, given));
    const Open open(bytes, mapping);
    auto reader = open.reader();
    const auto headers = headersOf(reader);
    std::vector<std::pair<std::string, std::size_t>> places;
    for (const auto& [field, header] : mapping.columns)
        if (const auto at = std::ranges::find(headers, header); at != headers.end())
            places.emplace_back(field, static_cast<std::size_t>(at - headers.begin()));
    std::vector<Row> rows;
    while (const auto* record = reader.next()) {
        Row row;
        row.line = static_cast<std::int32_t>(record->begin.line);
        if (record->problem != csv::Problem::None) row.fault = "partners.broken-line";
        for (const auto& [field, at] : places) {
            if (at >= record->fields.size() || !row.fault.empty()) continue;
            const auto cell = trimmed(csv::withoutGuard(record->fields[at]));
            if (cell.size() > kLongestCell) row.fault = "partners.cell-too-long";
            if (!cell.empty()) row.cells.emplace(field, cell);
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::optional<std::int64_t> minorIn(std::string_view text, std::string_view decimal,
                                    std::string_view currency) {
    std::string digits;
    bool negative = false;
    std::size_t places = 0;
    // The last of "." and "," parts the decimals unless three digits follow a lone one ("1,234").
    char mark = decimal.empty() ? '\0' : decimal.front();
    if (mark == '\0') {
        const auto last = text.find_last_of(".,");
        if (last != std::string_view::npos) {
            const bool lone = text.find_first_of(".,") == last;
            const auto behind =
                static_cast<std::size_t>(std::ranges::count_if(text.substr(last + 1), slip::isDigit));
            if (!lone || behind != 3 || money::minorPerMain(currency) == 1000) mark = text[last];
        }
    }
    bool fraction = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (slip::isDigit(c)) {
            digits += c;
            places += fraction ? 1 : 0;
        } else if (c == mark && !fraction) {
            fraction = true;
        } else if (c == '-' && digits.empty() && !negative) {
            negative = true;
        } else if (c == '+' && digits.empty()) {
        } else if (fraction || (c != '.' && c != ',' && c != '\'' && c != ' ')) {
            if (!text.substr(i).starts_with("\xC2\xA0") && !text.substr(i).starts_with("\xE2\x80\x99"))
                return {};
            i += text[i] == '\xC2' ? 1 : 2;
        }
    }
    if (digits.empty() || digits.size() > 15) return std::nullopt;
    std::size_t wanted = 0;
    for (auto per = money::minorPerMain(currency); per > 1; per /= 10) ++wanted;
    for (; places > wanted; --places) { // "12.5000": zeros beyond the minor unit
        if (digits.back() != '0') return std::nullopt;
        digits.pop_back();
    }
    digits.append(wanted - places, '0');
    std::int64_t value = 0;
    if (!digits.empty()) std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return negative ? -value : value;
}

std::optional<Timestamp> momentIn(std::string_view text, std::string_view order) {
    if (const auto moment = Timestamp::parse(text)) return moment;
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (slip::isDigit(c)) {
            parts.back() += c;
        } else if (c == 'T' || (c == ' ' && parts.size() == 3)) {
            break; // a time of day
        } else if (!parts.back().empty()) {
            parts.emplace_back();
        }
    }
    if (parts.size() == 1 && parts[0].size() == 8) // 20260301
        parts = {parts[0].substr(0, 4), parts[0].substr(4, 2), parts[0].substr(6)};
    if (parts.size() != 3) return std::nullopt;
    std::string how(order);
    if (how.empty())
        how = parts[0].size() == 4 ? "ymd" : text.find('/') != std::string_view::npos ? "" : "dmy";
    if (how.empty()) { // "03/04/2026" may be either; "13/04/2026" not
        const bool first = parts[0] > "12" && parts[0].size() == 2,
                   second = parts[1] > "12" && parts[1].size() == 2;
        if (first == second) return std::nullopt;
        how = first ? "dmy" : "mdy";
    }
    auto year = parts[how.find('y')], month = parts[how.find('m')], day = parts[how.find('d')];
    if (year.size() == 2) year = "20" + year;
    if (month.size() == 1) month = "0" + month;
    if (day.size() == 1) day = "0" + day;
    const auto date = Date::parse(year + "-" + month + "-" + day);
    return date ? std::optional(date->begin()) : std::nullopt;
}

} // namespace rejoinder::partners
