#include <rejoinder/describe.h>

/// The other file with a struct "Row" in an unnamed namespace of rejoinder::same.
namespace rejoinder::same {

namespace {

struct Row {
    std::string text;
};
REJOINDER_DESCRIBE(Row, text)

} // namespace

/// Reads `text` through the description of this file's Row.
std::string textOfOther();
std::string textOfOther() {
    const Row row{"other"};
    return *static_cast<const std::string*>(structInfo<Row>().find("text")->read(&row));
}

} // namespace rejoinder::same
