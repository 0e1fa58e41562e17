#include "consent.h"
#include "import_model.h"
#include "record.h"
#include "text.h"

#include <algorithm>
#include <array>
#include <set>

namespace rejoinder::contacts {

namespace {

constexpr std::string_view kAttribute = "attribute:", kConsent = "consent:", kIgnore = "ignore";

struct OwnTarget {
    std::string_view name;
    ImportTarget::Kind kind;
};
constexpr std::array kOwnTargets =
    std::to_array<OwnTarget>({{"kind", ImportTarget::Kind::ContactKind},
                              {"salutation", ImportTarget::Kind::Salutation},
                              {"addressUndeliverable", ImportTarget::Kind::Undeliverable},
                              {"deceased", ImportTarget::Kind::Deceased}});

/// Other words for fields, in the languages of the console. Folded; what may mean several things is not here.
struct Alias {
    std::string_view word, field;
};
constexpr std::array kAliases = std::to_array<Alias>({
    {"customernumber", "externalKey"},
    {"customerno", "externalKey"},
    {"customerid", "externalKey"},
    {"kundennummer", "externalKey"},
    {"kundennr", "externalKey"},
    {"adressnummer", "externalKey"},
    {"numeroclient", "externalKey"},
    {"noclient", "externalKey"},
    {"客户编号", "externalKey"},
    {"anrede", "salutation"},
    {"civilite", "salutation"},
    {"称呼", "salutation"},
    {"titel", "title"},
    {"titre", "title"},
    {"firstname", "givenName"},
    {"forename", "givenName"},
    {"vorname", "givenName"},
    {"prenom", "givenName"},
    {"名", "givenName"},
    {"name", "familyName"},
    {"lastname", "familyName"},
    {"surname", "familyName"},
    {"nachname", "familyName"},
    {"familienname", "familyName"},
    {"nomdefamille", "familyName"},
    {"cognome", "familyName"},
    {"姓", "familyName"},
    {"company", "companyName"},
    {"organisation", "companyName"},
    {"organization", "companyName"},
    {"firma", "companyName"},
    {"firmenname", "companyName"},
    {"entreprise", "companyName"},
    {"raisonsociale", "companyName"},
    {"公司", "companyName"},
    {"sprache", "language"},
    {"langue", "language"},
    {"语言", "language"},
    {"strasse", "street"},
    {"rue", "street"},
    {"街道", "street"},
    {"hausnummer", "houseNumber"},
    {"hausnr", "houseNumber"},
    {"numerorue", "houseNumber"},
    {"门牌号", "houseNumber"},
    {"adresszusatz", "addressLine2"},
    {"addressline2", "addressLine2"},
    {"complementadresse", "addressLine2"},
    {"plz", "postcode"},
    {"postleitzahl", "postcode"},
    {"zip", "postcode"},
    {"zipcode", "postcode"},
    {"postalcode", "postcode"},
    {"codepostal", "postcode"},
    {"npa", "postcode"},
    {"姓名", "familyName"},
    {"邮编", "postcode"},
    {"邮政编码", "postcode"},
    {"ort", "city"},
    {"stadt", "city"},
    {"wohnort", "city"},
    {"town", "city"},
    {"ville", "city"},
    {"localite", "city"},
    {"citta", "city"},
    {"城市", "city"},
    {"kanton", "region"},
    {"bundesland", "region"},
    {"state", "region"},
    {"province", "region"},
    {"省", "region"},
    {"land", "country"},
    {"pays", "country"},
    {"国家", "country"},
    {"emailaddress", "email"},
    {"mail", "email"},
    {"emailadresse", "email"},
    {"mailadresse", "email"},
    {"courriel", "email"},
    {"电子邮件", "email"},
    {"邮箱", "email"},
    {"telefon", "phone"},
    {"telefonnummer", "phone"},
    {"telephone", "phone"},
    {"phonenumber", "phone"},
    {"tel", "phone"},
    {"电话", "phone"},
});

/// The field that a header names by itself: "Given Name", "given_name" and "Vorname" are all givenName; ""
/// when none.
std::string fieldNamed(std::string_view header) {
    const std::string wanted = foldedLetters(header);
    if (wanted.empty()) return {};
    for (const TextField& field : textFields())
        if (foldedLetters(field.name) == wanted) return std::string(field.name);
    for (const OwnTarget& own : kOwnTargets)
        if (foldedLetters(own.name) == wanted) return std::string(own.name);
    for (const Alias& alias : kAliases)
        if (foldedLetters(alias.word) == wanted) return std::string(alias.field);
    return {};
}

std::string defaultTarget(std::string_view header, Unmapped unmapped) {
    if (std::string field = fieldNamed(header); !field.empty()) return field;
    if (unmapped == Unmapped::Ignore || header.empty()) return std::string(kIgnore);
    return std::string(kAttribute) + std::string(header);
}

} // namespace

std::optional<ImportTarget> targetOf(std::string_view text) {
    using Kind = ImportTarget::Kind;
    ImportTarget target;
    if (text == kIgnore) return target;
    if (text.starts_with(kAttribute)) {
        target.kind = Kind::Attribute;
        target.name = cleaned(text.substr(kAttribute.size()));
        if (target.name.empty() || codePoints(target.name) > kAttributeName) return std::nullopt;
        return target;
    }
    if (text.starts_with(kConsent)) {
        const auto channel = enumOf<Channel>(text.substr(kConsent.size()));
        if (!channel || !needsConsent(*channel)) return std::nullopt;
        target.kind = Kind::Consent;
        target.channel = *channel;
        return target;
    }
    for (const OwnTarget& own : kOwnTargets)
        if (own.name == text) {
            target.kind = own.kind;
            return target;
        }
    for (std::size_t i = 0; i < textFields().size(); ++i)
        if (textFields()[i].name == text) {
            target.kind = Kind::Text;
            target.field = i;
            return target;
        }
    return std::nullopt;
}

bool hasKey(const std::vector<ImportColumn>& columns) {
    return std::ranges::find(columns, "externalKey", &ImportColumn::target) != columns.end();
}

std::string mappingPointer(std::string_view header) {
    std::string pointer = "/mapping/";
    for (const char c : header)
        if (c == '~' || c == '/')
            pointer += c == '~' ? "~0" : "~1";
        else
            pointer += c;
    return pointer;
}

bool isFieldName(std::string_view header) {
    return !fieldNamed(header).empty();
}

std::vector<ImportColumn> mapColumns(const std::vector<std::string>& headers, const ImportSettings& settings,
                                     Faults& faults) {
    std::vector<ImportColumn> columns;
    std::set<std::string> seenHeaders, seenTargets;
    // A column that is called exactly like a field goes before one that only means it.
    std::set<std::string> taken;
    for (const auto& [header, target] : settings.mapping) taken.insert(target);
    for (const std::string& header : headers)
        if (const std::string field = fieldNamed(header); foldedLetters(field) == foldedLetters(header))
            taken.insert(field);
    for (std::size_t i = 0; i < headers.size(); ++i) {
        ImportColumn column;
        column.header = cleaned(headers[i]);
        const auto mapped = settings.mapping.find(column.header);
        column.target = mapped == settings.mapping.end() ? defaultTarget(column.header, settings.unmapped)
                                                         : mapped->second;
        const bool byAlias = mapped == settings.mapping.end() && !column.target.starts_with(kAttribute) &&
                             column.target != kIgnore &&
                             foldedLetters(column.target) != foldedLetters(column.header);
        if (byAlias && !taken.insert(column.target).second)
            column.target = settings.unmapped == Unmapped::Ignore ? std::string(kIgnore)
                                                                  : std::string(kAttribute) + column.header;
        if (column.header.empty()) column.header = "column" + std::to_string(i + 1);
        const std::string at = mappingPointer(column.header);
        const auto target = targetOf(column.target);
        if (!target)
            faults.add(at, "contacts.import-target",
                       "\"" + column.target + "\" is nothing a column can go to.");
        if (!seenHeaders.insert(column.header).second)
            faults.add(at, "contacts.import-column", "Two columns are called \"" + column.header + "\".");
        else if (column.target != kIgnore && !seenTargets.insert(column.target).second)
            faults.add(at, "contacts.import-target", "Two columns go to \"" + column.target + "\".");
        columns.push_back(std::move(column));
    }
    for (const auto& [header, target] : settings.mapping)
        if (!seenHeaders.contains(header))
            faults.add(mappingPointer(header), "contacts.import-column",
                       "The file has no column \"" + header + "\".");
    return columns;
}

} // namespace rejoinder::contacts
