// Reads mails on descriptor 0, each behind a line with its length in bytes, and says on descriptor 1 what
// they are: one line of JSON per mail, in order. Runs confined; a mail that ends it is the one behind the
// last line.
#include "mail_reader.h"

#include <rejoinder/json.h>

#include <confined/confined.h>
#include <gmime/gmime.h>

#include <charconv>
#include <cstdio>
#include <memory>
#include <new>
#include <string>

namespace {

/// All of descriptor 0.
std::string input() {
    std::string all;
    char block[65536];
    while (const std::size_t got = std::fread(block, 1, sizeof block, stdin)) all.append(block, got);
    return all;
}

int readAll() {
    const std::string all = input();
    std::string_view rest(all);
    while (!rest.empty()) {
        std::size_t length = 0;
        const auto end = rest.find('\n');
        if (end == std::string_view::npos) return 1;
        if (std::from_chars(rest.data(), rest.data() + end, length).ec != std::errc()) return 1;
        rest.remove_prefix(end + 1);
        if (length > rest.size()) return 1;
        const std::string said = rejoinder::json::write(rejoinder::email::readMail(rest.substr(0, length)));
        // Headers and codes may hold bytes of any charset.
        const std::unique_ptr<char, decltype(&g_free)> valid(
            g_utf8_make_valid(said.data(), static_cast<gssize>(said.size())), &g_free);
        const std::string line = std::string(valid.get()) + "\n";
        if (std::fwrite(line.data(), 1, line.size(), stdout) != line.size() || std::fflush(stdout) != 0)
            return 1;
        rest.remove_prefix(length);
    }
    return 0;
}

/// The C library reads its converters from files when they are first wanted, which a confined program cannot
/// do. They are opened before, and stay open. A mail in another charset ends the program and goes to a
/// person.
void openConverters() {
    for (const char* charset :
         {"ISO-8859-1",  "ISO-8859-2",  "ISO-8859-3",  "ISO-8859-4",    "ISO-8859-5",  "ISO-8859-6",
          "ISO-8859-7",  "ISO-8859-8",  "ISO-8859-9",  "ISO-8859-10",   "ISO-8859-13", "ISO-8859-14",
          "ISO-8859-15", "ISO-8859-16", "CP1250",      "CP1251",        "CP1252",      "CP1253",
          "CP1254",      "CP1255",      "CP1256",      "CP1257",        "CP1258",      "CP437",
          "CP850",       "CP852",       "CP866",       "CP874",         "KOI8-R",      "KOI8-U",
          "MACINTOSH",   "US-ASCII",    "UTF-7",       "UTF-8",         "UTF-16",      "UTF-16LE",
          "UTF-16BE",    "UTF-32",      "ISO-2022-JP", "ISO-2022-JP-2", "EUC-JP",      "SHIFT_JIS",
          "CP932",       "ISO-2022-KR", "EUC-KR",      "CP949",         "GB2312",      "GBK",
          "GB18030",     "BIG5",        "BIG5-HKSCS",  "TIS-620",       "VISCII"}) {
        (void)g_mime_iconv_open("UTF-8", charset);
        (void)g_mime_iconv_open(charset, "UTF-8");
    }
}

} // namespace

int main() {
    (void)rejoinder::email::readMail("Subject: =?utf-8?q?what_a_parser_loads_late?=\n\n.\n");
    openConverters();
    confined::confine();
    try {
        return readAll();
    } catch (const std::bad_alloc&) {
        return confined::kTooBig;
    }
}
