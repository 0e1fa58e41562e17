#include "confined/confined.h"

#include <seccomp.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace confined {

namespace {

constexpr int kNotConfined = 70;

/// Some kernels look at the hard limit of processor time first: `kill` units later it ends what SIGXCPU did
/// not.
void limit(__rlimit_resource_t resource, std::uint64_t most, std::uint64_t kill = 0) {
    const rlimit both{most, most + kill};
    if (::setrlimit(resource, &both) != 0) ::_exit(kNotConfined);
}

std::uint64_t given(const char* name) {
    const char* text = std::getenv(name); // NOLINT(concurrency-mt-unsafe): before any thread
    const std::uint64_t value = text == nullptr ? 0 : std::strtoull(text, nullptr, 10);
    if (value == 0) ::_exit(kNotConfined);
    return value;
}

// The sanitizers reserve terabytes of addresses and make calls that the filter forbids.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif
#else
constexpr bool kSanitized = false;
#endif

/// Only what memory, open files and the end of the process need; anything else ends it at once.
void forbidTheRest(bool threads) {
    constexpr std::array kAllowed = std::to_array<int>(
        {SCMP_SYS(read),         SCMP_SYS(write),         SCMP_SYS(writev),       SCMP_SYS(lseek),
         SCMP_SYS(close),        SCMP_SYS(fstat),         SCMP_SYS(newfstatat),   SCMP_SYS(mmap),
         SCMP_SYS(munmap),       SCMP_SYS(mremap),        SCMP_SYS(brk),          SCMP_SYS(madvise),
         SCMP_SYS(mprotect),     SCMP_SYS(futex),         SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
         SCMP_SYS(rt_sigreturn), SCMP_SYS(gettid),        SCMP_SYS(getpid),       SCMP_SYS(tgkill),
         SCMP_SYS(getrandom),    SCMP_SYS(clock_gettime), SCMP_SYS(sched_yield),  SCMP_SYS(exit),
         SCMP_SYS(exit_group)});
    const scmp_filter_ctx filter = ::seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (filter == nullptr) ::_exit(kNotConfined);
    for (const int call : kAllowed)
        if (::seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) != 0) ::_exit(kNotConfined);
    if (threads) {
        // clone3 hides its flags from filters; told that it is not there, the C library uses clone.
        constexpr scmp_datum_t kThread = 0x00010000; // CLONE_THREAD
        if (::seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) != 0 ||
            ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                               SCMP_A0(SCMP_CMP_MASKED_EQ, kThread, kThread)) != 0 ||
            ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(set_robust_list), 0) != 0 ||
            ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(rseq), 0) != 0)
            ::_exit(kNotConfined);
    }
    if (::seccomp_load(filter) != 0) ::_exit(kNotConfined);
    ::seccomp_release(filter);
}

} // namespace

void confine(bool threads) {
    const std::uint64_t memory = given("CONFINED_MEMORY"), output = given("CONFINED_OUTPUT"),
                        seconds = given("CONFINED_SECONDS");
    if (!kSanitized) limit(RLIMIT_AS, memory);
    limit(RLIMIT_FSIZE, output);
    limit(RLIMIT_CPU, seconds, 1);
    limit(RLIMIT_CORE, 0);
    if (!kSanitized) forbidTheRest(threads);
}

} // namespace confined
