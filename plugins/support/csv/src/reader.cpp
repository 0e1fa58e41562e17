#include "csv/reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace csv {

namespace {

constexpr std::size_t kChunk = 64 * 1024;

bool endsLine(char c) noexcept {
    return c == '\n' || c == '\r';
}

} // namespace

Source fromText(std::string_view text) {
    return [text](char* buffer, std::size_t size) mutable {
        const std::size_t n = std::min(size, text.size());
        std::memcpy(buffer, text.data(), n);
        text.remove_prefix(n);
        return n;
    };
}

std::string_view codeOf(Problem problem) noexcept {
    switch (problem) {
    case Problem::None: return "none";
    case Problem::UnclosedQuote: return "unclosed-quote";
    case Problem::TextAfterQuote: return "text-after-quote";
    case Problem::NulByte: return "nul-byte";
    case Problem::InvalidUtf8: return "invalid-utf8";
    case Problem::FieldTooLong: return "field-too-long";
    case Problem::TooManyColumns: return "too-many-columns";
    case Problem::RecordTooLong: return "record-too-long";
    }
    return "unknown";
}

std::string_view sentenceOf(Problem problem) noexcept {
    switch (problem) {
    case Problem::None: return "Nothing is wrong.";
    case Problem::UnclosedQuote: return "A quoted field is never closed; only its first line was left out.";
    case Problem::TextAfterQuote:
        return "Text follows a closing quote; a quote inside a field must be doubled.";
    case Problem::NulByte: return "A field contains a NUL byte.";
    case Problem::InvalidUtf8: return "A field is not UTF-8.";
    case Problem::FieldTooLong: return "A field is longer than 64 KB.";
    case Problem::TooManyColumns: return "There are more than 1000 columns.";
    case Problem::RecordTooLong: return "The line is longer than 1 MB.";
    }
    return "";
}

Reader::Reader(Source source, char delimiter, Limits limits, Position start, char quote)
    : source_(std::move(source)),
      delimiter_(delimiter),
      quote_(quote),
      limits_(limits),
      dropped_(start.offset),
      line_(start.line) {
    buffer_.resize(kChunk);
}

/// Makes buffer_[index] readable; false at the end of the input.
bool Reader::have(std::size_t index) {
    while (index >= filled_) {
        if (inputEnded_) return false;
        if (filled_ == buffer_.size()) buffer_.resize(buffer_.size() * 2);
        const std::size_t n = source_(buffer_.data() + filled_, buffer_.size() - filled_);
        inputEnded_ = n == 0;
        filled_ += n;
    }
    return true;
}

/// Moves what is not read yet to the front, once it is worth it.
void Reader::discardUsed() {
    if (at_ < kChunk / 2 && filled_ < buffer_.size()) return;
    std::memmove(buffer_.data(), buffer_.data() + at_, filled_ - at_);
    dropped_ += at_;
    filled_ -= at_;
    at_ = 0;
    const std::size_t wanted = std::max(kChunk, filled_);
    if (buffer_.size() > 2 * wanted) buffer_.resize(wanted);
}

void Reader::skipByteOrderMark() {
    if (dropped_ == 0 && have(2) && buffer_.compare(0, 3, "\xEF\xBB\xBF") == 0) at_ = 3;
}

const Record* Reader::next() {
    if (!std::exchange(started_, true)) skipByteOrderMark();
    discardUsed();
    while (have(at_) && endsLine(buffer_[at_])) {
        lineEnd();
        discardUsed();
    }
    if (!have(at_)) return nullptr;
    recordAt_ = at_;
    scratch_.clear();
    slices_.clear();
    record_.problem = Problem::None;
    record_.problemField = 0;
    record_.begin = {dropped_ + at_, line_};
    for (End end = End::Delimiter; end == End::Delimiter;) {
        if (at_ - recordAt_ > limits_.recordBytes) {
            refuse(Problem::RecordTooLong);
            end = dropRestOfLine();
        } else {
            end = have(at_) && buffer_[at_] == quote_ && quote_ != '\0' ? quotedField() : plainField();
        }
        if (end == End::Line) lineEnd();
    }
    finish();
    return &record_;
}

Reader::End Reader::plainField() {
    const std::size_t from = at_;
    for (; have(at_); ++at_) {
        const char c = buffer_[at_];
        if (c == delimiter_ || endsLine(c)) {
            keep(from, at_ - from, false);
            if (c != delimiter_) return End::Line;
            ++at_;
            return End::Delimiter;
        }
        if (at_ - from > limits_.fieldBytes) {
            refuse(Problem::FieldTooLong);
            return dropRestOfLine();
        }
    }
    keep(from, at_ - from, false);
    return End::Input;
}

Reader::End Reader::quotedField() {
    const std::size_t open = at_;
    const std::uint64_t openLine = line_;
    std::size_t from = ++at_;
    const std::size_t scratchFrom = scratch_.size();
    for (bool closed = false; !closed; ++at_) {
        if (!have(at_) || at_ - recordAt_ > limits_.recordBytes) return firstLineOnly(open);
        const char c = buffer_[at_];
        if (c == quote_) {
            closed = !have(at_ + 1) || buffer_[at_ + 1] != quote_;
            if (closed) continue;
            scratch_.append(buffer_, from, at_ + 1 - from);
            from = ++at_ + 1;
        } else if (c == '\n' || (c == '\r' && !(have(at_ + 1) && buffer_[at_ + 1] == '\n'))) {
            ++line_;
        }
    }
    const std::size_t close = at_ - 1;
    const bool more = have(at_);
    const bool delimited = more && buffer_[at_] == delimiter_;
    if (more && !delimited && !endsLine(buffer_[at_])) {
        if (line_ != openLine)
            return firstLineOnly(open); // what looks like its end is the start of a later field
        refuse(Problem::TextAfterQuote);
        const End end = dropRestOfLine();
        if (recordAt_ <= open) keep(open, at_ - open, false);
        return end;
    }
    if (scratch_.size() > scratchFrom) {
        scratch_.append(buffer_, from, close - from);
        keep(scratchFrom, scratch_.size() - scratchFrom, true);
    } else {
        keep(from, close - from, false);
    }
    if (!more) return End::Input;
    if (!delimited) return End::Line;
    ++at_;
    return End::Delimiter;
}

/// A quote that is not closed: the record ends with its first line, so a forgotten quote costs one line, not
/// the file.
Reader::End Reader::firstLineOnly(std::size_t open) {
    if (record_.problem == Problem::None) record_.problemField = slices_.size();
    record_.problem = Problem::UnclosedQuote;
    at_ = recordAt_;
    line_ = record_.begin.line;
    const End end = dropRestOfLine();
    if (recordAt_ <= open && open < at_) keep(open, at_ - open, false);
    if (at_ <= open) { // the quote stands on a later line of the record
        slices_.clear();
        keep(recordAt_, at_ - recordAt_, false);
    }
    return end;
}

void Reader::keep(std::size_t from, std::size_t length, bool inScratch) {
    if (slices_.size() == limits_.columns)
        refuse(Problem::TooManyColumns);
    else
        slices_.push_back({from, length, inScratch});
}

/// Steps over one line end (LF, CRLF or CR).
void Reader::lineEnd() {
    const bool cr = buffer_[at_] == '\r';
    ++at_;
    if (cr && have(at_) && buffer_[at_] == '\n') ++at_;
    ++line_;
}

void Reader::refuse(Problem problem) {
    if (record_.problem != Problem::None) return;
    record_.problem = problem;
    record_.problemField = slices_.size();
}

/// Steps to the next line end; of a line without end only the last part stays in memory.
Reader::End Reader::dropRestOfLine() {
    while (have(at_) && !endsLine(buffer_[at_])) {
        ++at_;
        if (at_ - recordAt_ <= limits_.recordBytes + kChunk) continue;
        dropped_ += at_;
        filled_ -= at_;
        std::memmove(buffer_.data(), buffer_.data() + at_, filled_);
        at_ = 0;
        recordAt_ = 0;
        slices_.clear();
        scratch_.clear();
    }
    return have(at_) ? End::Line : End::Input;
}

void Reader::finish() {
    record_.end = {dropped_ + at_, line_};
    record_.fields.clear();
    for (const Slice& s : slices_) {
        const std::string& home = s.inScratch ? scratch_ : buffer_;
        record_.fields.emplace_back(home.data() + s.from, s.length);
    }
    if (record_.problem == Problem::None) checkText();
}

void Reader::checkText() {
    for (std::size_t i = 0; i < record_.fields.size(); ++i) {
        const std::string_view field = record_.fields[i];
        if (!isUtf8(field))
            refuse(Problem::InvalidUtf8);
        else if (field.find('\0') != std::string_view::npos)
            refuse(Problem::NulByte);
        else if (field.size() > limits_.fieldBytes)
            refuse(Problem::FieldTooLong);
        else
            continue;
        record_.problemField = i;
        return;
    }
}

} // namespace csv
