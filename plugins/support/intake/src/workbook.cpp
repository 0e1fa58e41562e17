#include "intake/workbook.h"

#include <confined/confined.h>
#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <stdexcept>

namespace intake {

namespace {

/// "sheet<TAB>rows<TAB>columns<TAB>name" per line.
std::vector<Sheet> sheetsIn(std::string_view report) {
    std::vector<Sheet> sheets;
    while (!report.empty()) {
        const std::size_t end = std::min(report.find('\n'), report.size());
        std::string_view line = report.substr(0, end);
        report.remove_prefix(std::min(end + 1, report.size()));
        if (!line.starts_with("sheet\t")) continue;
        line.remove_prefix(6);
        Sheet sheet;
        for (std::int64_t* number : {&sheet.rows, &sheet.columns}) {
            const std::size_t tab = std::min(line.find('\t'), line.size());
            std::from_chars(line.data(), line.data() + tab, *number);
            line.remove_prefix(std::min(tab + 1, line.size()));
        }
        sheet.name = line;
        sheets.push_back(std::move(sheet));
    }
    return sheets;
}

} // namespace

std::vector<Sheet> readWorkbook(const std::filesystem::path& reader, const std::filesystem::path& workbook,
                                std::size_t sheet, const std::filesystem::path& output,
                                const WorkbookLimits& limits) {
    const int in = ::open(workbook.c_str(), O_RDONLY | O_CLOEXEC);
    const int out = ::open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (in < 0 || out < 0) {
        if (in >= 0) ::close(in);
        if (out >= 0) ::close(out);
        throw std::runtime_error("The files of the workbook cannot be opened.");
    }
    const confined::Outcome outcome = confined::run(reader, {std::to_string(sheet)}, in, out,
                                                    {limits.memoryBytes, limits.outputBytes, limits.time});
    ::close(in);
    ::close(out);
    switch (outcome.end) {
    case confined::End::Done: return sheetsIn(outcome.report);
    case confined::End::TooLong:
        throw WorkbookError("tooLong", "Reading the workbook takes too long; save it as CSV.");
    case confined::End::TooBig:
        throw WorkbookError("tooBig",
                            "The workbook needs more memory than an import may use; save it as CSV.");
    case confined::End::Absent:
        throw WorkbookError("absent",
                            "The program that reads workbooks is not installed; save the file as CSV.");
    case confined::End::Failed: break;
    }
    if (outcome.report.find("no sheet") != std::string::npos)
        throw WorkbookError("sheet", "The workbook has no sheet " + std::to_string(sheet + 1) + ".");
    throw WorkbookError("broken", "The workbook is damaged or is none; save it again, or as CSV.");
}

} // namespace intake
