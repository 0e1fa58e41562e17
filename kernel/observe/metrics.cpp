#include "kernel/observe/metrics.h"

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <functional>
#include <mutex>
#include <stdexcept>

namespace rejoinder::observe {

namespace {

void add(std::atomic<double>& target, double by) {
    double before = target.load(std::memory_order_relaxed);
    while (!target.compare_exchange_weak(before, before + by, std::memory_order_relaxed)) {}
}

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\' || c == '"') out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    return out;
}

/// {a="1",b="2"}, or "" without labels; `extra` is a further label, spelled out.
std::string spelled(const Labels& labels, const std::string& extra = {}) {
    std::string out;
    for (const auto& [name, value] : labels)
        out += fmt::format("{}{}=\"{}\"", out.empty() ? "" : ",", name, escaped(value));
    if (!extra.empty()) out += (out.empty() ? "" : ",") + extra;
    return out.empty() ? out : "{" + out + "}";
}

/// Something that writes its lines of the exposition.
class Series {
public:
    virtual ~Series() = default;
    virtual void text(std::string& out, const std::string& name, const Labels& labels) const = 0;
};

class Number final : public Series, public Counter, public Gauge {
public:
    void add(double by) override { observe::add(value_, by); }
    void set(double value) override { value_.store(value, std::memory_order_relaxed); }
    void text(std::string& out, const std::string& name, const Labels& labels) const override {
        out += fmt::format("{}{} {}\n", name, spelled(labels), value_.load(std::memory_order_relaxed));
    }

private:
    std::atomic<double> value_{0};
};

constexpr std::array kBounds{0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0};

class Buckets final : public Series, public Histogram {
public:
    void observe(double seconds) override {
        std::size_t at = 0;
        while (at < kBounds.size() && seconds > kBounds[at]) ++at;
        counts_[at].fetch_add(1, std::memory_order_relaxed);
        add(sum_, seconds);
    }
    void text(std::string& out, const std::string& name, const Labels& labels) const override {
        std::uint64_t total = 0;
        for (std::size_t i = 0; i < kBounds.size(); ++i) {
            total += counts_[i].load(std::memory_order_relaxed);
            out += fmt::format("{}_bucket{} {}\n", name,
                               spelled(labels, fmt::format("le=\"{}\"", kBounds[i])), total);
        }
        total += counts_.back().load(std::memory_order_relaxed);
        out += fmt::format("{0}_bucket{1} {3}\n{0}_sum{2} {4}\n{0}_count{2} {3}\n", name,
                           spelled(labels, "le=\"+Inf\""), spelled(labels), total,
                           sum_.load(std::memory_order_relaxed));
    }

private:
    std::array<std::atomic<std::uint64_t>, kBounds.size() + 1> counts_{};
    std::atomic<double> sum_{0};
};

struct Family {
    std::string type, help;
    std::map<Labels, std::unique_ptr<Series>> series;
};

} // namespace

struct Metrics::Impl {
    mutable std::mutex mutex;
    std::map<std::string, Family> families;

    template <class S>
    S& find(const std::string& name, const char* type, const std::string& help, const Labels& labels) {
        const std::lock_guard lock(mutex);
        Family& family = families.try_emplace(name, Family{type, help, {}}).first->second;
        if (family.type != type)
            throw std::logic_error("the metric " + name + " is a " + family.type + ", not a " + type);
        auto& series = family.series[labels];
        if (!series) series = std::make_unique<S>();
        return static_cast<S&>(*series);
    }
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

Counter& Metrics::counter(const std::string& name, const std::string& help, const Labels& labels) {
    return impl_->find<Number>(name, "counter", help, labels);
}

Gauge& Metrics::gauge(const std::string& name, const std::string& help, const Labels& labels) {
    return impl_->find<Number>(name, "gauge", help, labels);
}

Histogram& Metrics::histogram(const std::string& name, const std::string& help, const Labels& labels) {
    return impl_->find<Buckets>(name, "histogram", help, labels);
}

std::string Metrics::text() const {
    const std::lock_guard lock(impl_->mutex);
    std::string out;
    for (const auto& [name, family] : impl_->families) {
        out += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name, family.help, family.type);
        for (const auto& [labels, series] : family.series) series->text(out, name, labels);
    }
    return out;
}

} // namespace rejoinder::observe
