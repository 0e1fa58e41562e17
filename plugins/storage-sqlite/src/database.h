#pragma once
#include "checkpointer.h"
#include "lock_file.h"
#include "options.h"
#include "readers.h"
#include "writer.h"

#include <atomic>
#include <optional>

namespace rejoinder::sqlite {

/// An SQLite file: one writer that groups units into durable commits, many readers.
class Database final : public driver::Database {
public:
    /// Opens or makes the file. @throws Error Unavailable with one sentence when that is not possible:
    /// storage.in-use, storage.cannot-write, storage.foreign-file, storage.no-such-file or
    /// storage.cannot-open.
    explicit Database(Options options);
    ~Database() override;

    [[nodiscard]] const driver::Features& features() const override { return features_; }
    void prepare(const std::vector<driver::PreparedQuery>& queries) override;
    void write(const std::function<void(driver::Connection&)>& work, Priority priority) override;
    void read(const std::function<void(driver::Connection&)>& work) override;
    void migrate(const std::function<void(driver::Connection&)>& work) override;
    std::vector<std::string> check() override;
    std::vector<driver::Table> tables() override;
    void close() override;
    void backup(const std::filesystem::path& target) override;

    /// For tests and benchmarks.
    [[nodiscard]] WriterCounts counts() const { return writer_ ? writer_->counts() : WriterCounts{}; }
    [[nodiscard]] std::size_t openReaders() const { return readers_.size(); }

private:
    [[nodiscard]] std::unique_ptr<Connection> openWriter() const;
    [[nodiscard]] std::unique_ptr<Connection> openReader() const;
    [[nodiscard]] std::unique_ptr<Connection> openCheckpointer() const;
    Writer& writer();

    const Options options_;
    const driver::Features features_{"sqlite", true, true};
    std::optional<LockFile> lock_;
    std::optional<Writer> writer_;
    std::optional<Checkpointer> checkpointer_; ///< watches the writer's connection; it goes before that
    Readers readers_;
    std::atomic<bool> closed_{false};
};

} // namespace rejoinder::sqlite
