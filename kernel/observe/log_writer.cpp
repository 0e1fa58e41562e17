#include "kernel/observe/log_writer.h"

#include "kernel/observe/clocks.h"

#include <rejoinder/error.h>
#include <rejoinder/json.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace rejoinder::observe {

namespace {

thread_local std::string_view currentRequest;

constexpr std::string_view kLevels[] = {"debug", "info", "warning", "error"};

/// "{gateway} refused {count}" with the fields put in; an unknown name stays as it is.
std::string filled(const std::string& text, std::initializer_list<LogField> fields) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto open = text.find('{', at);
        const auto close = open == std::string::npos ? open : text.find('}', open);
        if (close == std::string::npos) return out + text.substr(at);
        out += text.substr(at, open - at);
        const std::string_view name = std::string_view(text).substr(open + 1, close - open - 1);
        const LogField* found = nullptr;
        for (const auto& f : fields)
            if (f.name == name) found = &f;
        out += found ? found->text : text.substr(open, close - open + 1);
        at = close + 1;
    }
    return out;
}

void member(std::string& line, std::string_view name, std::string_view value, bool number = false) {
    line += line.size() > 1 ? "," : "";
    json::quote(line, name);
    line += ':';
    if (number && value.find_first_not_of("0123456789.-+e") == std::string_view::npos)
        line += value;
    else
        json::quote(line, value);
}

} // namespace

RequestScope::RequestScope(std::string_view requestId) noexcept : before_(currentRequest) {
    currentRequest = requestId;
}

RequestScope::~RequestScope() {
    currentRequest = before_;
}

LogWriter::LogWriter(const std::string& target, LogLevel least, const Catalogue& catalogue)
    : target_(target), least_(least), catalogue_(catalogue) {
    open();
}

LogWriter::~LogWriter() {
    if (file_ > STDERR_FILENO) ::close(file_);
}

void LogWriter::open() {
    if (target_ == "stdout") {
        file_ = STDOUT_FILENO;
    } else if (target_ == "stderr") {
        file_ = STDERR_FILENO;
    } else {
        const int file = ::open(target_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
        if (file < 0)
            throw Error(ErrorKind::Unavailable, "kernel.log-file",
                        "the log file " + target_ +
                            " cannot be opened: " + std::generic_category().message(errno));
        if (file_ > STDERR_FILENO) ::close(file_);
        file_ = file;
    }
}

void LogWriter::reopen() {
    const std::lock_guard lock(mutex_);
    open();
}

void LogWriter::write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
    writeFor({}, level, event, fields);
}

void LogWriter::writeFor(std::string_view plugin, LogLevel level, std::string_view event,
                         std::initializer_list<LogField> fields) {
    if (level < least_) return;
    std::string line = "{";
    member(line, "ts", SystemClock().now().toString());
    member(line, "level", kLevels[static_cast<std::size_t>(level)]);
    member(line, "event", event);
    if (!plugin.empty()) member(line, "plugin", plugin);
    if (!currentRequest.empty()) member(line, "request", currentRequest);
    if (const auto message = catalogue_.find(event)) {
        member(line, "text", filled(message->text, fields));
        if (level >= LogLevel::Warning && !message->advice.empty()) member(line, "advice", message->advice);
    }
    for (const auto& f : fields) member(line, f.name, f.text, f.isNumber);
    line += "}\n";
    const std::lock_guard lock(mutex_);
    // A full disk must not end the process; there is nowhere left to say so.
    for (std::size_t sent = 0; sent < line.size();) {
        const auto n = ::write(file_, line.data() + sent, line.size() - sent);
        if (n < 0 && errno != EINTR) return;
        if (n > 0) sent += static_cast<std::size_t>(n);
    }
}

} // namespace rejoinder::observe
