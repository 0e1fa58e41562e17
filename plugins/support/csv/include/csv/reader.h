#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// Reading and writing of comma separated values after RFC 4180, in constant memory.
namespace csv {

/// Fills a buffer with the next bytes of the input; returns how many, 0 at the end.
using Source = std::function<std::size_t(char* buffer, std::size_t size)>;

/// A source that reads a text in memory, which must outlive it.
Source fromText(std::string_view text);

/// What can be wrong with a record. A wrong record costs exactly its own lines; reading goes on behind it.
enum class Problem {
    None,
    UnclosedQuote,
    TextAfterQuote,
    NulByte,
    InvalidUtf8,
    FieldTooLong,
    TooManyColumns,
    RecordTooLong
};

/// A stable name for people and programs: "unclosed-quote".
std::string_view codeOf(Problem problem) noexcept;
/// One sentence about the problem.
std::string_view sentenceOf(Problem problem) noexcept;

/// What one record may be at most; without limits one forgotten quote would swallow a whole file.
struct Limits {
    std::size_t columns = 1000;
    std::size_t fieldBytes = 64 * 1024;
    std::size_t recordBytes = 1024 * 1024;
};

/// Where reading begins or goes on: byte offset and physical line (from 1).
struct Position {
    std::uint64_t offset = 0;
    std::uint64_t line = 1;
};

/// One record. Fields are views that live until the next record is read.
struct Record {
    Position begin;                       ///< of its first byte
    Position end;                         ///< of the byte after its line end: where the next record begins
    std::vector<std::string_view> fields; ///< without quotes; with a problem: as far as they were understood
    Problem problem = Problem::None;
    std::size_t problemField = 0; ///< counted from 0
};

/// Splits a stream into records. Understands LF, CRLF and CR, quoted line ends, a last line without line end,
/// and a byte order mark of UTF-8 at offset 0. Empty lines are no records. A quote inside an unquoted field
/// is an ordinary character.
class Reader {
public:
    /// `quote` 0: no character quotes.
    Reader(Source source, char delimiter, Limits limits = {}, Position start = {}, char quote = '"');
    /// The next record or null at the end.
    const Record* next();

private:
    enum class End { Delimiter, Line, Input };
    struct Slice {
        std::size_t from = 0, length = 0;
        bool inScratch = false;
    };

    bool have(std::size_t index);
    void discardUsed();
    void skipByteOrderMark();
    End plainField();
    End quotedField();
    void keep(std::size_t from, std::size_t length, bool inScratch);
    void lineEnd();
    void refuse(Problem problem);
    End dropRestOfLine();
    End firstLineOnly(std::size_t open);
    void finish();
    void checkText();

    Source source_;
    char delimiter_, quote_;
    Limits limits_;
    std::string buffer_;        // window onto the input
    std::size_t filled_ = 0;    // bytes of it that are filled
    std::size_t at_ = 0;        // next byte to look at
    std::size_t recordAt_ = 0;  // first byte of the current record
    std::uint64_t dropped_ = 0; // bytes of the input before buffer_[0]
    std::uint64_t line_;        // line of at_
    bool inputEnded_ = false;
    bool started_ = false;
    std::string scratch_; // fields with doubled quotes
    std::vector<Slice> slices_;
    Record record_;
};

/// True when the bytes are well-formed UTF-8 (no surrogates, no overlong forms).
bool isUtf8(std::string_view text) noexcept;

/// How a file seems to be written, judged from its first bytes.
struct Examination {
    enum class Encoding { Utf8, Utf16, Utf32 };
    Encoding encoding = Encoding::Utf8;
    char delimiter = ',';
    char quote = '"'; ///< 0: none
    Position start;   ///< of the first record: behind the byte order mark and a line "sep=;"
};

/// Looks at the first bytes of a file (some 64 KB; `whole` when they are all of it): the byte order mark, a
/// line "sep=;", which of , ; tab | (where none does, of : ^ ~ and the ASCII separators) divides the records
/// into the same number of columns, more than one, and which of " \' * stands around fields.
Examination examine(std::string_view head, bool whole);

} // namespace csv
