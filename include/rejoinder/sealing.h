#pragma once
#include <rejoinder/plugin.h>

namespace rejoinder {

/// Seals small secrets that a plugin must read again, with the key of the installation (`security.key-file`),
/// which lies neither in the database nor in a backup. The kernel provides it to every plugin.
class Sealing {
public:
    static constexpr std::string_view kName = "kernel.sealing";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~Sealing() = default;
    /// `about` says whose secret it is; what was sealed for one cannot be opened for another.
    /// @throws Error Unavailable `kernel.secret-key` when the key cannot be used, or is not the one that the
    /// second steps of users are sealed with
    [[nodiscard]] virtual std::string seal(Unit& unit, std::string_view text, std::string_view about) = 0;
    /// @throws Error Unavailable `kernel.secret-key` when the key is missing or another one
    [[nodiscard]] virtual std::string open(std::string_view sealed, std::string_view about) = 0;
    /// Whether it was sealed with the key that is there.
    [[nodiscard]] virtual bool opens(std::string_view sealed) = 0;
};

} // namespace rejoinder
