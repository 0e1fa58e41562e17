// JSON bodies: whatever the bytes are, reading names faults or refuses, and what is accepted is written and
// read the same.
#include "tests/unit/describe/sample.h"

#include <rejoinder/json.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

using namespace rejoinder;

namespace {

constexpr std::string_view kCodes[] = {"json.required", "json.unknown",  "json.type",
                                       "json.range",    "json.too-long", "json.too-short",
                                       "json.enum",     "json.format",   "json.duplicate-key"};

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

void checkFaults(const Faults& faults) {
    for (const auto& fault : faults.list()) {
        bool known = false;
        for (const auto code : kCodes) known = known || fault.code == code;
        require(known, "a fault has a code that is not documented");
        require(fault.pointer.empty() || fault.pointer.front() == '/', "a pointer is none");
        require(!fault.message.empty(), "a fault has no message");
    }
}

/// False when the text is no JSON at all.
template <class T>
bool read(std::string_view text, json::Unknown unknown, T& value, Faults& faults) {
    try {
        json::read(text, typeInfo<T>(), &value, faults, unknown);
    } catch (const Error& e) {
        require(e.kind() == ErrorKind::Malformed, "a text is refused as something else than malformed");
        return false;
    }
    checkFaults(faults);
    return true;
}

template <class T>
void tryType(std::string_view text) {
    T strict{}, lenient{};
    Faults strictFaults, lenientFaults;
    const bool readable = read(text, json::Unknown::Fault, strict, strictFaults);
    require(read(text, json::Unknown::Ignore, lenient, lenientFaults) == readable,
            "readable in one way only");
    if (!readable || !strictFaults.empty()) return;
    require(lenientFaults.empty(), "accepted from outside, but not read back");
    const std::string written = json::write(strict);
    require(written == json::write(lenient), "read differently");
    T again{};
    Faults faults;
    require(read(written, json::Unknown::Fault, again, faults) && faults.empty(),
            "written, but not accepted");
    require(json::write(again) == written, "changes when it is read and written");
}

void tryQuote(std::string_view bytes) {
    std::string quoted = "[";
    json::quote(quoted, bytes);
    quoted += ']';
    const auto list = json::read<std::vector<std::string>>(quoted);
    require(list.size() == 1, "a quoted text is not one text");
    std::string again = "[";
    json::quote(again, list.front());
    require(again + ']' == quoted, "a quoted text changes");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    tryType<sample::Tree>(text);
    tryType<sample::Formats>(text);
    tryType<sample::Node>(text);
    tryQuote(text);
    return 0;
}
