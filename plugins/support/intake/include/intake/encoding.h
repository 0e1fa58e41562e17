#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// Which encoding a file of text is in, and how it becomes UTF-8.
namespace intake {

/// Fills a buffer with the next bytes of the input; returns how many, 0 at the end.
using Bytes = std::function<std::size_t(char* buffer, std::size_t size)>;

/// What a file seems to be written in.
struct EncodingGuess {
    std::string name;          ///< one of encodings(): "UTF-8", "windows-1252" …
    int confidence = 100;      ///< 0 to 100
    std::string why;           ///< byteOrderMark, ascii, validUtf8, zeroBytes, letters, none
    std::size_t markBytes = 0; ///< length of the byte order mark
    std::string example;       ///< a piece of the text with letters beyond ASCII, decoded
    bool operator==(const EncodingGuess&) const = default;
};

/// The encodings that people can choose from, by their IANA names.
const std::vector<std::string>& encodings();

/// The name as in encodings() for any alias ("latin1" is windows-1252, as in HTML); "" when it is unknown.
std::string encodingNamed(std::string_view text);

/// Reads the input once to its end. Byte order mark, then UTF-8 by its form (all of the file, so one umlaut
/// in the last line counts), then UTF-16 by its zero bytes, then the likeliest of the legacy encodings by
/// what the decoded letters look like.
EncodingGuess detectEncoding(const Bytes& input);

/// Makes UTF-8 of the input. What is no text in that encoding becomes the byte FF, which no UTF-8 holds, so
/// that the reader refuses exactly the row. A byte order mark is left out.
/// @returns how many sequences were wrong. @throws std::invalid_argument for an unknown encoding.
std::uint64_t toUtf8(const Bytes& input, std::string_view encoding,
                     const std::function<void(std::string_view)>& output);

} // namespace intake
