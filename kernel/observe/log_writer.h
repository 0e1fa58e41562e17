#pragma once
#include "kernel/observe/catalogue.h"

#include <rejoinder/clock.h>
#include <rejoinder/log.h>

#include <atomic>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>

namespace rejoinder::observe {

/// Ties log lines of this thread to a request while it lives. May be nested; the innermost counts.
class RequestScope {
public:
    explicit RequestScope(std::string_view requestId) noexcept;
    ~RequestScope();
    RequestScope(const RequestScope&) = delete;
    RequestScope& operator=(const RequestScope&) = delete;

private:
    std::string_view before_;
};

/// Writes JSON lines (`ts`, `level`, `event`, `plugin`, `request`, `text`, then the fields) in one write()
/// each, so that lines of several threads and processes never mix. A declared message brings its text and,
/// from warning on, its advice.
class LogWriter final : public Log {
public:
    /// `target` is "stderr", "stdout" or a file, which is appended to. @throws Error Unavailable.
    LogWriter(const std::string& target, LogLevel least, const Catalogue& catalogue);
    ~LogWriter() override;
    LogWriter(const LogWriter&) = delete;
    LogWriter& operator=(const LogWriter&) = delete;

    void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) override;
    void writeFor(std::string_view plugin, LogLevel level, std::string_view event,
                  std::initializer_list<LogField> fields);
    /// From now on only what is at least so grave is written.
    void least(LogLevel level) noexcept { least_ = level; }
    /// Opens the file anew, after log rotation moved it away.
    void reopen();

private:
    void open();

    std::string target_;
    std::atomic<LogLevel> least_;
    const Catalogue& catalogue_;
    std::mutex mutex_;
    int file_ = -1;
};

/// The log of one plugin.
class PluginLog final : public Log {
public:
    PluginLog(LogWriter& writer, std::string plugin) : writer_(writer), plugin_(std::move(plugin)) {}
    void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) override {
        writer_.writeFor(plugin_, level, event, fields);
    }

private:
    LogWriter& writer_;
    std::string plugin_;
};

} // namespace rejoinder::observe
