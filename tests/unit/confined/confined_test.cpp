#include <confined/confined.h>
#include <gtest/gtest.h>

namespace {

using confined::End;
using confined::run;
using namespace std::chrono_literals;

const std::filesystem::path kProbe = std::filesystem::path(REJOINDER_BINARY_DIR) / "tests/bin/confined_probe";

TEST(Confined, TextGoesInAndOut) {
    const auto outcome = run("/bin/cat", {}, std::string(3'000'000, 'x'), {});
    EXPECT_EQ(outcome.end, End::Done);
    EXPECT_EQ(outcome.output.size(), 3'000'000u);
}

TEST(Confined, AProgramThatDoesNotReadIsNoHarm) {
    EXPECT_EQ(run("/bin/true", {}, std::string(3'000'000, 'x'), {}).end, End::Done);
}

TEST(Confined, TellsHowItEnded) {
    EXPECT_EQ(run("/bin/sh", {"-c", "echo why >&2; exit 3"}, "", {}).end, End::Failed);
    EXPECT_EQ(run("/bin/sh", {"-c", "echo why >&2; exit 3"}, "", {}).report, "why\n");
    EXPECT_EQ(run("/bin/sh", {"-c", "exit 75"}, "", {}).end, End::TooBig);
    EXPECT_EQ(run("/nowhere/program", {}, "", {}).end, End::Absent);
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(run("/bin/sleep", {"20"}, "", {.time = 1s}).end, End::TooLong);
    EXPECT_LT(std::chrono::steady_clock::now() - began, 10s);
    EXPECT_EQ(run("/usr/bin/yes", {}, "", {.outputBytes = 100'000}).end, End::TooBig);
}

TEST(Confined, ItHasNothingOfTheServers) {
    const auto outcome = run(kProbe, {}, " read", {});
    EXPECT_EQ(outcome.end, End::Done);
    EXPECT_EQ(outcome.output, "bare read");
    EXPECT_EQ(run("/bin/ls", {"/proc/self/fd"}, "", {}).output, "0\n1\n2\n3\n")
        << "3 is the folder that ls reads";
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(Confined, WhatIsForbiddenEndsIt) {
    for (const auto* what : {"open", "socket", "fork", "execute"}) {
        const auto outcome = run(kProbe, {what}, "", {});
        EXPECT_EQ(outcome.end, End::Failed) << what;
        EXPECT_EQ(outcome.code, -1) << what << ": a signal, not its own exit";
    }
}

TEST(Confined, MemoryHasAnEnd) {
    EXPECT_EQ(run(kProbe, {"memory"}, "", {.memoryBytes = 200'000'000}).end, End::TooBig);
}
#endif

TEST(Confined, ProcessorTimeHasAnEnd) {
    EXPECT_EQ(run(kProbe, {"spin"}, "", {.time = 1s}).end, End::TooLong);
}

TEST(Confined, WithoutLimitsItDoesNotRun) {
    EXPECT_NE(run("/bin/sh", {"-c", "unset CONFINED_MEMORY; exec " + kProbe.string()}, "", {}).end,
              End::Done);
}

} // namespace
