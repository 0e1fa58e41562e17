#include "tests/support/server.h"

#include <thread>

namespace rejoinder::test {

app::Launch launchIn(const std::filesystem::path& data, const SettingList& settings) {
    app::Launch launch;
    launch.settings = {{"data.folder", data.string()},
                       {"http.port", "0"},
                       {"log.target", (data / "log.json").string()},
                       {"log.level", "debug"},
                       {"plugins.folders", (buildFolder() / "plugins").string()}};
    launch.settings.insert(launch.settings.end(), settings.begin(), settings.end());
    return launch;
}

std::string makeToken(app::Kernel& kernel, const std::string& user, const std::vector<std::string>& roles,
                      const std::optional<std::vector<std::string>>& permissions) {
    return kernel.storage().write(
        [&](Unit& u) {
            kernel.security().addUser(u, user, user, "", roles);
            return kernel.security().addToken(u, user, "test", permissions, std::nullopt);
        },
        {Priority::Interactive, {"command", "test", {}, {}}});
}

InProcessServer::InProcessServer(const SettingList& settings) : settings_(settings) {
    start();
}

InProcessServer::~InProcessServer() {
    stop();
}

void InProcessServer::start() {
    kernel_ = std::make_unique<app::Kernel>(launchIn(folder_.path(), settings_));
    kernel_->load();
    if (const auto problems = kernel_->problems(); !problems.empty())
        throw Error(ErrorKind::Invalid, "test.settings", problems.front());
    kernel_->open(app::Kernel::Access::Serve);
    kernel_->start();
    port_ = kernel_->listen();
}

void InProcessServer::stop() {
    if (kernel_) kernel_->stop();
    kernel_.reset();
}

void InProcessServer::restart() {
    stop();
    start();
}

const std::string& InProcessServer::adminToken() {
    if (adminToken_.empty()) adminToken_ = makeToken(*kernel_, "test-administrator", {"administrator"});
    return adminToken_;
}

bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds limit) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

} // namespace rejoinder::test
