// Reads a bank's file (camt.054, or a ZIP of such) on descriptor 0 and says on descriptor 1 what stands in
// it, a line of JSON each (BankLine), confined. A file that cannot be read ends it with 1 and the code on
// descriptor 2.
#include "camt.h"
#include "unzip.h"

#include <rejoinder/json.h>

#include <confined/confined.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <new>

namespace {

using namespace rejoinder::partners;

std::string input() {
    std::string all;
    std::array<char, 65536> block{};
    for (;;) {
        const auto got = ::read(0, block.data(), block.size());
        if (got > 0)
            all.append(block.data(), static_cast<std::size_t>(got));
        else if (got == 0 || errno != EINTR)
            return all;
    }
}

void say(const BankLine& line) {
    const auto text = rejoinder::json::write(line) + "\n";
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) throw Unreadable("partners.too-big");
}

} // namespace

int main() {
    confined::confine();
    try {
        const auto file = input();
        if (isZip(file))
            eachXml(file, [](std::string_view xml) { readCamt(xml, &say); });
        else
            readCamt(file, &say);
        return std::fflush(stdout) == 0 ? 0 : 1;
    } catch (const std::bad_alloc&) {
        return confined::kTooBig;
    } catch (const std::exception& e) {
        std::fputs(e.what(), stderr);
        return 1;
    }
}
