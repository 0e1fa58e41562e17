#include "page_program.h"

#include <rejoinder/json.h>

#include <confined/confined.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>

namespace rejoinder::scan {

namespace {

/// What the program says, or nothing and why.
std::optional<std::string> ask(const std::filesystem::path& program, const MemoryFile& file,
                               const std::vector<std::string>& words, std::string& fault) {
    const MemoryFile out;
    const confined::Limits limits{1ULL << 30U, 256ULL << 20U, std::chrono::seconds(60)};
    const auto outcome = confined::run(program, words, file.descriptor(), out.descriptor(), limits);
    switch (outcome.end) {
    case confined::End::Done: return out.content();
    case confined::End::Absent:
        throw Error(ErrorKind::Unavailable, "channel-scan.no-reader", "the program page-reader is missing");
    case confined::End::TooLong: fault = "reading it takes too long"; break;
    case confined::End::TooBig: fault = "it is too large"; break;
    case confined::End::Failed:
        fault = outcome.report.empty() ? "it breaks the reader" : outcome.report;
        break;
    }
    return std::nullopt;
}

} // namespace

MemoryFile::MemoryFile(std::string_view bytes) : number_(::memfd_create("scan", MFD_CLOEXEC)) {
    while (number_ >= 0 && !bytes.empty()) {
        const auto wrote = ::write(number_, bytes.data(), bytes.size());
        if (wrote > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(wrote));
        } else if (errno != EINTR) {
            ::close(number_);
            number_ = -1;
        }
    }
    if (number_ < 0)
        throw Error(ErrorKind::Unavailable, "channel-scan.no-space", "there is no room for a scan");
}

MemoryFile::~MemoryFile() {
    ::close(number_);
}

std::string MemoryFile::content() const {
    std::string all;
    std::array<char, 65536> block{};
    ::lseek(number_, 0, SEEK_SET);
    for (ssize_t got = 0; (got = ::read(number_, block.data(), block.size())) > 0;)
        all.append(block.data(), static_cast<std::size_t>(got));
    return all;
}

PageProgram::PageProgram() : program_(confined::beside(reinterpret_cast<const void*>(&ask), "page-reader")) {}

int PageProgram::pagesOf(const MemoryFile& file) const {
    std::string fault;
    const auto said = ask(program_, file, {"count"}, fault);
    int pages = 0;
    if (said) std::from_chars(said->data(), said->data() + said->size(), pages);
    return std::max(pages, 1);
}

ReadPage PageProgram::read(const MemoryFile& file, int number, const Wanted& wanted) const {
    ReadPage page;
    const auto said = ask(program_, file, {"page", std::to_string(number), json::write(wanted)}, page.fault);
    return said ? readAnswer(*said) : page;
}

ReadPage readAnswer(std::string_view said) {
    ReadPage page;
    const auto end = said.find('\n');
    if (end == std::string_view::npos) {
        page.fault = "the reader said nothing";
        return page;
    }
    try {
        page.answer = json::read<PageAnswer>(said.substr(0, end));
        page.picture = said.substr(end + 1);
    } catch (const Error&) {}
    // The answer may be what the picture made of the program; browsers are shown nothing but pictures.
    if (page.answer && page.answer->contentType != "image/png" && page.answer->contentType != "image/jpeg")
        page.answer.reset();
    if (!page.answer) page.fault = "the reader's answer cannot be understood";
    return page;
}

} // namespace rejoinder::scan
