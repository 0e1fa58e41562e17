#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace rejoinder::mysql {

inline constexpr std::int64_t kMostConnections = 512;
inline constexpr std::int64_t kMostSeconds = 86'400;

/// One server, as host and port.
struct Address {
    std::string host;
    std::int64_t port = 3306;
};

enum class Tls {
    Auto, ///< required unless the server is on this machine
    Required,
    Off
};

enum class Isolation {
    Auto,        ///< snapshots that refuse lost updates; Serializable where the server has none
    Serializable ///< what a unit reads nobody changes before it ends
};

/// How a database is opened; read from the plugin's settings.
struct Options {
    std::vector<Address> hosts;         ///< "host": tried in this order; several for a cluster
    std::filesystem::path socket;       ///< "socket": instead of hosts
    std::string database;               ///< "database"
    std::string user;                   ///< "user"
    std::string password;               ///< first line of the file "password-file"
    std::filesystem::path passwordFile; ///< only to name it in sentences
    Tls tls = Tls::Auto;                ///< "tls"
    std::filesystem::path tlsCa;        ///< "tls-ca": PEM file of who signed the server's certificate
    std::filesystem::path tlsCertificate,
        tlsKey;                              ///< "tls-certificate", "tls-key-file": our own, if asked for
    std::int64_t writers = 16, readers = 16; ///< most connections of each kind
    std::chrono::seconds connectTimeout{5};
    std::chrono::seconds readTimeout{
        120};                             ///< longest wait for an answer; longer than any pause of the server
    std::chrono::seconds lockTimeout{10}; ///< longest wait for a row that another unit holds
    Isolation isolation = Isolation::Auto; ///< "isolation": of units that write
    bool readonly = false;                 ///< "readonly": for commands that only look

    /// Whether a connection to this server must be encrypted and its certificate checked.
    [[nodiscard]] bool demandsTls(const Address& server) const;
    /// "db.example.org:3306" or the socket's path, for sentences.
    [[nodiscard]] std::string where() const;
};

/// @throws Error Invalid naming the setting that is missing, unknown or of the wrong form.
[[nodiscard]] Options readOptions(const std::map<std::string, std::string>& settings);

} // namespace rejoinder::mysql
