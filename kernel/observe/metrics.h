#pragma once
#include <map>
#include <memory>
#include <string>

namespace rejoinder::observe {

using Labels = std::map<std::string, std::string>;

/// A number that only grows. Thread-safe, lives as long as Metrics.
class Counter {
public:
    virtual ~Counter() = default;
    virtual void add(double by = 1) = 0;
};
/// A number that goes up and down.
class Gauge {
public:
    virtual ~Gauge() = default;
    virtual void set(double value) = 0;
    virtual void add(double by) = 0;
};
/// Durations in seconds, in buckets from 5 ms to 10 s.
class Histogram {
public:
    virtual ~Histogram() = default;
    virtual void observe(double seconds) = 0;
};

/// The metrics of the process in Prometheus' text form. Look a metric up once and keep the reference; labels
/// take bounded values only. Names start with "rejoinder_", end with their unit or "_total".
class Metrics {
public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;
    Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {});
    Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels = {});
    Histogram& histogram(const std::string& name, const std::string& help, const Labels& labels = {});
    /// Text exposition format 0.0.4.
    [[nodiscard]] std::string text() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rejoinder::observe
