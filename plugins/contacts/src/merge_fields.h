#pragma once
#include <rejoinder/contract/contacts.h>

#include <map>
#include <string>
#include <string_view>

/// A contact as texts by field, for choosing field by field and for going back to what was.
namespace rejoinder::contacts {

/// "familyName" → "Müller", "attribute.colour" → "blue". Without the external key, which stays where it is.
using FieldMap = std::map<std::string, std::string>;

FieldMap fieldsOf(const Contact& contact, const std::map<std::string, std::string>& attributes);

/// Writes the fields back; those that are not in the map stay. Attributes are those of the map, no others.
void applyFields(const FieldMap& fields, Contact& contact, std::map<std::string, std::string>& attributes);

/// What people and the rule chose: from whom each field comes, or what was typed instead.
struct MergeChoices {
    std::map<std::string, std::string> from;  ///< field → "merged" (the one that goes) or "typed"
    std::map<std::string, std::string> typed; ///< field → value
};
REJOINDER_DESCRIBE(MergeChoices, from, typed)

/// The rule where nobody chose: a field that the one that stays lacks comes from the one that goes. The parts
/// of a postal address go together, so that no street ends up in a wrong city; a death is never forgotten.
MergeChoices survivorRule(const FieldMap& stays, const FieldMap& goes);

/// The fields after the choices.
FieldMap merged(FieldMap stays, const FieldMap& goes, const MergeChoices& choices);

} // namespace rejoinder::contacts
