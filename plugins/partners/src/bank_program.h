#pragma once
#include "bank_answer.h"

#include <filesystem>
#include <string_view>
#include <vector>

/// The confined program bank-reader, as the server uses it.
namespace rejoinder::partners {

class BankProgram {
public:
    BankProgram();
    /// What stands in a bank's file. @throws Error Invalid with the code of why it cannot be read,
    /// Unavailable when the program is not installed
    [[nodiscard]] std::vector<BankLine> read(std::string_view file) const;

private:
    std::filesystem::path program_;
};

} // namespace rejoinder::partners
