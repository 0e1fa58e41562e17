#pragma once
#include "credit_checks.h"

/// How who knows a buyer's credit is asked over HTTP; any service, as the settings describe it.
namespace rejoinder::fulfilment {

struct CreditProfile {
    std::string url;                            ///< empty: nobody is asked
    std::string secretFile;                     ///< its first line is sent as a bearer token
    std::string body;                           ///< JSON with fields such as {{amount}}
    std::string decision;                       ///< JSON pointer of the word that decides
    std::string reason;                         ///< JSON pointer of why
    std::vector<std::string> approved, refused; ///< words, in any case
    bool inner = false;                         ///< it stands in our own network
    std::int64_t seconds = 10, above = 0;
};

/// What was said; without a verdict nobody answered, and the reason says why.
struct CreditAnswer {
    std::optional<bool> approved;
    std::string reason;
};

void declareCreditSettings(Declarations& d);
CreditProfile creditProfileOf(const Context& context);

/// The question about a person, as it is sent.
std::string questionOf(const CreditProfile& profile, const CreditCheck& check,
                       const contacts::Contact& person);
/// What an answer with that status means.
CreditAnswer answerIn(const CreditProfile& profile, int status, const std::string& body);
/// Asks, and waits for the answer no longer than the profile says. The question has the same name at every
/// attempt, so that who gets it twice knows it.
CreditAnswer ask(const CreditProfile& profile, const CreditCheck& check, const contacts::Contact& person);

} // namespace rejoinder::fulfilment
