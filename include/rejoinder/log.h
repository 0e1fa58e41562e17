#pragma once
#include <initializer_list>
#include <string>
#include <string_view>

namespace rejoinder {

enum class LogLevel { Debug, Info, Warning, Error };

/// A named value of a log line. Never put names, addresses or e-mails of persons into it.
struct LogField {
    LogField(std::string_view n, std::string_view v) : name(n), text(v) {}
    LogField(std::string_view n, const char* v) : name(n), text(v) {}
    LogField(std::string_view n, const std::string& v) : name(n), text(v) {}
    template <class N>
    requires std::is_arithmetic_v<N> LogField(std::string_view n, N v)
        : name(n), text(std::to_string(v)), isNumber(true) {}
    std::string_view name;
    std::string text;
    bool isNumber = false;
};

/// Writes JSON lines. `event` is a stable id declared with Declarations::message ("DISPATCH-WAVE-BUILT").
class Log {
public:
    virtual ~Log() = default;
    virtual void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) = 0;
    void debug(std::string_view e, std::initializer_list<LogField> f = {}) { write(LogLevel::Debug, e, f); }
    void info(std::string_view e, std::initializer_list<LogField> f = {}) { write(LogLevel::Info, e, f); }
    void warning(std::string_view e, std::initializer_list<LogField> f = {}) {
        write(LogLevel::Warning, e, f);
    }
    void error(std::string_view e, std::initializer_list<LogField> f = {}) { write(LogLevel::Error, e, f); }
};

} // namespace rejoinder
