#include <rejoinder/describe.h>

#include <gtest/gtest.h>

namespace rejoinder::same {

std::string textOfOther();

namespace {

/// Has the name and a member of a struct in another file, at another place.
struct Row {
    std::int64_t first[4] = {1, 2, 3, 4};
    std::string text;
};
REJOINDER_DESCRIBE(Row, text)

TEST(Describe, StructsOfOneNameInTwoFilesStayApart) {
    Row row;
    row.text = "mine";
    EXPECT_EQ(*static_cast<const std::string*>(structInfo<Row>().find("text")->read(&row)), "mine");
    EXPECT_EQ(textOfOther(), "other");
}

} // namespace

} // namespace rejoinder::same
