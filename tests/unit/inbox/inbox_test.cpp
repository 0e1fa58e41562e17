#include "inbox/inbox.h"

#include <gmock/gmock.h>

#include <fstream>

namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class Inbox : public testing::Test {
protected:
    Inbox() { fs::create_directories(folder); }
    ~Inbox() override { fs::remove_all(folder); }
    fs::path put(const std::string& name, std::chrono::seconds age, const std::string& bytes = "x") {
        const auto path = folder / name;
        std::ofstream(path, std::ios::binary) << bytes;
        fs::last_write_time(path, fs::file_time_type::clock::now() - age);
        return path;
    }
    const fs::path folder = fs::path(testing::TempDir()) / "inbox-test";
};

TEST_F(Inbox, WhatIsWholeIsReadyByName) {
    const auto two = put("b.pdf", std::chrono::seconds(10)), one = put("a.pdf", std::chrono::seconds(10));
    put("c.pdf", std::chrono::seconds(0));
    put(".d.pdf", std::chrono::seconds(10));
    fs::create_directories(folder / "taken");
    EXPECT_THAT(inbox::ready(folder), ElementsAre(one, two));
}

TEST_F(Inbox, WhatIsMovedWritesOverNothing) {
    inbox::moveTo(put("a", std::chrono::seconds(10), "first"), "taken", "0123456789abcdef");
    inbox::moveTo(put("a", std::chrono::seconds(10), "second"), "taken", "0123456789abcdef");
    EXPECT_EQ(inbox::bytesOf(folder / "taken/a"), "first");
    EXPECT_EQ(inbox::bytesOf(folder / "taken/a.0123456789ab"), "second");
    EXPECT_EQ(inbox::bytesOf(folder / "a"), std::nullopt);
}

TEST_F(Inbox, PartsAreTheBytes) {
    std::string bytes(2'500'001, 'a');
    bytes.back() = 'b';
    const auto parts = inbox::partsOf(bytes);
    ASSERT_EQ(parts.size(), 3U);
    EXPECT_EQ(std::string(parts[0]) + std::string(parts[1]) + std::string(parts[2]), bytes);
    EXPECT_TRUE(inbox::partsOf("").empty());
}

TEST_F(Inbox, TextIsWhatADatabaseTakes) {
    EXPECT_EQ(inbox::textOf("Grüße", 3), "Grü");
    EXPECT_EQ(inbox::textOf("a\xFF", 5), "a\xEF\xBF\xBD");
}

} // namespace
