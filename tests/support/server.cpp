#include "tests/support/server.h"

#include "tests/support/mariadb.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <random>
#include <thread>

namespace rejoinder::test {

namespace {

/// Where a server keeps its data: in a file of its folder, or with REJOINDER_STORAGE=mysql in a database that
/// belongs to the folder, on a MariaDB server that all servers of this process share.
SettingList storageFor(const std::filesystem::path& data) {
    const char* wish = std::getenv("REJOINDER_STORAGE");
    if (!wish || std::string_view(wish) != "mysql") return {};
    static std::map<std::filesystem::path, std::string> databases;
    static MariaDb server;
    std::string& name = databases[data];
    if (name.empty()) name = server.newDatabase();
    return server.settings(name);
}

} // namespace

std::uint16_t freePort() {
    // Below the ports that connections of tests beside may get for their own end meanwhile.
    static std::mt19937 dice{std::random_device{}()};
    for (;;) {
        const auto port =
            static_cast<std::uint16_t>(std::uniform_int_distribution<int>(15'000, 30'000)(dice));
        const int s = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(port);
        const bool bound = ::bind(s, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
        ::close(s);
        if (bound) return port;
    }
}

app::Launch launchIn(const std::filesystem::path& data, const SettingList& settings) {
    app::Launch launch;
    launch.settings = {{"data.folder", data.string()},
                       {"http.port", "0"},
                       {"log.target", (data / "log.json").string()},
                       {"plugins.folders", (buildFolder() / "plugins").string()}};
    // In a file, so that a test may change it at run time; the command line would have the last word.
    std::filesystem::create_directories(data);
    const auto file = data / "test.properties";
    std::ofstream(file) << "log.level = debug\n";
    launch.configFiles.push_back(file);
    for (const SettingList& more : {storageFor(data), settings})
        launch.settings.insert(launch.settings.end(), more.begin(), more.end());
    return launch;
}

std::string makeToken(app::Kernel& kernel, const std::string& user, const std::vector<std::string>& roles,
                      const std::optional<std::vector<std::string>>& permissions) {
    return kernel.storage().write(
        [&](Unit& u) {
            kernel.security().addUser(u, user, user, "", roles);
            return kernel.security().addToken(u, user, "test", permissions, std::nullopt).secret;
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
