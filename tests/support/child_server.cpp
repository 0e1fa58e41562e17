#include "tests/support/server.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace rejoinder::test {

namespace {

/// Starts the executable with its streams in files. @returns the process.
pid_t spawn(const std::vector<std::string>& arguments, const std::filesystem::path& in,
            const std::filesystem::path& out, const std::filesystem::path& err) {
    std::vector<std::string> words = arguments;
    words.insert(words.begin(), (buildFolder() / "bin" / "rejoinder").string());
    std::vector<char*> raw;
    for (auto& w : words) raw.push_back(w.data());
    raw.push_back(nullptr);
    const pid_t child = ::fork();
    if (child != 0) return child;
    const int files[] = {::open(in.c_str(), O_RDONLY),
                         ::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600),
                         ::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600)};
    for (int i = 0; i < 3; ++i) ::dup2(files[i], i);
    ::execv(raw[0], raw.data());
    ::_exit(127);
}

int exitCode(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

ChildServer::ChildServer(const std::vector<std::string>& arguments) : arguments_(arguments) {}

ChildServer::~ChildServer() {
    kill();
}

void ChildServer::start() {
    std::vector<std::string> words{"serve", "--data", data().string(), "--port", "0"};
    words.insert(words.end(), arguments_.begin(), arguments_.end());
    std::filesystem::remove(folder_.path() / "stdout"); // that of the run before names another port
    process_ = spawn(words, "/dev/null", folder_.path() / "stdout", folder_.path() / "stderr");
    const std::string mark = "listens at http://127.0.0.1:";
    bool ended = false;
    eventually(
        [&] {
            const std::string text = output();
            const auto at = text.find(mark);
            if (at != std::string::npos && text.find('\n', at) != std::string::npos) {
                port_ = static_cast<std::uint16_t>(std::stoi(text.substr(at + mark.size())));
                return true;
            }
            int status = 0;
            ended = ::waitpid(process_, &status, WNOHANG) == process_;
            return ended;
        },
        std::chrono::seconds(60));
    if (port_ != 0 && !ended) return;
    if (ended) process_ = -1;
    throw std::runtime_error("the server does not listen: " + errors());
}

int ChildServer::waitForEnd() {
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = -1;
    port_ = 0;
    return exitCode(status);
}

int ChildServer::stop() {
    if (process_ < 0) return -1;
    ::kill(process_, SIGTERM);
    return waitForEnd();
}

void ChildServer::kill() {
    if (process_ < 0) return;
    ::kill(process_, SIGKILL);
    waitForEnd();
}

std::pair<int, std::string> ChildServer::run(const std::vector<std::string>& arguments,
                                             const std::string& input) const {
    const TempFolder scratch;
    const auto in = scratch.write("stdin", input), out = scratch.path() / "stdout";
    std::vector<std::string> words = arguments;
    words.insert(words.end(), {"--data", data().string()});
    const pid_t child = spawn(words, in, out, scratch.path() / "stderr");
    int status = 0;
    ::waitpid(child, &status, 0);
    return {exitCode(status), readFile(out)};
}

} // namespace rejoinder::test
