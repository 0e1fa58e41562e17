#pragma once
#include "page_answer.h"

#include <filesystem>
#include <optional>

/// The confined program page-reader, as the server uses it.
namespace rejoinder::scan {

/// A page as it was read, or why it could not be.
struct ReadPage {
    std::optional<PageAnswer> answer;
    std::string picture; ///< PNG; empty when the file itself is the picture
    std::string fault;
};

class PageProgram {
public:
    PageProgram();
    /// Pages of a file; 1 when it cannot be opened, which reading that page then says.
    /// @throws Error Unavailable when the program is not installed.
    [[nodiscard]] int pagesOf(const std::filesystem::path& file) const;
    /// A page, from 1. @throws Error Unavailable when the program is not installed.
    [[nodiscard]] ReadPage read(const std::filesystem::path& file, int number, const Wanted& wanted) const;

private:
    std::filesystem::path program_;
};

} // namespace rejoinder::scan
