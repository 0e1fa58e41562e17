#include "tests/support/mariadb.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

namespace rejoinder::test {

namespace {

namespace fs = std::filesystem;

constexpr const char* kServer = "/usr/sbin/mariadbd";
constexpr const char* kInstall = "/usr/bin/mariadb-install-db";

/// Starts a program with its output in a file. @returns the process.
pid_t spawn(std::vector<std::string> words, const fs::path& output) {
    std::vector<char*> raw;
    for (auto& w : words) raw.push_back(w.data());
    raw.push_back(nullptr);
    const pid_t parent = ::getpid();
    const pid_t child = ::fork();
    if (child != 0) return child;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // no server outlives its test
    if (::getppid() != parent) ::_exit(1);
    const int null = ::open("/dev/null", O_RDONLY),
              out = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(null, 0);
    ::dup2(out, 1);
    ::dup2(out, 2);
    ::execv(raw[0], raw.data());
    ::_exit(127);
}

int waitFor(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string userName() {
    const passwd* me = ::getpwuid(::geteuid());
    return me ? me->pw_name : std::to_string(::geteuid());
}

/// An initialised data folder to copy from; making one takes seconds, so it is kept in the build folder.
fs::path templateFolder() {
    const fs::path home = buildFolder() / "tests" / "mariadb-template";
    fs::create_directories(home.parent_path());
    const int lock = ::open((home.string() + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    ::flock(lock, LOCK_EX);
    const std::string version = std::to_string(fs::file_size(kServer)); // another server, another folder
    if (readFile(home / "made-by") != version) {
        fs::remove_all(home);
        fs::create_directories(home);
        const int code = waitFor(
            spawn({kInstall, "--no-defaults", "--user=" + userName(), "--datadir=" + (home / "data").string(),
                   "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve",
                   "--innodb-log-file-size=8M"},
                  home / "log"));
        if (code != 0) throw std::runtime_error("mariadb-install-db: " + readFile(home / "log"));
        const int made = ::open((home / "made-by").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        if (::write(made, version.data(), version.size()) < 0)
            throw std::runtime_error("cannot write made-by");
        ::close(made);
    }
    ::close(lock);
    return home / "data";
}

} // namespace

bool MariaDb::available() {
    return fs::exists(kServer) && fs::exists(kInstall) && fs::exists("/usr/bin/mariadb");
}

MariaDb::MariaDb(bool durable, std::vector<std::string> options)
    : folder_("rj-db"), durable_(durable), options_(std::move(options)), port_(freePort()) {
    fs::create_directories(folder_.path() / "tmp");
    fs::copy(templateFolder(), folder_.path() / "data", fs::copy_options::recursive);
    start();
}

MariaDb::~MariaDb() {
    kill();
}

std::vector<std::string> MariaDb::commandLine() const {
    const auto at = [&](const char* name) { return (folder_.path() / name).string(); };
    std::vector<std::string> words{kServer,
                                   "--no-defaults",
                                   "--user=" + userName(),
                                   "--datadir=" + at("data"),
                                   "--tmpdir=" + at("tmp"),
                                   "--socket=" + at("s.sock"),
                                   "--pid-file=" + at("pid"),
                                   "--port=" + std::to_string(port_),
                                   "--bind-address=127.0.0.1",
                                   "--skip-name-resolve",
                                   "--log-error=" + at("error.log"),
                                   "--innodb-buffer-pool-size=128M",
                                   "--innodb-log-file-size=8M",
                                   "--innodb-log-buffer-size=2M",
                                   "--innodb-flush-log-at-trx-commit=" + std::string(durable_ ? "1" : "2"),
                                   "--aria-pagecache-buffer-size=1M",
                                   "--key-buffer-size=64K",
                                   "--performance-schema=OFF",
                                   "--skip-log-bin",
                                   "--max-connections=200"};
    words.insert(words.end(), options_.begin(), options_.end());
    return words;
}

void MariaDb::start(const std::vector<std::string>& moreOptions) {
    auto words = commandLine();
    words.insert(words.end(), moreOptions.begin(), moreOptions.end());
    process_ = spawn(words, folder_.path() / "output.log");
    const bool up = eventually(
        [&] {
            if (::waitpid(process_, nullptr, WNOHANG) == process_) process_ = -1;
            if (process_ < 0) return true;
            try {
                return fs::exists(socket()) && run("SELECT 1") == "1\n";
            } catch (const std::exception&) {
                return false;
            }
        },
        std::chrono::seconds(60));
    if (!up || process_ < 0)
        throw std::runtime_error("mariadbd does not start: " + readFile(folder_.path() / "error.log"));
}

void MariaDb::stop() {
    if (process_ < 0) return;
    ::kill(process_, SIGTERM);
    waitFor(process_);
    process_ = -1;
}

void MariaDb::kill() {
    if (process_ < 0) return;
    ::kill(process_, SIGKILL);
    waitFor(process_);
    process_ = -1;
}

std::string MariaDb::newDatabase() {
    const std::string name = "t" + std::to_string(++databases_);
    run("CREATE DATABASE " + name);
    return name;
}

std::string MariaDb::run(const std::string& sql, const std::string& database) const {
    const TempFolder scratch;
    std::vector<std::string> words{"/usr/bin/mariadb", "--no-defaults", "--socket=" + socket().string(),
                                   "-uroot",           "--batch",       "--skip-column-names",
                                   "--execute=" + sql};
    if (!database.empty()) words.push_back(database);
    const int code = waitFor(spawn(words, scratch.path() / "out"));
    const std::string said = readFile(scratch.path() / "out");
    if (code != 0) throw std::runtime_error(said);
    return said;
}

SettingList MariaDb::settings(const std::string& database) const {
    return {{"storage.driver", "mysql"},
            {"storage.migrate", "always"},
            {"storage-mysql.socket", socket().string()},
            {"storage-mysql.user", "root"},
            {"storage-mysql.database", database}};
}

} // namespace rejoinder::test
