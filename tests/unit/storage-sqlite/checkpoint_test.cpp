// Pages move from the log into the file beside the writer.
#include "tests/unit/storage-sqlite/fixture.h"

namespace rejoinder::sqlite::test {
namespace {

class CheckpointTest : public DatabaseTest {
protected:
    [[nodiscard]] std::uintmax_t size(const char* suffix) const {
        std::error_code none;
        return std::filesystem::file_size(file().string() + suffix, none);
    }
    void write(std::int64_t id) {
        db->write([&](driver::Connection& c) { put(c, id, std::string(40'000, 'x')); },
                  id % 2 == 0 ? Priority::Interactive : Priority::Background);
    }
};

TEST_F(CheckpointTest, theLogStaysShortWhileOneWritesWithoutPause) {
    constexpr std::int64_t kPages = 200;
    Options o = options();
    o.checkpointPages = kPages;
    open(o);
    std::uintmax_t longest = 0;
    for (std::int64_t id = 1; id <= 2000; ++id) {
        write(id);
        longest = std::max(longest, size("-wal"));
    }
    EXPECT_GT(longest, kPages * 4096U);
    // Where the other thread stands still in the midst of moving, the writer has to go on; but never for half
    // of it all.
    EXPECT_LT(longest, 2000U * 40'000U / 2);
    EXPECT_GT(size(""), 2000U * 30'000U) << "the pages are in the file";
    EXPECT_EQ(db->check(), std::vector<std::string>{});
    db.reset();
    EXPECT_EQ(size("-wal"), static_cast<std::uintmax_t>(-1)) << "nothing is left in the log at the end";
    open(o);
    EXPECT_EQ(count(*db), 2000);
}

TEST_F(CheckpointTest, pagesMoveWithoutTheWriter) {
    Options o = options();
    o.checkpointPages = 200;
    open(o);
    const auto before = size("");
    // More than once the wished length, less than where the writer would do it by itself.
    for (std::int64_t id = 1; id <= 40; ++id) write(id);
    for (int i = 0; i < 1200 && size("") < before + 200 * 4096U; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_GE(size(""), before + 200 * 4096U);
}

} // namespace
} // namespace rejoinder::sqlite::test
