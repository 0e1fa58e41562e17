#include "kernel/app/life_sign.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

/// Who lives on a data folder, told by locked files: of real processes that are killed.
namespace rejoinder::app {
namespace {

class LifeSigns : public testing::Test {
protected:
    /// A process that signs and sleeps.
    pid_t born(const Signature& signature) {
        int ready[2];
        EXPECT_EQ(::pipe(ready), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            const LifeSign sign(folder_.path(), signature);
            [[maybe_unused]] const auto told = ::write(ready[1], "!", 1);
            ::pause();
            ::_exit(0);
        }
        char byte = 0;
        EXPECT_EQ(::read(ready[0], &byte, 1), 1);
        ::close(ready[0]);
        ::close(ready[1]);
        return child;
    }
    static void killed(pid_t child) {
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
    }
    std::vector<std::string> dead() {
        std::vector<std::string> names;
        const Obituaries obituaries(folder_.path());
        for (const auto& signature : obituaries.dead()) names.push_back(signature.node);
        return names;
    }
    std::size_t files() {
        std::size_t n = 0;
        for ([[maybe_unused]] const auto& entry :
             std::filesystem::directory_iterator(folder_.path() / "nodes"))
            ++n;
        return n;
    }

    test::TempFolder folder_;
};

TEST_F(LifeSigns, TheKilledAreKnownAndTheLivingAreLeftAlone) {
    EXPECT_THAT(dead(), testing::IsEmpty()) << "there is no folder yet";
    const pid_t one = born({"host:1", 11}), other = born({"host:2", 22});
    EXPECT_THAT(dead(), testing::IsEmpty());
    killed(one);
    EXPECT_THAT(dead(), testing::ElementsAre("host:1"));
    {
        Obituaries heir(folder_.path());
        ASSERT_EQ(heir.dead().size(), 1U);
        EXPECT_EQ(heir.dead().front().token, 11);
        EXPECT_THAT(dead(), testing::IsEmpty()) << "one heir at a time";
    }
    EXPECT_THAT(dead(), testing::ElementsAre("host:1")) << "the heir died before it was done";
    Obituaries(folder_.path()).bury();
    EXPECT_THAT(dead(), testing::IsEmpty());
    EXPECT_EQ(files(), 1U) << "of the one who lives";
    killed(other);
}

TEST_F(LifeSigns, WhoEndsWellLeavesNothing) {
    {
        const LifeSign sign(folder_.path(), {"host:3", 33});
        EXPECT_EQ(files(), 1U);
    }
    EXPECT_EQ(files(), 0U);
}

TEST_F(LifeSigns, AnotherMachineAndHalfAFileSayNothing) {
    std::filesystem::create_directories(folder_.path() / "nodes");
    std::ofstream(folder_.path() / "nodes/a.alive") << "elsewhere 0000\nhost:4\n44\nend\n";
    killed(born({"host:5", 55}));
    const auto half = folder_.path() / "nodes" / "0000000000000037.alive";
    ASSERT_TRUE(std::filesystem::exists(half));
    std::filesystem::resize_file(half, std::filesystem::file_size(half) - 4);
    EXPECT_THAT(dead(), testing::IsEmpty());
}

} // namespace
} // namespace rejoinder::app
