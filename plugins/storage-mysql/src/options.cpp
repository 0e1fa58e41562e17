#include "options.h"

#include <rejoinder/error.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <string_view>

namespace rejoinder::mysql {

namespace {

using Settings = std::map<std::string, std::string>;

constexpr std::array<std::string_view, 18> kKnown{"host",
                                                  "isolation",
                                                  "port",
                                                  "socket",
                                                  "database",
                                                  "user",
                                                  "passwordFile",
                                                  "tls",
                                                  "tlsCa",
                                                  "path",
                                                  "readers",
                                                  "tlsCertificate",
                                                  "tlsKeyFile",
                                                  "connectTimeoutSeconds",
                                                  "readonly",
                                                  "writers",
                                                  "readTimeoutSeconds",
                                                  "lockTimeoutSeconds"};

/// "passwordFile" → "password-file", as people write it.
std::string hyphened(std::string_view key) {
    std::string out;
    for (const char c : key) {
        if (c >= 'A' && c <= 'Z') {
            out += '-';
            out += static_cast<char>(c - 'A' + 'a');
        } else {
            out += c;
        }
    }
    return out;
}

[[noreturn]] void refuse(std::string_view key, const std::string& why) {
    throw Error::invalid("/storage-mysql/" + hyphened(key), "storage.bad-setting",
                         fmt::format("storage-mysql.{} {}.", hyphened(key), why));
}

std::string text(const Settings& settings, const std::string& key, std::string fallback = {}) {
    const auto it = settings.find(key);
    return it == settings.end() || it->second.empty() ? std::move(fallback) : it->second;
}

std::int64_t number(const std::string& key, std::string_view given, std::int64_t low, std::int64_t high) {
    std::int64_t value = 0;
    const auto [stop, error] = std::from_chars(given.data(), given.data() + given.size(), value);
    if (error != std::errc{} || stop != given.data() + given.size() || value < low || value > high)
        refuse(key, fmt::format("must be a whole number from {} to {}, not \"{}\"", low, high, given));
    return value;
}

std::int64_t number(const Settings& settings, const std::string& key, std::int64_t low, std::int64_t high,
                    std::int64_t fallback) {
    const std::string given = text(settings, key);
    return given.empty() ? fallback : number(key, given, low, high);
}

/// "a, b:3307, [::1]:3306"
std::vector<Address> readHosts(const std::string& list, std::int64_t port) {
    std::vector<Address> out;
    std::string_view rest = list;
    while (!rest.empty()) {
        std::string_view entry = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(entry.size() + 1, rest.size()));
        while (!entry.empty() && entry.front() == ' ') entry.remove_prefix(1);
        while (!entry.empty() && entry.back() == ' ') entry.remove_suffix(1);
        if (entry.empty()) continue;
        Address address{std::string(entry), port};
        if (entry.front() == '[') {
            const auto close = entry.find(']');
            if (close == std::string_view::npos) refuse("host", "has a [ without its ]");
            address.host = entry.substr(1, close - 1);
            const auto after = entry.substr(close + 1);
            if (!after.empty()) address.port = number("host", after.substr(1), 1, 65'535);
        } else if (const auto colon = entry.find(':');
                   colon != std::string_view::npos && colon == entry.rfind(':')) {
            address.host = entry.substr(0, colon);
            address.port = number("host", entry.substr(colon + 1), 1, 65'535);
        }
        out.push_back(std::move(address));
    }
    return out;
}

std::string readPassword(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::string line;
    if (!in || (!std::getline(in, line) && !in.eof()))
        refuse("passwordFile", fmt::format("names {}, which cannot be read", file.string()));
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return line;
}

Tls readTls(const std::string& word) {
    if (word == "auto") return Tls::Auto;
    if (word == "required") return Tls::Required;
    if (word == "off") return Tls::Off;
    refuse("tls", fmt::format("must be auto, required or off, not \"{}\"", word));
}

Isolation readIsolation(const std::string& word) {
    if (word == "auto") return Isolation::Auto;
    if (word == "serializable") return Isolation::Serializable;
    refuse("isolation", fmt::format("must be auto or serializable, not \"{}\"", word));
}

void readTlsFiles(const Settings& settings, Options& o) {
    o.tls = readTls(text(settings, "tls", "auto"));
    o.tlsCa = text(settings, "tlsCa", "/etc/ssl/certs/ca-certificates.crt");
    o.tlsCertificate = text(settings, "tlsCertificate");
    o.tlsKey = text(settings, "tlsKeyFile");
    if (o.tlsCertificate.empty() != o.tlsKey.empty())
        refuse("tlsCertificate", "and storage-mysql.tls-key-file go together; one of them is missing");
    const bool demanded =
        o.socket.empty() && std::ranges::any_of(o.hosts, [&](const Address& a) { return o.demandsTls(a); });
    for (const auto& [key, file] :
         {std::pair{"tlsCa", o.tlsCa}, {"tlsCertificate", o.tlsCertificate}, {"tlsKeyFile", o.tlsKey}})
        if (demanded && !file.empty() && !std::ifstream(file))
            refuse(key, fmt::format("names {}, which cannot be read", file.string()));
    if (!o.socket.empty() && o.tls == Tls::Required)
        refuse("tls", "cannot be required on a socket; it does not leave this machine");
}

} // namespace

bool Options::demandsTls(const Address& server) const {
    if (tls != Tls::Auto) return tls == Tls::Required;
    return server.host != "localhost" && server.host != "::1" && !server.host.starts_with("127.");
}

std::string Options::where() const {
    if (!socket.empty()) return socket.string();
    std::string out;
    for (const auto& a : hosts) out += fmt::format("{}{}:{}", out.empty() ? "" : ", ", a.host, a.port);
    return out;
}

Options readOptions(const Settings& settings) {
    for (const auto& [key, value] : settings)
        if (std::ranges::find(kKnown, key) == kKnown.end()) refuse(key, "is no setting of this plugin");
    Options o;
    o.socket = text(settings, "socket");
    const std::string hosts = text(settings, "host");
    const std::int64_t port = number(settings, "port", 1, 65'535, 3306);
    if (!o.socket.empty() && !hosts.empty())
        refuse("socket", "and storage-mysql.host exclude each other; remove one of them");
    if (o.socket.empty()) o.hosts = readHosts(hosts.empty() ? "127.0.0.1" : hosts, port);
    if (o.socket.empty() && o.hosts.empty()) refuse("host", "names no server");
    o.database = text(settings, "database", "rejoinder");
    o.user = text(settings, "user", "rejoinder");
    o.passwordFile = text(settings, "passwordFile");
    if (!o.passwordFile.empty()) o.password = readPassword(o.passwordFile);
    readTlsFiles(settings, o);
    o.writers = number(settings, "writers", 2, kMostConnections, o.writers);
    o.readers = number(settings, "readers", 1, kMostConnections, o.readers);
    const auto seconds = [&](const std::string& key, std::int64_t low, std::chrono::seconds& value) {
        value = std::chrono::seconds(number(settings, key, low, kMostSeconds, value.count()));
    };
    seconds("connectTimeoutSeconds", 1, o.connectTimeout);
    seconds("readTimeoutSeconds", 10, o.readTimeout);
    seconds("lockTimeoutSeconds", 1, o.lockTimeout);
    o.isolation = readIsolation(text(settings, "isolation", "auto"));
    o.readonly = text(settings, "readonly") == "true";
    return o;
}

} // namespace rejoinder::mysql
