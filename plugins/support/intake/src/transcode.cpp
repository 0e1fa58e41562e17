#include "intake/encoding.h"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ucnv_err.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace intake {

namespace {

// Stands for "no text" between the two steps; no encoding that people choose decodes to it.
constexpr char16_t kWrong = 0xFFFF;

void U_CALLCONV markWrong(const void* count, UConverterToUnicodeArgs* args, const char*, int32_t,
                          UConverterCallbackReason reason, UErrorCode* status) {
    if (reason > UCNV_IRREGULAR) return;
    ++*static_cast<std::uint64_t*>(const_cast<void*>(count));
    *status = U_ZERO_ERROR;
    ucnv_cbToUWriteUChars(args, reinterpret_cast<const UChar*>(&kWrong), 1, 0, status);
}

/// Appends UTF-16 as UTF-8; kWrong becomes the byte FF.
void append(std::string& out, std::u16string_view text) {
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t wrong = std::min(text.find(kWrong, from), text.size());
        const std::size_t length = wrong - from;
        const std::size_t at = out.size();
        out.resize(at + length * 3);
        int32_t written = 0;
        UErrorCode status = U_ZERO_ERROR;
        u_strToUTF8WithSub(out.data() + at, static_cast<int32_t>(length * 3), &written, text.data() + from,
                           static_cast<int32_t>(length), 0xFFFD, nullptr, &status);
        out.resize(at + static_cast<std::size_t>(written));
        if (wrong < text.size()) out += '\xFF';
        from = wrong + 1;
    }
}

} // namespace

std::uint64_t toUtf8(const Bytes& input, std::string_view encoding,
                     const std::function<void(std::string_view)>& output) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(
        ucnv_open(std::string(encoding).c_str(), &status), &ucnv_close);
    if (U_FAILURE(status) != 0 || encodingNamed(encoding).empty())
        throw std::invalid_argument("There is no encoding " + std::string(encoding) + ".");
    std::uint64_t wrong = 0;
    ucnv_setToUCallBack(converter.get(), markWrong, &wrong, nullptr, nullptr, &status);
    std::string bytes(128 * 1024, '\0'), text;
    std::u16string units(bytes.size() + 16, u'\0');
    bool first = true;
    for (bool ended = false; !ended;) {
        const std::size_t n = input(bytes.data(), bytes.size());
        ended = n == 0;
        const char* from = bytes.data();
        do {
            UChar* to = units.data();
            status = U_ZERO_ERROR;
            ucnv_toUnicode(converter.get(), &to, units.data() + units.size(), &from, bytes.data() + n,
                           nullptr, ended ? 1 : 0, &status);
            std::u16string_view made(units.data(), static_cast<std::size_t>(to - units.data()));
            if (first && !made.empty()) {
                first = false;
                if (made.front() == 0xFEFF) made.remove_prefix(1);
            }
            text.clear();
            append(text, made);
            output(text);
        } while (status == U_BUFFER_OVERFLOW_ERROR);
    }
    return wrong;
}

} // namespace intake
