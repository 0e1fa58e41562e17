#include "exact_world.h"
#include "index_file.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

/// The file of the live-count index: what is read from it and brought up to date must be what the database
/// says, and what cannot be trusted must be refused.
namespace rejoinder::targetgroups {
namespace {

namespace fs = std::filesystem;
using index::Reader;
using index::Refused;
using index::Writer;

class Saved : public test::Exact {
protected:
    void happenings(int many) {
        for (int i = 0; i < many; ++i) happen();
        world_->settle();
    }
    void beginAndSave() {
        happenings(30);
        keeper_->rebuild();
        keeper_->save();
    }
    /// What a start says that does not take the file.
    std::string refusal() {
        startAnew();
        EXPECT_FALSE(keeper_->load());
        EXPECT_FALSE(keeper_->state().ready);
        EXPECT_FALSE(keeper_->hold());
        return log_.given.empty() ? "" : log_.given.back();
    }
    void askGate() {
        while (keeper_->followGate()) {}
    }
    void forgetChanges(std::int64_t upTo) {
        world_->write([&](Unit& unit) { unit.run("targetgroups.delete-old-changes", {{"upto", upTo}}); });
    }
    std::string content() const {
        std::ifstream in(file(), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void setContent(std::string_view bytes) const {
        std::ofstream(file(), std::ios::binary | std::ios::trunc) << bytes;
    }
};

TEST_P(Saved, AfterAStartTheIndexGivesTheSamePeopleAsTheDatabase) {
    for (int i = 0; i < 20; ++i) add();
    happenings(40);
    keeper_->rebuild();
    for (int round = 0; round < 10 && !HasFatalFailure(); ++round) {
        happenings(8);
        if (round % 2 == 0) keeper_->follow(); // else there are changes between what is saved and its mark
        keeper_->save();
        happenings(round % 3 * 6);
        startAnew();
        ASSERT_TRUE(keeper_->load());
        EXPECT_TRUE(keeper_->state().fromFile);
        EXPECT_TRUE(keeper_->state().ready);
        compare(60);
        compareFigures();
        askGate();
        compareRefused();
        happenings(6);
        keeper_->follow();
        askGate();
        compare(20);
        compareRefused();
    }
}

TEST_P(Saved, WhatIsNotWholeIsRefused) {
    EXPECT_EQ(refusal(), "") << "where there is no file there is nothing to say";
    beginAndSave();
    const auto whole = content();
    ASSERT_GT(whole.size(), 10'000U);
    for (std::size_t size = 0; size < whole.size(); size += 1 + below(whole.size() / 20)) {
        setContent(std::string_view(whole).substr(0, size));
        EXPECT_FALSE(refusal().empty()) << size;
    }
    for (int i = 0; i < 60; ++i) {
        auto bytes = whole;
        const auto place = i < 20 ? below(200) : i < 30 ? bytes.size() - 1 - below(64) : below(bytes.size());
        bytes[place] = static_cast<char>(bytes[place] ^ (1 << below(8)));
        setContent(bytes);
        EXPECT_EQ(refusal(), "it is damaged") << place;
    }
    setContent(whole + "\n");
    EXPECT_EQ(refusal(), "it is damaged");
    setContent(whole);
    startAnew();
    EXPECT_TRUE(keeper_->load());
}

TEST_P(Saved, WhatContradictsItselfIsRefusedThoughItsChecksumHolds) {
    beginAndSave();
    const auto whole = content();
    std::size_t taken = 0;
    for (int i = 0; i < 400; ++i) {
        auto bytes = whole.substr(0, whole.size() - 64);
        const auto place = 200 + below(bytes.size() - 200);
        bytes[place] = static_cast<char>(below(256));
        setContent(bytes + digest::sha256Hex(bytes));
        startAnew();
        taken += keeper_->load() ? 1 : 0; // a bit of a person says nothing wrong
    }
    EXPECT_LT(taken, 400U);
}

TEST_P(Saved, WhatAnotherBuildWroteIsRefused) {
    beginAndSave();
    auto bytes = content();
    const auto identity = bytes.find('\n') + 1 + sizeof(std::uint64_t); // after the first line and a length
    bytes[identity] = bytes[identity] == 'a' ? 'b' : 'a';
    bytes.resize(bytes.size() - 64);
    setContent(bytes + digest::sha256Hex(bytes));
    EXPECT_EQ(refusal(), "another build wrote it");
    bytes[10] = '?';
    setContent(bytes + digest::sha256Hex(bytes));
    EXPECT_EQ(refusal(), "it is something else");
}

TEST_P(Saved, WhatIsOfAnotherDatabaseIsRefused) {
    if (std::string(GetParam()) != "storage-sqlite") GTEST_SKIP() << "the database is copied as a file";
    happenings(20);
    const auto database = world_->folder() / "data/rejoinder.db", copy = world_->folder() / "copy.db";
    keeper_.reset();
    world_->close();
    fs::copy_file(database, copy);
    world_->open();
    startAnew();
    keeper_->rebuild();
    happenings(5);
    keeper_->follow();
    keeper_->save();
    startAnew();
    ASSERT_TRUE(keeper_->load());
    // The copy gets as many changes, but others.
    keeper_.reset();
    world_->close();
    for (const auto* end : {"-wal", "-shm"}) fs::remove(database.string() + end);
    fs::copy_file(copy, database, fs::copy_options::overwrite_existing);
    world_->open();
    happenings(30);
    EXPECT_EQ(refusal(), "it is of another database, or too old");
    keeper_->rebuild();
    compare(40);
}

TEST_P(Saved, WhoseChangesAreForgottenIsRefused) {
    happenings(20);
    keeper_->rebuild();
    const auto known = keeper_->state().changes;
    happenings(10); // not followed, so they lie before the mark
    keeper_->save();
    const auto marked = world_->read([](Unit& unit) { return unit.number("targetgroups.last-change"); });
    ASSERT_GT(marked, known + 2);
    forgetChanges(known + 1);
    EXPECT_EQ(refusal(), "what changed since is no longer known");
    happenings(3);
    forgetChanges(marked);
    EXPECT_EQ(refusal(), "it is of another database, or too old");
}

TEST_P(Saved, WhatWasNotFinishedIsTakenAway) {
    beginAndSave();
    const auto whole = content();
    const auto draft = Writer::draftOf(file());
    std::ofstream(draft) << "half";
    startAnew();
    EXPECT_TRUE(keeper_->load());
    EXPECT_FALSE(fs::exists(draft));
    {
        Writer first(file());
        first.put<std::uint64_t>(1);
        EXPECT_THROW(Writer{file()}, Refused);
        EXPECT_THROW(keeper_->save(), Refused);
        Writer::clean(file()); // it is being written
        EXPECT_TRUE(fs::exists(draft));
    }
    EXPECT_FALSE(fs::exists(draft));
    EXPECT_EQ(content(), whole);
}

TEST_P(Saved, WhereThereIsNoRoomTheOldFileStays) {
    beginAndSave();
    const auto whole = content();
    struct stat about = {};
    ASSERT_EQ(::stat(file().c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0600U);
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN); // NOLINT: writing fails instead
    {
        Writer to(file());
        const std::string much(whole.size(), 'x');
        const rlimit little{whole.size() / 2, before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &little);
        EXPECT_THROW((to.put(much), to.finish()), std::system_error);
        ::setrlimit(RLIMIT_FSIZE, &before);
    }
    std::signal(SIGXFSZ, handler); // NOLINT
    EXPECT_FALSE(fs::exists(Writer::draftOf(file())));
    EXPECT_EQ(content(), whole);
    startAnew();
    EXPECT_TRUE(keeper_->load());
}

TEST_P(Saved, AServerSavesByItself) {
    const auto ready = [&] {
        for (int i = 0; i < 2000 && !keeper_->state().ready; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        return keeper_->state().ready;
    };
    keeper_->start();
    ASSERT_TRUE(ready());
    EXPECT_FALSE(keeper_->state().fromFile);
    keeper_->stop();
    ASSERT_TRUE(fs::exists(file()));
    happenings(20);
    startAnew();
    keeper_->start();
    ASSERT_TRUE(ready());
    EXPECT_TRUE(keeper_->state().fromFile);
    compare(40);
    fs::remove(file());
    fs::create_directory(file()); // nothing can be written there
    keeper_->stop();
    EXPECT_FALSE(log_.given.empty());
    startAnew();
    keeper_->start();
    ASSERT_TRUE(ready());
    EXPECT_FALSE(keeper_->state().fromFile);
    keeper_->stop();
}

TEST(IndexFile, NoCountTakesMoreMemoryThanTheFileIsLong) {
    const auto file = fs::temp_directory_path() / ("rejoinder-file-" + std::to_string(::getpid()) + ".cache");
    {
        Writer to(file);
        to.put<std::uint64_t>(UINT64_MAX / 8);
        to.finish();
    }
    for (const int as : {0, 1, 2}) {
        Reader from(file);
        EXPECT_THROW(as == 0   ? (void)from.text()
                     : as == 1 ? (void)from.numbers<std::uint64_t>()
                               : (void)from.count(1),
                     Refused);
    }
    fs::remove(file);
}

INSTANTIATE_TEST_SUITE_P(Engines, Saved, testing::Values("storage-sqlite", "storage-mysql"),
                         [](const auto& engine) { return std::string(engine.param).substr(8); });

} // namespace
} // namespace rejoinder::targetgroups
