#pragma once
#include "kernel/app/kernel.h"
#include "tests/support/http_client.h"
#include "tests/support/temp_folder.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace rejoinder::test {

using SettingList = std::vector<std::pair<std::string, std::string>>;

/// A loopback port that nobody listens at.
std::uint16_t freePort();

/// Settings with which a test runs: data in `data`, a free port, the log in a file beside it, nothing of the
/// outside.
app::Launch launchIn(const std::filesystem::path& data, const SettingList& settings = {});

/// Makes a user of these roles and a token of theirs. With `permissions` the token may do only that, and an
/// empty list makes it powerless. @returns the token.
std::string makeToken(app::Kernel& kernel, const std::string& user, const std::vector<std::string>& roles,
                      const std::optional<std::vector<std::string>>& permissions = std::nullopt);

/// A whole server in this process, with a data folder, a free port and a clock of its own.
class InProcessServer {
public:
    /// Starts. @throws Error when it cannot.
    explicit InProcessServer(const SettingList& settings = {});
    ~InProcessServer();

    [[nodiscard]] app::Kernel& kernel() noexcept { return *kernel_; }
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] const std::filesystem::path& data() const noexcept { return folder_.path(); }
    /// Token of an administrator, made at the first call.
    const std::string& adminToken();
    /// A client with the administrator's token.
    HttpClient admin() { return HttpClient(port_, adminToken()); }
    /// A client without a token.
    [[nodiscard]] HttpClient anonymous() const { return HttpClient(port_); }
    /// Works until no job is queued or running and no event is undelivered.
    void settle() { kernel_->api().settle(); }
    /// Stops and starts again on the same data, as a restart of the process does.
    void restart();
    void stop();
    /// What was logged until now.
    [[nodiscard]] std::string log() const { return readFile(folder_.path() / "log.json"); }

private:
    void start();
    TempFolder folder_;
    SettingList settings_;
    std::unique_ptr<app::Kernel> kernel_;
    std::uint16_t port_ = 0;
    std::string adminToken_;
};

/// The real executable as a child process, in a data folder of its own.
class ChildServer {
public:
    explicit ChildServer(const std::vector<std::string>& arguments = {});
    /// Kills it when it still runs.
    ~ChildServer();
    ChildServer(const ChildServer&) = delete;
    ChildServer& operator=(const ChildServer&) = delete;

    /// Starts `rejoinder serve` and waits until it listens. @throws std::runtime_error with its output when
    /// it ends first.
    void start();
    /// SIGTERM. @returns the exit code.
    int stop();
    /// SIGKILL.
    void kill();
    /// Runs another command of the executable on the same data and waits. @returns exit code and standard
    /// output.
    std::pair<int, std::string> run(const std::vector<std::string>& arguments,
                                    const std::string& input = {}) const;
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] std::filesystem::path data() const { return folder_.path() / "data"; }
    /// Standard output of the server until now.
    [[nodiscard]] std::string output() const { return readFile(folder_.path() / "stdout"); }
    [[nodiscard]] std::string errors() const { return readFile(folder_.path() / "stderr"); }
    [[nodiscard]] int process() const noexcept { return process_; }

private:
    int waitForEnd();
    TempFolder folder_;
    std::vector<std::string> arguments_;
    int process_ = -1;
    std::uint16_t port_ = 0;
};

/// Everything that a plugin has registered anywhere, in words; empty when nothing.
std::vector<std::string> registeredBy(app::Kernel& kernel, const std::string& plugin);

/// Runs `condition` again and again until it is true. @returns false when it is not within `limit`.
bool eventually(const std::function<bool()>& condition,
                std::chrono::milliseconds limit = std::chrono::seconds(60));

} // namespace rejoinder::test
