#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// Programs that read what strangers send, in a process without any right but to read, write and think: the
/// server's side (run) and the program's own side (confine).
namespace confined {

/// What the program may use at most.
struct Limits {
    std::uint64_t memoryBytes = 1ULL << 30U; ///< addresses it may have
    std::uint64_t outputBytes = 1ULL << 30U; ///< size of a file it writes, or of what it says in a pipe
    std::chrono::seconds time{60};           ///< of the clock, and of the processor
};

/// How it ended.
enum class End {
    Done,    ///< exit code 0
    Failed,  ///< another exit code, a signal, or a forbidden call
    TooLong, ///< the time was over
    TooBig,  ///< memory or output were too small
    Absent   ///< there is no such program
};

struct Outcome {
    End end = End::Failed;
    int code = -1;      ///< exit code; -1 when a signal ended it
    std::string output; ///< what it wrote to descriptor 1, where that was a pipe
    std::string report; ///< what it wrote to descriptor 2, at most a megabyte
};

/// Runs the program with descriptors 0 and 1 given, and nothing else of this process: no other descriptor, no
/// environment. @throws std::runtime_error when no pipe can be made.
Outcome run(const std::filesystem::path& program, const std::vector<std::string>& arguments, int input,
            int output, const Limits& limits);

/// The same with texts for files: `input` is what it reads, Outcome::output what it wrote.
Outcome run(const std::filesystem::path& program, const std::vector<std::string>& arguments,
            std::string_view input, const Limits& limits);

/// A program that lies beside the library or executable in which `address` (of a function of the caller)
/// stands.
std::filesystem::path beside(const void* address, std::string_view name);

/// The program's own first act (after mapping its input, if it wants that): takes the limits that run() gave
/// it and gives up every system call but those of memory and of open files. Ends the process when that cannot
/// be done.
void confine(bool threads = false);

/// Exit code for std::bad_alloc: run() tells it as TooBig.
inline constexpr int kTooBig = 75;

} // namespace confined
