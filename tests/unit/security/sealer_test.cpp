#include "kernel/security/sealer.h"
#include "tests/support/temp_folder.h"

#include <rejoinder/error.h>

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace rejoinder::security {
namespace {

using rejoinder::test::TempFolder;

std::string codeOf(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& e) {
        return e.code();
    }
    return "";
}

TEST(Sealer, OpensWhatItSealedForTheSameOneOnly) {
    const TempFolder folder;
    Sealer sealer(folder.path() / "key");
    const auto sealed = sealer.seal("the secret", "totp 1");
    EXPECT_EQ(sealed.find("the secret"), std::string::npos);
    EXPECT_NE(sealer.seal("the secret", "totp 1"), sealed);
    EXPECT_EQ(sealer.open(sealed, "totp 1"), "the secret");
    EXPECT_EQ(Sealer(folder.path() / "key").open(sealed, "totp 1"), "the secret");
    EXPECT_EQ(codeOf([&] { static_cast<void>(sealer.open(sealed, "totp 2")); }), "kernel.secret-key");
    for (std::size_t at = 0; at < sealed.size(); at += 7) {
        auto changed = sealed;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        EXPECT_EQ(codeOf([&] { static_cast<void>(sealer.open(changed, "totp 1")); }), "kernel.secret-key")
            << at;
    }
    EXPECT_EQ(codeOf([&] { static_cast<void>(sealer.open("", "totp 1")); }), "kernel.secret-key");
    EXPECT_EQ(sealer.open(sealer.seal("", "x"), "x"), "");
}

TEST(Sealer, MakesNoKeyToOpenWith) {
    const TempFolder folder, other;
    const auto sealed = Sealer(folder.path() / "key").seal("the secret", "x");
    Sealer without(other.path() / "key");
    EXPECT_EQ(codeOf([&] { static_cast<void>(without.open(sealed, "x")); }), "kernel.secret-key");
    EXPECT_FALSE(std::filesystem::exists(other.path() / "key"));
    static_cast<void>(without.seal("something", "x"));
    EXPECT_FALSE(without.opens(sealed)) << "another key";
    EXPECT_EQ(codeOf([&] { static_cast<void>(without.open(sealed, "x")); }), "kernel.secret-key");
    other.write("short", "not 32 bytes");
    EXPECT_EQ(codeOf([&] { static_cast<void>(Sealer(other.path() / "short").seal("a", "x")); }),
              "kernel.secret-key");
    EXPECT_EQ(codeOf([&] { static_cast<void>(Sealer(other.path() / "no/such/key").seal("a", "x")); }),
              "kernel.secret-key");
}

TEST(Sealer, OfManyThatMakeTheKeyOneWins) {
    const TempFolder folder;
    std::vector<std::string> sealed(16);
    std::vector<std::thread> threads;
    for (auto& out : sealed)
        threads.emplace_back([&] { out = Sealer(folder.path() / "key").seal("the secret", "x"); });
    for (auto& thread : threads) thread.join();
    Sealer sealer(folder.path() / "key");
    for (const auto& one : sealed) EXPECT_EQ(sealer.open(one, "x"), "the secret");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1) << "no draft is left";
}

} // namespace
} // namespace rejoinder::security
