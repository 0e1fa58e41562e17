#include "kernel/http/answer_writer.h"

#include "kernel/http/problem.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <chrono>

namespace rejoinder::http {

namespace {

constexpr std::string_view kPolicy =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "object-src 'none'\r\n";
constexpr std::string_view kPolicyName = "Content-Security-Policy", kCacheName = "Cache-Control",
                           kFrameName = "X-Frame-Options";

/// Fields of every answer that does not say otherwise itself.
struct FixedField {
    std::string_view name, line;
};
constexpr FixedField kFixed[] = {
    {"X-Content-Type-Options", "X-Content-Type-Options: nosniff\r\n"},
    {"Referrer-Policy", "Referrer-Policy: same-origin\r\n"},
    {"Cross-Origin-Opener-Policy", "Cross-Origin-Opener-Policy: same-origin\r\n"},
    {"Cross-Origin-Resource-Policy", "Cross-Origin-Resource-Policy: same-origin\r\n"},
    {kFrameName, "X-Frame-Options: DENY\r\n"},
};
constexpr std::string_view kNoStore = "Cache-Control: no-store\r\n";
constexpr std::string_view kTransport = "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n";

void appendNumber(std::string& out, std::uint64_t number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, end);
}

/// Whether a policy of the answer's own lets others frame it, which X-Frame-Options could not say.
bool maybeFramed(const std::string* policy) {
    return policy && policy->find("frame-ancestors") != std::string::npos &&
           policy->find("frame-ancestors 'none'") == std::string::npos;
}

class File {
public:
    explicit File(const std::filesystem::path& path) : handle_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        struct stat info {};
        if (handle_ >= 0 && ::fstat(handle_, &info) == 0 && S_ISREG(info.st_mode)) {
            bytes_ = static_cast<std::uint64_t>(info.st_size);
            good_ = true;
        }
    }
    ~File() {
        if (handle_ >= 0) ::close(handle_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    [[nodiscard]] bool good() const noexcept { return good_; }
    [[nodiscard]] int handle() const noexcept { return handle_; }
    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

private:
    int handle_;
    std::uint64_t bytes_ = 0;
    bool good_ = false;
};

/// Gives the texts of a stream to the client, each as a chunk.
class ChunkStream final : public BodyStream {
public:
    ChunkStream(Transport& transport, bool chunked) : transport_(transport), chunked_(chunked) {}
    bool write(std::string_view text) override {
        if (!good_ || text.empty()) return good_;
        if (!chunked_) return good_ = transport_.send(std::array{text});
        char size[24];
        char* end = std::to_chars(size, size + 20, text.size(), 16).ptr;
        *end++ = '\r';
        *end++ = '\n';
        return good_ =
                   transport_.send(std::array{std::string_view(size, static_cast<std::size_t>(end - size)),
                                              text, std::string_view("\r\n")});
    }
    bool finish() {
        return good_ && (!chunked_ || transport_.send(std::array{std::string_view("0\r\n\r\n")}));
    }

private:
    Transport& transport_;
    bool chunked_, good_ = true;
};

} // namespace

/// RFC 9110's IMF-fixdate, made once a second.
void AnswerWriter::appendDate(std::string& head, Date& date) {
    const std::time_t now = std::time(nullptr);
    if (now != date.second) {
        date.second = now;
        std::tm parts{};
        ::gmtime_r(&now, &parts);
        static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
        static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        char pattern[40];
        std::snprintf(pattern, sizeof pattern, "%s, %%d %s %%Y %%H:%%M:%%S GMT", kDays[parts.tm_wday],
                      kMonths[parts.tm_mon]);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        date.length = std::strftime(date.text, sizeof date.text, pattern, &parts);
#pragma GCC diagnostic pop
    }
    head.append(date.text, date.length);
}

void AnswerWriter::writeHead(std::string& head, Date& date, const HttpResponse& response,
                             const Framing& framing, Length length, std::uint64_t bytes) {
    head = "HTTP/1.1 ";
    appendNumber(head, static_cast<std::uint64_t>(response.status));
    head += ' ';
    head += reasonOf(response.status);
    head += "\r\nDate: ";
    appendDate(head, date);
    head += "\r\n";
    if (!response.contentType.empty() && response.status != 204 && response.status != 304)
        head.append("Content-Type: ").append(response.contentType).append("\r\n");
    if (length == Length::Chunked) {
        head += "Transfer-Encoding: chunked\r\n";
    } else if (length == Length::Known && response.status != 204 && response.status != 304) {
        head += "Content-Length: ";
        appendNumber(head, bytes);
        head += "\r\n";
    }
    for (const auto& [name, value] : response.headers)
        head.append(name).append(": ").append(value).append("\r\n");
    const auto* policy = response.header(kPolicyName);
    if (!policy) head += kPolicy;
    if (!response.header(kCacheName)) head += kNoStore;
    for (const auto& [name, line] : kFixed) {
        const bool left = response.header(name) || (name == kFrameName && maybeFramed(policy));
        if (!left) head += line;
    }
    if (framing.secure) head += kTransport;
    if (!framing.keepAlive)
        head += "Connection: close\r\n";
    else if (!framing.minorOne)
        head += "Connection: keep-alive\r\n";
    head += "\r\n";
}

std::string AnswerWriter::render(const HttpResponse& response) {
    std::string text;
    Date date;
    writeHead(text, date, response, {false, true, false, false}, Length::Known, response.body.size());
    return text += response.body;
}

bool AnswerWriter::send(HttpResponse& response, const Framing& framing) {
    if (!response.file.empty()) return sendFile(response, framing);
    writeHead(head_, date_, response, framing, Length::Known, response.body.size());
    if (framing.headOnly || response.status == 204 || response.status == 304)
        return transport_.send(std::array{std::string_view(head_)});
    return transport_.send(std::array{std::string_view(head_), std::string_view(response.body)});
}

bool AnswerWriter::sendFile(HttpResponse& response, const Framing& framing) {
    const File file(response.file);
    if (!file.good()) {
        writeProblem(response,
                     {500, "kernel.file-missing", "the file of this answer cannot be read", {}, {}, {}});
        return send(response, framing);
    }
    writeHead(head_, date_, response, framing, Length::Known, file.bytes());
    if (!transport_.send(std::array{std::string_view(head_)})) return false;
    return framing.headOnly || transport_.sendFile(file.handle(), file.bytes());
}

bool AnswerWriter::stream(HttpResponse& response, const Framing& framing) {
    const bool chunked = framing.minorOne;
    writeHead(head_, date_, response, framing, chunked ? Length::Chunked : Length::None, 0);
    if (!transport_.send(std::array{std::string_view(head_)})) return false;
    if (framing.headOnly) return true;
    ChunkStream out(transport_, chunked);
    response.stream(out);
    return out.finish();
}

} // namespace rejoinder::http
