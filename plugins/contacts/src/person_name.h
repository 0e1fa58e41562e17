#pragma once
#include <rejoinder/contract/contacts.h>

#include <string>
#include <string_view>

/// Names: taking apart what stands in one field, and addressing people.
namespace rejoinder::contacts {

/// A name in its parts. `couple`: two people of one family name ("Anna und Peter").
struct NameParts {
    Salutation salutation = Salutation::None;
    std::string title, givenName, familyName, nameSuffix;
};

/// Takes a name apart: "Hr. Dr. Hans von der Lippe", "Müller, Anna", "Mr and Mrs Smith", "Famille Dupont",
/// "John Smith Jr.". Particles ("von der", "de la", "van") belong to the family name; with one word only it
/// is the family name.
NameParts splitName(std::string_view text);

/// The whole name in the order in which it is written, without the form of address.
std::string joinedName(const Contact& contact);

/// Reads a salutation in German, French, Italian, English, Spanish or Dutch ("Hr.", "Madame", "Famiglia").
std::optional<Salutation> salutationIn(std::string_view text);

/// The form of address in the contact's language: "Herr", "Madame", "Sig.ra"; empty when nobody knows.
std::string formOfAddress(const Contact& contact);

/// How a letter begins, in the contact's language (de, fr, it, en, es, nl, zh; else English), without a
/// comma.
std::string salutationOf(const Contact& contact);

/// The same among people who are on first-name terms: "Liebe Anna"; salutationOf() without a given name.
std::string greetingOf(const Contact& contact);

} // namespace rejoinder::contacts
