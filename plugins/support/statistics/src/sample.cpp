#include <statistics/sample.h>

#include <stdexcept>
#include <string>

namespace rejoinder::statistics {

double Sample::rate() const {
    requirePieces(*this);
    return static_cast<double>(successes) / static_cast<double>(trials);
}

std::string_view name(Variance variance) noexcept {
    return variance == Variance::Pooled ? "pooled" : "unpooled";
}

std::string_view name(Alternative alternative) noexcept {
    switch (alternative) {
    case Alternative::TwoSided: return "two-sided";
    case Alternative::Less: return "less";
    case Alternative::Greater: return "greater";
    }
    return "";
}

void requireCounts(const Sample& sample) {
    if (sample.trials < 0 || sample.successes < 0 || sample.successes > sample.trials) {
        throw std::invalid_argument("statistics: " + std::to_string(sample.successes) + " responders of " +
                                    std::to_string(sample.trials) + " pieces is impossible");
    }
}

void requirePieces(const Sample& sample) {
    requireCounts(sample);
    if (sample.trials == 0) {
        throw std::domain_error("statistics: a rate needs at least one piece");
    }
}

void requireFraction(double value, std::string_view what) {
    // Written so that NaN is refused too.
    if (!(value > 0.0 && value < 1.0)) {
        throw std::domain_error("statistics: " + std::string(what) +
                                " must lie strictly between 0 and 1, not " + std::to_string(value));
    }
}

} // namespace rejoinder::statistics
