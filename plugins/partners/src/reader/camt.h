#pragma once
#include "bank_answer.h"

#include <functional>
#include <stdexcept>
#include <string_view>

/// Reads camt.054 (ISO 20022, bank to customer debit credit notification), every version from 001.02 on.
namespace rejoinder::partners {

/// The file is none, or is more than a file may be. The text is a code for people and programs.
class Unreadable : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

using TakeLine = std::function<void(const BankLine&)>;

/// Document types, entities and whatever else a bank's file has no use for end the reading; so do more than
/// a million transactions. @throws Unreadable
void readCamt(std::string_view xml, const TakeLine& take);

} // namespace rejoinder::partners
