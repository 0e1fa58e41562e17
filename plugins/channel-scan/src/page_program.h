#pragma once
#include "page_answer.h"

#include <filesystem>
#include <optional>

/// The confined program page-reader, as the server uses it.
namespace rejoinder::scan {

/// A file without a name, in memory: nothing of a scan is left on a disk when the server is killed.
class MemoryFile {
public:
    /// @throws Error Unavailable when there is no room.
    explicit MemoryFile(std::string_view bytes = {});
    ~MemoryFile();
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    [[nodiscard]] int descriptor() const noexcept { return number_; }
    [[nodiscard]] std::string content() const;

private:
    int number_;
};

/// A page as it was read, or why it could not be.
struct ReadPage {
    std::optional<PageAnswer> answer;
    std::string picture; ///< PNG; empty when the file itself is the picture
    std::string fault;
};

/// What the program said of a page: a line of JSON, then the picture. Whatever a picture made of the program,
/// nothing but pictures is taken.
ReadPage readAnswer(std::string_view said);

class PageProgram {
public:
    PageProgram();
    /// Pages of a file; 1 when it cannot be opened, which reading that page then says.
    /// @throws Error Unavailable when the program is not installed.
    [[nodiscard]] int pagesOf(const MemoryFile& file) const;
    /// A page, from 1. @throws Error Unavailable when the program is not installed.
    [[nodiscard]] ReadPage read(const MemoryFile& file, int number, const Wanted& wanted) const;

private:
    std::filesystem::path program_;
};

} // namespace rejoinder::scan
