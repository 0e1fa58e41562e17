#include "tests/zoo/zoo_world.h"

#include <gmock/gmock.h>

/// Folders as they come out of bad installations.
namespace rejoinder::test {
namespace {

using plugin::State;
using testing::HasSubstr;

class Loading : public testing::Test {
protected:
    /// Loads (no database) what lies in the root.
    plugin::PluginStatus loaded(const std::string& name, const SettingList& more = {}) {
        SettingList settings{{"plugins.folders", root().string()}};
        settings.insert(settings.end(), more.begin(), more.end());
        kernel_ = std::make_unique<app::Kernel>(launchIn(folder_.path(), settings));
        kernel_->load();
        return statusOf(*kernel_)[name];
    }
    [[nodiscard]] std::filesystem::path root() const { return folder_.path() / "root"; }
    /// Replaces text in the plugin.json of a copied plugin.
    void edit(const std::string& name, const std::string& what, const std::string& by) const {
        const auto file = root() / name / "plugin.json";
        std::string text = readFile(file);
        const auto at = text.find(what);
        ASSERT_NE(at, std::string::npos);
        folder_.write("root/" + name + "/plugin.json", text.replace(at, what.size(), by));
    }

    TempFolder folder_;
    std::unique_ptr<app::Kernel> kernel_;
};

TEST_F(Loading, AnUntouchedCopyIsDeclared) {
    copyPlugin(zooFolder() / "zoo-good-a", root());
    EXPECT_EQ(loaded("zoo-good-a").state, State::Declared);
}

TEST_F(Loading, AManifestThatIsNotTheLibrarysIsRefused) {
    copyPlugin(zooFolder() / "zoo-good-a", root());
    edit("zoo-good-a", "1.2.0", "1.3.0");
    EXPECT_EQ(loaded("zoo-good-a").state, State::Refused);
    EXPECT_THAT(statusOf(*kernel_)["zoo-good-a"].reason, HasSubstr("plugin.json"));
}

TEST_F(Loading, UnknownMembersOfAManifestAreRefused) {
    copyPlugin(zooFolder() / "zoo-good-a", root());
    edit("zoo-good-a", "\"essential\"", "\"esential\": true, \"essential\"");
    EXPECT_EQ(loaded("zoo-good-a").state, State::Refused);
    EXPECT_THAT(statusOf(*kernel_)["zoo-good-a"].reason, HasSubstr("/esential"));
}

TEST_F(Loading, AManifestThatIsNoJsonIsRefused) {
    folder_.write("root/zoo-good-a/plugin.json", "name = zoo-good-a");
    EXPECT_EQ(loaded("zoo-good-a").state, State::Refused);
}

TEST_F(Loading, AMissingLibraryIsRefused) {
    copyPlugin(zooFolder() / "zoo-good-a", root());
    std::filesystem::remove(root() / "zoo-good-a" / "zoo-good-a.so");
    EXPECT_EQ(loaded("zoo-good-a").state, State::Refused);
}

TEST_F(Loading, ALibraryThatIsNoneIsRefused) {
    copyPlugin(zooFolder() / "zoo-good-a", root());
    folder_.write("root/zoo-good-a/zoo-good-a.so", "not an object file");
    EXPECT_EQ(loaded("zoo-good-a").state, State::Refused);
}

TEST_F(Loading, ASwitchedOffPluginIsNotEvenOpened) {
    copyPlugin(zooFolder() / "zoo-good-a", root());
    folder_.write("root/zoo-good-a/zoo-good-a.so", "not an object file");
    const auto status = loaded("zoo-good-a", {{"plugins.disabled", "zoo-good-a"}, {"zoo-good-a.word", "x"}});
    EXPECT_TRUE(status.disabled);
    EXPECT_THAT(kernel_->problems(), testing::IsEmpty()) << "its settings may stay where they are";
}

TEST_F(Loading, WithoutAnEssentialPluginTheServerDoesNotStart) {
    copyPlugin(buildFolder() / "plugins" / "storage-sqlite", root());
    std::filesystem::remove(root() / "storage-sqlite" / "storage-sqlite.so");
    try {
        loaded("storage-sqlite");
        FAIL() << "loaded";
    } catch (const Error& e) {
        EXPECT_EQ(e.code(), "kernel.essential-plugin");
    }
}

} // namespace
} // namespace rejoinder::test
