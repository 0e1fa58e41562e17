#pragma once
#include "marks.h"
#include "options.h"
#include "pool.h"

#include <atomic>

namespace rejoinder::mysql {

/// A database of a MySQL or MariaDB server, or of a Galera cluster.
class Database final : public driver::Database {
public:
    /// Opens the first connection. @throws Error Unavailable with one sentence when that is not possible, see
    /// refuseStart() and checkServer().
    explicit Database(Options options);
    ~Database() override;

    [[nodiscard]] const driver::Features& features() const override { return features_; }
    void prepare(const std::vector<driver::PreparedQuery>& queries) override;
    void write(const std::function<void(driver::Connection&)>& work, Priority priority) override;
    void read(const std::function<void(driver::Connection&)>& work) override;
    void migrate(const std::function<void(driver::Connection&)>& work) override;
    std::vector<std::string> check() override;
    std::vector<driver::Table> tables() override;
    void backup(const std::filesystem::path& target) override;
    void close() override;

    /// For tests: how many connections there are, and how many COMMITs were asked after.
    [[nodiscard]] std::size_t connections() const { return writers_.size() + readers_.size(); }
    [[nodiscard]] std::uint64_t askedAfter() const noexcept { return askedAfter_; }

private:
    [[nodiscard]] std::unique_ptr<Connection> open(Purpose purpose);
    void finish(Connection& connection);
    void checkReferences(std::vector<std::string>& problems);

    const Options options_;
    const driver::Features features_{"mysql", false, false};
    Marks marks_;
    driver::PreparedQuery references_; ///< asks for all references, see check()
    std::atomic<std::size_t> host_{0}; ///< the server that answered last
    std::atomic<std::uint64_t> askedAfter_{0};
    Pool writers_, readers_;
    std::atomic<bool> closed_{false};
};

} // namespace rejoinder::mysql
