#pragma once
#include <rejoinder/sealing.h>

#include <array>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace rejoinder::security {

/// Seals small secrets that must be read again, with a key that lies in a file outside of the database, so
/// that neither a copy of the database nor a backup gives them away. XChaCha20-Poly1305; thread-safe.
class Sealer {
public:
    /// The file is made when something is sealed for the first time. All nodes need the same one.
    explicit Sealer(std::filesystem::path keyFile) : file_(std::move(keyFile)) {}

    /// `about` says whose secret it is; what was sealed for one cannot be opened for another.
    /// @throws Error Unavailable `kernel.secret-key` when the file cannot be used.
    [[nodiscard]] std::string seal(std::string_view text, std::string_view about);
    /// @throws Error Unavailable `kernel.secret-key` when the key is missing or another one, or the sealed
    /// text was changed.
    [[nodiscard]] std::string open(std::string_view sealed, std::string_view about);
    /// Whether it was sealed with the key that is there. @throws Error Unavailable
    [[nodiscard]] bool opens(std::string_view sealed);

private:
    using Key = std::array<unsigned char, 32>;
    const Key& key(bool make);

    std::filesystem::path file_;
    std::mutex mutex_;
    std::optional<Key> key_;
    std::string id_; ///< of the key, stands before everything that it sealed
};

/// A key is made for the first secret only. Beside second steps that another one sealed, a new key would part
/// the nodes from each other, or hide that the old one is lost: nothing more is sealed then.
/// @throws Error Unavailable `kernel.secret-key`
void requireSameKey(Unit& unit, Sealer& sealer);

/// The same for plugins; what they seal can be opened as nothing of the kernel's.
class PluginSealing final : public Sealing {
public:
    explicit PluginSealing(std::filesystem::path keyFile) : sealer_(std::move(keyFile)) {}
    [[nodiscard]] std::string seal(Unit& unit, std::string_view text, std::string_view about) override {
        requireSameKey(unit, sealer_);
        return sealer_.seal(text, "plugin " + std::string(about));
    }
    [[nodiscard]] std::string open(std::string_view sealed, std::string_view about) override {
        return sealer_.open(sealed, "plugin " + std::string(about));
    }
    [[nodiscard]] bool opens(std::string_view sealed) override;

private:
    Sealer sealer_;
};

} // namespace rejoinder::security
