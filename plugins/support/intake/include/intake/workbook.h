#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// Reading of workbooks (XLSX, ODS) in a process of their own.
namespace intake {

/// What a file is, by its first bytes and, for archives, their list of contents.
enum class FileForm { Text, Vcard, Xlsx, Ods, OldExcel, Zip, Gzip };

/// Looks at the file. @throws std::runtime_error when it cannot be read.
FileForm formOf(const std::filesystem::path& file);

struct Sheet {
    std::string name;
    std::int64_t rows = 0, columns = 0;
};

/// What the reader may use at most.
struct WorkbookLimits {
    std::uint64_t memoryBytes = 2ULL << 30U;
    std::uint64_t outputBytes = 4ULL << 30U;
    std::chrono::seconds time{120};
};

/// Why a workbook could not be read: tooBig (memory, output), tooLong (time), broken, absent (no reader).
struct WorkbookError : std::runtime_error {
    WorkbookError(std::string reason, const std::string& text)
        : std::runtime_error(text), code(std::move(reason)) {}
    std::string code;
};

/// Writes one sheet (counted from 0) as CSV in UTF-8 with comma and LF to `output`, one line per row, and
/// tells which sheets there are. The program `reader` does it, without any right but to read one and write
/// one file. Dates become YYYY-MM-DD, numbers what the cell stands for, not how it is painted; line ends in
/// cells blanks.
/// @throws WorkbookError.
std::vector<Sheet> readWorkbook(const std::filesystem::path& reader, const std::filesystem::path& workbook,
                                std::size_t sheet, const std::filesystem::path& output,
                                const WorkbookLimits& limits = {});

} // namespace intake
