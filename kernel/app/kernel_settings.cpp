#include "kernel/app/kernel_settings.h"

#include <sstream>

namespace rejoinder::app {

namespace {

using config::Value;
using Check = std::function<std::string(const Value&)>;

Check between(std::int64_t low, std::int64_t high) {
    return [low, high](const Value& v) {
        const auto n = std::get<std::int64_t>(v);
        return n >= low && n <= high
                   ? std::string()
                   : "must be between " + std::to_string(low) + " and " + std::to_string(high);
    };
}

Check oneOf(std::vector<std::string> words) {
    return [words = std::move(words)](const Value& v) {
        std::string all;
        for (const auto& w : words) {
            if (w == std::get<std::string>(v)) return std::string();
            all += (all.empty() ? "" : ", ") + w;
        }
        return "must be one of " + all;
    };
}

class Declare {
public:
    explicit Declare(config::Settings& settings) : settings_(settings) {}
    void text(std::string key, std::string fallback, std::string says, Check check = {}, bool live = false) {
        settings_.declare(
            {std::move(key), "kernel", std::move(fallback), std::move(says), std::move(check), live});
    }
    void number(std::string key, std::int64_t fallback, std::string says, std::int64_t low,
                std::int64_t high) {
        settings_.declare({std::move(key), "kernel", fallback, std::move(says), between(low, high), false});
    }
    void flag(std::string key, bool fallback, std::string says) {
        settings_.declare({std::move(key), "kernel", fallback, std::move(says), {}, false});
    }

private:
    config::Settings& settings_;
};

void declareHttp(Declare& d) {
    d.text("http.address", "127.0.0.1", "IPv4 or IPv6 address to listen at.");
    d.number("http.port", 8080, "TCP port to listen at; 0 takes a free one.", 0, 65'535);
    d.text("http.certificate", "",
           "PEM file with the certificate chain; with http.private-key-file it switches TLS on.");
    d.text("http.private-key-file", "", "PEM file with the private key of the certificate.");
    d.text("http.proxies", "",
           "Addresses of reverse proxies, separated by commas, whose X-Forwarded-For and "
           "X-Forwarded-Proto are believed.");
    d.number("http.threads", 256, "Connections served at once; each has a thread.", 4, 4'096);
    d.number("http.connections-per-peer", 128, "Connections of one address served at once.", 1, 4'096);
    d.flag("http.limit-loopback", false, "Limit the connections of loopback addresses, too.");
    d.number("http.requests-per-connection", 1'000, "Requests after which a connection is closed.", 1,
             1'000'000);
    d.number("http.head-timeout-ms", 10'000, "Time for a whole request head, from its first byte.", 100,
             600'000);
    d.number("http.idle-timeout-ms", 5'000, "Time from an answer to the next request.", 100, 600'000);
    d.number("http.body-timeout-ms", 60'000, "Time for a whole body in memory.", 100, 3'600'000);
    d.number("http.upload-timeout-ms", 3'600'000, "Time for a whole uploaded file.", 1'000, 86'400'000);
    d.number("http.send-timeout-ms", 30'000, "Time without any progress in sending an answer.", 100,
             3'600'000);
    d.number("http.min-bytes-per-second", 4'096,
             "A body that comes slower is cut off, after http.rate-grace-ms.", 0, 1'000'000'000);
    d.number("http.rate-grace-ms", 5'000, "Time in which a body may come slower.", 0, 600'000);
    d.number("http.max-json-bytes", 1'048'576, "Longest JSON body.", 1'024, 1'073'741'824);
    d.number("http.max-streams", 64, "Clients that hear server-sent events at once.", 0, 4'096);
    d.number("http.keep-answers-hours", 48, "How long the answer of an Idempotency-Key is kept.", 24, 8'760);
    d.flag("http.access-log", false, "Log one line per request at level debug.");
}

void declarePublic(Declare& d) {
    d.text("public.url", "",
           "Address under which everybody reaches the public paths (forms, unsubscribing), as "
           "https://answer.example.org; stands in letters and e-mails.",
           [](const Value& v) {
               const auto& url = std::get<std::string>(v);
               const bool scheme = url.starts_with("https://") || url.starts_with("http://");
               return url.empty() || (scheme && !url.ends_with('/'))
                          ? std::string()
                          : std::string("must begin with https:// or http:// and not end in a slash");
           });
    d.text("public.address", "127.0.0.1", "IPv4 or IPv6 address of the listener for everybody.");
    d.number("public.port", 0,
             "Its TCP port; 0: none, the public paths are then answered at http.port, too. With a port they "
             "are answered there only, and nothing else is.",
             0, 65'535);
    d.text("public.certificate", "",
           "PEM file with its certificate chain; with public.private-key-file it switches TLS on.");
    d.text("public.private-key-file", "", "PEM file with the private key of that certificate.");
    d.text("public.proxies", "",
           "Addresses of reverse proxies before it, separated by commas, whose X-Forwarded-For and "
           "X-Forwarded-Proto are believed.");
    d.number("public.max-connections", 128, "Connections of everybody served at once; each has a thread.", 4,
             4'096);
    d.number("public.connections-per-peer", 16, "Connections of one address served at once there.", 1, 4'096);
    d.flag("public.limit-loopback", false, "Limit the connections of loopback addresses there, too.");
    d.number("public.requests-per-connection", 100, "Requests after which a connection there is closed.", 1,
             1'000'000);
    d.number("public.head-timeout-ms", 5'000, "Time for a whole request head there.", 100, 600'000);
    d.number("public.idle-timeout-ms", 3'000, "Time from an answer to the next request there.", 100, 600'000);
    d.number("public.body-timeout-ms", 15'000, "Time for a whole body there.", 100, 3'600'000);
    d.number("public.send-timeout-ms", 10'000, "Time without any progress in sending an answer there.", 100,
             3'600'000);
    d.number("public.min-bytes-per-second", 1'024,
             "A body that comes slower there is cut off, after public.rate-grace-ms.", 0, 1'000'000'000);
    d.number("public.rate-grace-ms", 3'000, "Time in which a body there may come slower.", 0, 600'000);
    d.number("public.max-body-bytes", 65'536, "Longest body there.", 1'024, 1'048'576);
}

std::chrono::milliseconds milliseconds(const config::Settings& s, std::string_view key) {
    return std::chrono::milliseconds(s.get<std::int64_t>(key));
}

} // namespace

void declareKernelSettings(config::Settings& settings) {
    Declare d(settings);
    d.text("data.folder", "data", "Folder where the database and all files live; made when it is not there.");
    d.text(
        "security.key-file", "",
        "File with the key that seals stored secrets; empty: secrets.key in the data folder. All nodes need "
        "the same one; keep a copy apart from the backups.");
    d.text("plugins.folders", "",
           "Folders that hold plugins, separated by colons; empty for those that came along.");
    d.text("plugins.disabled", "", "Names of plugins to leave out, separated by commas.");
    d.text("storage.driver", "sqlite",
           "Database driver; its plugin is named storage-<driver> and has further settings.");
    d.text("storage.migrate", "default",
           "Whether serve brings the schema up to date by itself: always, never, or default, which means "
           "always on "
           "SQLite and never elsewhere, where `rejoinder migrate` does it.",
           oneOf({"default", "always", "never"}));
    d.text("log.target", "stderr", "Where the log goes: stderr, stdout or a file.");
    d.text("log.level", "info", "Least level that is logged: debug, info, warning or error.",
           oneOf({"debug", "info", "warning", "error"}), true);
    d.number("server.drain-seconds", 20,
             "Time for requests, jobs and plugins to finish when the server stops.", 1, 3'600);
    d.number(
        "server.drain-delay-seconds", 0,
        "Time between saying not ready at /readyz and refusing connections, for load balancers to notice.", 0,
        600);
    declareHttp(d);
    declarePublic(d);
}

std::vector<std::string> listOf(const std::string& text, char separator) {
    std::vector<std::string> out;
    std::istringstream in(text);
    for (std::string entry; std::getline(in, entry, separator);) {
        const auto first = entry.find_first_not_of(" \t");
        if (first == std::string::npos) continue;
        out.push_back(entry.substr(first, entry.find_last_not_of(" \t") - first + 1));
    }
    return out;
}

namespace {

/// What both listeners have; `section` is "http." or "public.".
http::ServerOptions optionsOf(const config::Settings& s, const std::string& section) {
    const auto text = [&](const char* key) { return s.get<std::string>(section + key); };
    const auto integer = [&](const char* key) {
        return static_cast<int>(s.get<std::int64_t>(section + key));
    };
    http::ServerOptions o;
    o.address = text("address");
    o.port = static_cast<std::uint16_t>(integer("port"));
    o.certificate = text("certificate");
    o.privateKey = text("private-key-file");
    o.proxies = listOf(text("proxies"), ',');
    o.connectionsPerPeer = integer("connections-per-peer");
    o.limitLoopback = s.get<bool>(section + "limit-loopback");
    o.requestsPerConnection = integer("requests-per-connection");
    o.headTimeout = milliseconds(s, section + "head-timeout-ms");
    o.idleTimeout = milliseconds(s, section + "idle-timeout-ms");
    o.bodyTimeout = milliseconds(s, section + "body-timeout-ms");
    o.sendTimeout = milliseconds(s, section + "send-timeout-ms");
    o.minBytesPerSecond = static_cast<std::uint64_t>(s.get<std::int64_t>(section + "min-bytes-per-second"));
    o.rateGrace = milliseconds(s, section + "rate-grace-ms");
    return o;
}

} // namespace

http::ServerOptions serverOptions(const config::Settings& s) {
    http::ServerOptions o = optionsOf(s, "http.");
    o.threads = static_cast<int>(s.get<std::int64_t>("http.threads"));
    o.uploadTimeout = milliseconds(s, "http.upload-timeout-ms");
    o.spoolFolder = std::filesystem::path(s.get<std::string>("data.folder")) / "spool";
    return o;
}

http::ServerOptions publicServerOptions(const config::Settings& s) {
    http::ServerOptions o = optionsOf(s, "public.");
    o.listener = "public";
    o.threads = static_cast<int>(s.get<std::int64_t>("public.max-connections"));
    return o;
}

http::DispatcherOptions dispatcherOptions(const config::Settings& s) {
    http::DispatcherOptions o;
    o.version = REJOINDER_VERSION;
    o.maxJsonBytes = static_cast<std::uint64_t>(s.get<std::int64_t>("http.max-json-bytes"));
    o.keepAnswers = std::chrono::hours(s.get<std::int64_t>("http.keep-answers-hours"));
    o.accessLog = s.get<bool>("http.access-log");
    return o;
}

http::EventStreamOptions eventStreamOptions(const config::Settings& s) {
    http::EventStreamOptions o;
    o.maxStreams = static_cast<int>(s.get<std::int64_t>("http.max-streams"));
    return o;
}

LogLevel logLevel(const config::Settings& s) {
    const auto name = s.get<std::string>("log.level");
    return name == "debug"     ? LogLevel::Debug
           : name == "warning" ? LogLevel::Warning
           : name == "error"   ? LogLevel::Error
                               : LogLevel::Info;
}

} // namespace rejoinder::app
