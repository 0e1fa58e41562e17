// Reads a file of scanned pages on descriptor 0 and says on descriptor 1, confined:
//   page-reader count         how many pages it has
//   page-reader page N WANT   what is on page N (PageAnswer in a line of JSON), and the page's picture behind
//   it
//   page-reader look N        the codes that ZXing finds at once, to measure against
// A file or page that cannot be read ends it with 1 and the reason on descriptor 2.
#include "codes.h"

#include <rejoinder/json.h>

#include <confined/confined.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <new>

namespace {

using namespace rejoinder;
using namespace rejoinder::scan;

std::string_view input() {
    struct stat about {};
    if (::fstat(0, &about) != 0 || !S_ISREG(about.st_mode) || about.st_size <= 0) return {};
    const auto size = static_cast<std::size_t>(about.st_size);
    void* bytes = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, 0, 0);
    return bytes == MAP_FAILED ? std::string_view() : std::string_view(static_cast<char*>(bytes), size);
}

void say(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
        throw Unreadable("the answer cannot be written");
}

void readPage(std::string_view file, int number, std::string_view wish) {
    const auto picture = pageOf(file, number);
    PageAnswer answer{picture.grey.width,  picture.grey.height,     false, picture.asItCame,
                      picture.contentType, findCodes(picture.grey), {}};
    answer.blank = answer.codes.empty() && isBlank(picture.grey);
    const auto wanted = json::read<Wanted>(wish);
    if (!wanted.boxes.empty()) {
        answer.ink.assign(wanted.boxes.size(), -1);
        for (const auto& code : answer.codes)
            if (code.text == wanted.code)
                answer.ink = inkIn(picture.grey, code, wanted.moduleMm, wanted.boxes);
    }
    say(json::write(answer) + "\n");
    say(picture.kept);
}

} // namespace

int main(int count, char** words) {
    const auto file = input();
    loadBefore();
    confined::confine();
    try {
        const std::string_view verb = count > 1 ? words[1] : "";
        if (verb == "count" && count == 2)
            say(std::to_string(pagesOf(file)) + "\n");
        else if (verb == "page" && count == 4)
            readPage(file, std::atoi(words[2]), words[3]);
        else if (verb == "look" && count == 3)
            for (const auto& code : lookOnce(greyPageOf(file, std::atoi(words[2])))) say(code.text + "\n");
        else
            return 2;
        return 0;
    } catch (const std::bad_alloc&) {
        return confined::kTooBig;
    } catch (const std::exception& e) {
        std::fputs(e.what(), stderr);
        return 1;
    }
}
