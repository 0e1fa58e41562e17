// Any bytes as the text of a target group: reading must end; what is read must print to a text that reads the
// same.
#include "tests/unit/targetgroups/random_definition.h"

#include <cstdint>
#include <cstdlib>

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace rejoinder;
    using namespace rejoinder::targetgroups;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const test::TestNames names;
    TextProblem problem;
    const auto read = parse(text, Id{1}, names, problem);
    if (!read) {
        require(!problem.expected.empty() && problem.line >= 1 && problem.column >= 1);
        require(problem.offset >= 0 && problem.offset + problem.length <= static_cast<std::int64_t>(size));
        return 0;
    }
    const std::string printed = print(*read, Id{1}, names);
    const auto again = parse(printed, Id{1}, names, problem);
    require(again.has_value());
    require(json::write(*again) == json::write(plain(*read)));
    require(print(*again, Id{1}, names) == printed);
    return 0;
}
