#include "confined/confined.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>

namespace confined {

namespace {

constexpr std::size_t kReportBytes = 1'000'000;

/// A file descriptor that closes itself.
class Descriptor {
public:
    Descriptor() = default;
    ~Descriptor() { close(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    void own(int number) noexcept { number_ = number; }
    [[nodiscard]] int get() const noexcept { return number_; }
    void close() noexcept {
        if (number_ >= 0) ::close(number_);
        number_ = -1;
    }

private:
    int number_ = -1;
};

struct Pipe {
    Descriptor read, write;
    Pipe() {
        std::array<int, 2> ends{-1, -1};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("No pipe can be made.");
        read.own(ends[0]);
        write.own(ends[1]);
    }
};

/// Ends and forgets the process unless it was waited for.
class Child {
public:
    explicit Child(pid_t pid) noexcept : pid_(pid) {}
    ~Child() {
        if (pid_ > 0) kill(), wait();
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    void kill() const noexcept { ::kill(pid_, SIGKILL); }
    int wait() noexcept {
        int status = 0;
        while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {}
        pid_ = -1;
        return status;
    }

private:
    pid_t pid_;
};

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> out;
    for (std::string& word : words) out.push_back(word.data());
    out.push_back(nullptr);
    return out;
}

/// -1 when there is no such program.
pid_t spawn(const std::filesystem::path& program, const std::vector<std::string>& arguments, int input,
            int output, int report, const Limits& limits) {
    std::vector<std::string> words{program.string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<std::string> given{"CONFINED_MEMORY=" + std::to_string(limits.memoryBytes),
                                   "CONFINED_OUTPUT=" + std::to_string(limits.outputBytes),
                                   "CONFINED_SECONDS=" + std::to_string(limits.time.count())};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, 0);
    posix_spawn_file_actions_adddup2(&actions, output, 1);
    posix_spawn_file_actions_adddup2(&actions, report, 2);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    pid_t pid = -1;
    const int failed = ::posix_spawn(&pid, words[0].c_str(), &actions, nullptr, pointers(words).data(),
                                     pointers(given).data());
    posix_spawn_file_actions_destroy(&actions);
    return failed == 0 ? pid : -1;
}

/// Carries bytes between the program and us until it closes what it writes to.
class Talk {
public:
    Talk(std::string_view input, const Limits& limits, Outcome& outcome)
        : input_(input),
          limits_(limits),
          outcome_(outcome),
          end_(std::chrono::steady_clock::now() + limits.time) {}

    /// False when the program must be ended: time or output are used up.
    bool carry(Descriptor& in, Descriptor& out, Descriptor& report) {
        while (out.get() >= 0 || report.get() >= 0) {
            if (input_.empty()) in.close();
            std::array<pollfd, 3> wait{
                {{in.get(), POLLOUT, 0}, {out.get(), POLLIN, 0}, {report.get(), POLLIN, 0}}};
            const auto left =
                std::chrono::duration_cast<std::chrono::milliseconds>(end_ - std::chrono::steady_clock::now())
                    .count();
            const int ready = left <= 0 ? 0 : ::poll(wait.data(), wait.size(), static_cast<int>(left));
            if (ready < 0 && errno == EINTR) continue;
            if (ready <= 0) return outcome_.end = End::TooLong, false;
            if (wait[0].revents != 0) feed(in);
            if (wait[1].revents != 0) take(out, outcome_.output, limits_.outputBytes);
            if (wait[2].revents != 0) take(report, outcome_.report, kReportBytes);
            if (outcome_.output.size() > limits_.outputBytes) return outcome_.end = End::TooBig, false;
        }
        return true;
    }

private:
    void feed(Descriptor& in) {
        const ssize_t n = ::write(in.get(), input_.data(), std::min<std::size_t>(input_.size(), 64 * 1024));
        if (n > 0)
            input_.remove_prefix(static_cast<std::size_t>(n));
        else if (errno != EAGAIN && errno != EINTR)
            in.close(); // it does not want the rest
    }
    static void take(Descriptor& from, std::string& to, std::uint64_t most) {
        std::array<char, 64 * 1024> buffer{};
        const ssize_t n = ::read(from.get(), buffer.data(), buffer.size());
        if (n < 0 && errno == EINTR) return;
        if (n <= 0) return from.close();
        if (to.size() <= most) to.append(buffer.data(), static_cast<std::size_t>(n));
    }

    std::string_view input_;
    const Limits& limits_;
    Outcome& outcome_;
    std::chrono::steady_clock::time_point end_;
};

void judge(int status, Outcome& outcome) {
    if (WIFEXITED(status)) outcome.code = WEXITSTATUS(status);
    if (outcome.end == End::TooLong || outcome.end == End::TooBig) return;
    const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    if (outcome.code == 0)
        outcome.end = End::Done;
    else if (outcome.code == kTooBig || signal == SIGXFSZ)
        outcome.end = End::TooBig;
    else if (outcome.code == 127)
        outcome.end = End::Absent;
    else
        outcome.end = signal == SIGXCPU ? End::TooLong : End::Failed;
}

} // namespace

Outcome run(const std::filesystem::path& program, const std::vector<std::string>& arguments, int input,
            int output, const Limits& limits) {
    Outcome outcome;
    Pipe report;
    const pid_t pid = spawn(program, arguments, input, output, report.write.get(), limits);
    if (pid < 0) return outcome.end = End::Absent, outcome;
    Child child(pid);
    report.write.close();
    Descriptor none, noOutput;
    if (!Talk({}, limits, outcome).carry(none, noOutput, report.read)) child.kill();
    judge(child.wait(), outcome);
    return outcome;
}

Outcome run(const std::filesystem::path& program, const std::vector<std::string>& arguments,
            std::string_view input, const Limits& limits) {
    Outcome outcome;
    Pipe in, out, report;
    const pid_t pid = spawn(program, arguments, in.read.get(), out.write.get(), report.write.get(), limits);
    if (pid < 0) return outcome.end = End::Absent, outcome;
    Child child(pid);
    in.read.close();
    out.write.close();
    report.write.close();
    ::fcntl(in.write.get(), F_SETFL, O_NONBLOCK);
    // A program that stops reading must not end us: SIGPIPE is for this thread only, and waits.
    sigset_t pipeSignal, before;
    sigemptyset(&pipeSignal);
    sigaddset(&pipeSignal, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipeSignal, &before);
    if (!Talk(input, limits, outcome).carry(in.write, out.read, report.read)) child.kill();
    const timespec now{};
    if (sigismember(&before, SIGPIPE) == 0)
        while (::sigtimedwait(&pipeSignal, nullptr, &now) == SIGPIPE) {}
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    judge(child.wait(), outcome);
    return outcome;
}

std::filesystem::path beside(const void* address, std::string_view name) {
    Dl_info info{};
    if (::dladdr(address, &info) == 0 || info.dli_fname == nullptr) return std::filesystem::path(name);
    std::error_code failed;
    const auto real = std::filesystem::canonical(info.dli_fname, failed);
    return (failed ? std::filesystem::path(info.dli_fname) : real).parent_path() / name;
}

} // namespace confined
