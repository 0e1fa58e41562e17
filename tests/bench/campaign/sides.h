#pragma once
#include "tests/bench/campaign/recorder.h"
#include "tests/bench/load.h"

/// The two sides of a comparison in turns: the product's requests, and a bare loop that runs its statements
/// again.
namespace rejoinder::bench {

/// Computing time of a process so far, of all its threads, in seconds.
double computed(int process);

/// A copy of a database page by page, while its server idles.
void copyDatabase(const std::string& from, const std::string& to);

/// Requests, their time, and the computing time that they took.
struct Turn {
    double count = 0, took = 0, computed = 0;
    [[nodiscard]] double rate() const { return count / took; }
    [[nodiscard]] double micros() const { return computed / count * 1e6; }
    void add(const Turn& other) {
        count += other.count;
        took += other.took;
        computed += other.computed;
    }
};

/// The bare side: parts of the recording, one after the other, on the copy.
class BareSide {
public:
    /// A request's unit of work has a statement that contains `mark`.
    BareSide(const std::string& copy, const Recording& recording, std::string mark)
        : recording_(recording), mark_(std::move(mark)), database_(copy), replay_(database_, recording) {}
    /// So many units of the beginning, a commit for each.
    Turn alone(std::size_t units);
    /// One of `parts` of what is left, in the commits in which the product ran it.
    Turn next(std::size_t parts);

private:
    Turn run(std::size_t first, std::size_t last, bool commitPerUnit);

    const Recording& recording_;
    const std::string mark_;
    Bare database_;
    Replay replay_;
    std::size_t at_ = 0, share_ = 0;
};

} // namespace rejoinder::bench
