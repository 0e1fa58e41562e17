#pragma once
#include "form_body.h"
#include "records.h"

#include <rejoinder/contract/contacts/reception.h>

namespace rejoinder::web {

/// What somebody sent of a form, and what is wrong with it.
struct Answer {
    std::string token, address, language;
    std::string switchTo; ///< asks for another language instead of sending
    bool embedded = false;
    bool trapped = false; ///< the field that people do not see was filled in
    Texts values;         ///< by input's name, as typed, for showing them again
    Texts faults;         ///< key of the words by input's name
    std::vector<Agreed> agreed;
    std::vector<Channel> channels;
};

/// Without blanks at its ends.
std::string trimmed(std::string text);

/// Takes from the body what the form knows; everything else is left out.
Answer takeAnswer(const Pairs& pairs, const FormDefinition& form);

/// Adds the faults; `known`: behind a proven personal address name and address need not be said.
void checkAnswer(Answer& answer, const FormDefinition& form, bool known, contacts::Reception& reception);

/// The person as it said it is.
contacts::Contact saidIn(const Texts& values, std::string_view language, std::string source);

/// Name, address, e-mail and phone as one block, for a person who has to find out who that is.
std::string whoSays(const contacts::Contact& said);

/// What was ordered.
std::vector<responses::RequestedItem> itemsIn(const Texts& values, const FormDefinition& form);

/// Questions and answers as people read them, one a line.
std::string noteOf(const Texts& values, const FormDefinition& form, std::string_view language);

} // namespace rejoinder::web
