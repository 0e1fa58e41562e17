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

/// The field that a header names by itself: "Given Name", "given_name" and "givenName" are all givenName; ""
/// when none.
std::string fieldNamed(std::string_view header) {
    const std::string wanted = foldedLetters(header);
    for (const TextField& field : textFields())
        if (foldedLetters(field.name) == wanted) return std::string(field.name);
    for (const OwnTarget& own : kOwnTargets)
        if (foldedLetters(own.name) == wanted) return std::string(own.name);
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

std::vector<ImportColumn> mapColumns(const std::vector<std::string>& headers,
                                     const ImportSettings& settings) {
    Faults faults;
    std::vector<ImportColumn> columns;
    std::set<std::string> seenHeaders, seenTargets;
    for (std::size_t i = 0; i < headers.size(); ++i) {
        ImportColumn column;
        column.header = cleaned(headers[i]);
        const auto mapped = settings.mapping.find(column.header);
        column.target = mapped == settings.mapping.end() ? defaultTarget(column.header, settings.unmapped)
                                                         : mapped->second;
        if (column.header.empty()) column.header = "column" + std::to_string(i + 1);
        const std::string at = "/mapping/" + column.header;
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
            faults.add("/mapping/" + header, "contacts.import-column",
                       "The file has no column \"" + header + "\".");
    faults.raise("contacts.import-mapping");
    return columns;
}

} // namespace rejoinder::contacts
