#include "merge_fields.h"

#include "record.h"

#include <algorithm>
#include <array>

namespace rejoinder::contacts {

namespace {

constexpr std::string_view kAttribute = "attribute.";
constexpr std::array<std::string_view, 14> kAddress{
    "department", "careOf", "street",   "houseNumber", "building", "poBox",        "addressLine2",
    "postcode",   "city",   "district", "region",      "country",  "addressLines", "addressUndeliverable"};

std::string textOf(bool yes) {
    return yes ? "yes" : "";
}

bool isAddressField(std::string_view field) noexcept {
    return std::ranges::find(kAddress, field) != kAddress.end();
}

} // namespace

FieldMap fieldsOf(const Contact& contact, const std::map<std::string, std::string>& attributes) {
    FieldMap fields;
    for (const TextField& field : textFields())
        if (field.name != "externalKey") fields[std::string(field.name)] = contact.*field.member;
    fields["kind"] = nameOf(contact.kind);
    fields["salutation"] = contact.salutation == Salutation::None ? "" : nameOf(contact.salutation);
    fields["addressUndeliverable"] = textOf(contact.addressUndeliverable);
    fields["deceased"] = textOf(contact.deceased);
    fields["restricted"] = textOf(contact.restricted);
    for (const auto& [name, value] : attributes) fields[std::string(kAttribute) + name] = value;
    return fields;
}

void applyFields(const FieldMap& fields, Contact& contact, std::map<std::string, std::string>& attributes) {
    for (const TextField& field : textFields())
        if (const auto it = fields.find(std::string(field.name)); it != fields.end())
            contact.*field.member = it->second;
    const auto flag = [&](const char* name, bool& to) {
        if (const auto it = fields.find(name); it != fields.end()) to = !it->second.empty();
    };
    flag("addressUndeliverable", contact.addressUndeliverable);
    flag("deceased", contact.deceased);
    flag("restricted", contact.restricted);
    if (const auto it = fields.find("kind"); it != fields.end())
        contact.kind = enumOf<ContactKind>(it->second).value_or(contact.kind);
    if (const auto it = fields.find("salutation"); it != fields.end())
        contact.salutation = enumOf<Salutation>(it->second).value_or(Salutation::None);
    attributes.clear();
    for (const auto& [name, value] : fields)
        if (name.starts_with(kAttribute) && !value.empty())
            attributes[name.substr(kAttribute.size())] = value;
}

MergeChoices survivorRule(const FieldMap& stays, const FieldMap& goes) {
    MergeChoices choices;
    const auto has = [](const FieldMap& fields, std::string_view name) {
        const auto it = fields.find(std::string(name));
        return it != fields.end() && !it->second.empty();
    };
    const bool reachable = has(stays, "street") || has(stays, "poBox") || has(stays, "addressLine2");
    const bool takeAddress = (!reachable || has(stays, "addressUndeliverable")) &&
                             (has(goes, "street") || has(goes, "poBox") || has(goes, "addressLine2")) &&
                             !has(goes, "addressUndeliverable");
    for (const auto& [name, value] : goes) {
        if (isAddressField(name)) {
            if (takeAddress) choices.from[name] = "merged";
        } else if (!value.empty() && !has(stays, name)) {
            choices.from[name] = "merged";
        }
    }
    return choices;
}

FieldMap merged(FieldMap stays, const FieldMap& goes, const MergeChoices& choices) {
    for (const auto& [name, from] : choices.from) {
        if (from == "typed") {
            const auto typed = choices.typed.find(name);
            stays[name] = typed == choices.typed.end() ? "" : typed->second;
        } else {
            const auto theirs = goes.find(name);
            stays[name] = theirs == goes.end() ? "" : theirs->second;
        }
    }
    return stays;
}

} // namespace rejoinder::contacts
