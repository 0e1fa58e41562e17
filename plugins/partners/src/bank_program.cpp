#include "bank_program.h"

#include <rejoinder/json.h>

#include <confined/confined.h>

#include <algorithm>

namespace rejoinder::partners {

namespace {

const char kHere = 0;

/// The codes that the program may say; what a file made of it is not shown as one.
std::string codeIn(const std::string& report) {
    constexpr std::string_view kPrefix = "partners.";
    const bool fine =
        report.starts_with(kPrefix) && report.size() < 40 && std::ranges::all_of(report, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
        });
    return fine ? report : "partners.unreadable";
}

} // namespace

BankProgram::BankProgram() : program_(confined::beside(&kHere, "bank-reader")) {}

std::vector<BankLine> BankProgram::read(std::string_view file) const {
    const confined::Limits limits{1ULL << 30U, 512ULL << 20U, std::chrono::seconds(120)};
    const auto outcome = confined::run(program_, {}, file, limits);
    switch (outcome.end) {
    case confined::End::Done: break;
    case confined::End::Absent:
        throw Error(ErrorKind::Unavailable, "partners.no-reader", "the program bank-reader is missing");
    case confined::End::TooLong:
    case confined::End::TooBig: throw Error::invalid("", "partners.too-big", "the file is too large");
    case confined::End::Failed:
        throw Error::invalid("", codeIn(outcome.report),
                             "the file cannot be read: " + codeIn(outcome.report));
    }
    std::vector<BankLine> lines;
    std::string_view rest(outcome.output);
    while (!rest.empty()) {
        const auto end = std::min(rest.find('\n'), rest.size());
        lines.push_back(json::read<BankLine>(rest.substr(0, end)));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return lines;
}

} // namespace rejoinder::partners
