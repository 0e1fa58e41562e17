// Runs a fuzz target without libFuzzer: every file of the corpus, then seeded mutations of them until the
// time is over. Understands the arguments of libFuzzer that tests use, so that a target is called in one way
// everywhere.

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" void __sanitizer_set_death_callback(void (*callback)()) __attribute__((weak));

namespace {

using Bytes = std::vector<std::uint8_t>;

struct Options {
    std::uint32_t seed = 1;
    std::chrono::seconds time{10};
    std::string artifacts = "./";
    std::vector<std::string> corpora;
};

// Globals because a signal handler has no other way to the input that was running.
const std::uint8_t* runningData = nullptr;
std::size_t runningSize = 0;
std::array<char, 4096> artifactPath{};

void saveRunningInput() {
    if (runningData == nullptr) return;
    const int file = open(artifactPath.data(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (file < 0) return;
    if (write(file, runningData, runningSize) < 0) _exit(99);
    close(file);
    runningData = nullptr;
}

void onSignal(int number) {
    saveRunningInput();
    std::signal(number, SIG_DFL);
    std::raise(number);
}

Options parse(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        const auto value = std::string(argument.substr(std::min(argument.find('=') + 1, argument.size())));
        if (argument.starts_with("-seed=")) {
            options.seed = static_cast<std::uint32_t>(std::stoul(value));
        } else if (argument.starts_with("-max_total_time=")) {
            constexpr long kShort = 3; // seconds in the short form
            const long seconds = std::stol(value);
            options.time =
                std::chrono::seconds(std::getenv("REJOINDER_SHORT") ? std::min(seconds, kShort) : seconds);
        } else if (argument.starts_with("-artifact_prefix=")) {
            options.artifacts = value;
        } else if (!argument.starts_with("-")) {
            options.corpora.emplace_back(argument);
        }
    }
    return options;
}

std::vector<Bytes> load(const std::vector<std::string>& folders) {
    std::vector<Bytes> inputs;
    for (const auto& folder : folders) {
        if (!std::filesystem::exists(folder)) continue;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
            if (!entry.is_regular_file()) continue;
            std::ifstream file(entry.path(), std::ios::binary);
            inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
        }
    }
    return inputs;
}

void run(const Bytes& input) {
    // An own allocation of exactly this size, so that the address sanitizer sees the first byte beyond it.
    const Bytes exact(input.begin(), input.end());
    runningData = exact.data();
    runningSize = exact.size();
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
    runningData = nullptr;
}

class Mutator {
public:
    Mutator(std::uint32_t seed, const std::vector<Bytes>& corpus) : random_(seed), corpus_(corpus) {}

    Bytes next() {
        Bytes input = corpus_.empty() ? Bytes{} : corpus_[below(corpus_.size())];
        for (std::size_t changes = 1 + below(6); changes > 0; --changes) mutate(input);
        return input;
    }

private:
    std::size_t below(std::size_t limit) {
        return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_);
    }
    std::uint8_t byte() {
        using namespace std::string_view_literals;
        static constexpr std::string_view kTelling = "\0\n\r\t\"'\\,;:{}[]<>=%/-+.0 9Aaz\x7f\x80\xc3\xff"sv;
        return below(2) == 0 ? static_cast<std::uint8_t>(kTelling[below(kTelling.size())])
                             : static_cast<std::uint8_t>(below(256));
    }
    void mutate(Bytes& input) {
        const std::size_t at = below(input.size() + 1);
        const auto place = input.begin() + static_cast<std::ptrdiff_t>(at);
        switch (below(6)) {
        case 0: input.insert(place, byte()); break;
        case 1:
            if (at < input.size()) input[at] = byte();
            break;
        case 2:
            if (at < input.size()) input[at] = static_cast<std::uint8_t>(input[at] ^ (1U << below(8)));
            break;
        case 3: input.erase(place, place + static_cast<std::ptrdiff_t>(below(input.size() - at + 1))); break;
        case 4: input.insert(place, 1 + below(64), byte()); break;
        default: splice(input, at);
        }
    }
    void splice(Bytes& input, std::size_t at) {
        if (corpus_.empty()) return;
        const Bytes& other = corpus_[below(corpus_.size())];
        const std::size_t from = below(other.size() + 1);
        const std::size_t count = below(other.size() - from + 1);
        const auto first = other.begin() + static_cast<std::ptrdiff_t>(from);
        input.insert(input.begin() + static_cast<std::ptrdiff_t>(at), first,
                     first + static_cast<std::ptrdiff_t>(count));
    }

    std::mt19937 random_;
    const std::vector<Bytes>& corpus_;
};

} // namespace

int main(int argc, char** argv) {
    const Options options = parse(argc, argv);
    std::snprintf(artifactPath.data(), artifactPath.size(), "%scrash-%d", options.artifacts.c_str(),
                  getpid());
    for (const int number : {SIGABRT, SIGSEGV, SIGFPE, SIGILL, SIGBUS}) std::signal(number, onSignal);
    if (__sanitizer_set_death_callback != nullptr) __sanitizer_set_death_callback(saveRunningInput);

    const std::vector<Bytes> corpus = load(options.corpora);
    for (const auto& input : corpus) run(input);

    Mutator mutator(options.seed, corpus);
    const auto end = std::chrono::steady_clock::now() + options.time;
    std::uint64_t runs = 0;
    while (std::chrono::steady_clock::now() < end) {
        run(mutator.next());
        ++runs;
    }
    std::printf("%zu inputs of the corpus and %llu mutations\n", corpus.size(),
                static_cast<unsigned long long>(runs));
    return 0;
}
