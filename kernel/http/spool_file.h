#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string_view>

namespace rejoinder::http {

/// A temporary file into which a body is spooled. Deleting it is the caller's business; a crash leaves it to
/// `sweep`.
class SpoolFile {
public:
    /// Makes a file with a name nobody else has, readable for this user only.
    explicit SpoolFile(const std::filesystem::path& folder);
    ~SpoolFile();
    SpoolFile(const SpoolFile&) = delete;
    SpoolFile& operator=(const SpoolFile&) = delete;

    [[nodiscard]] bool good() const noexcept { return handle_ >= 0; }
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }
    /// False when the disk is full.
    bool append(std::string_view text) noexcept;
    /// The file goes with this object.
    void removeAtEnd() noexcept { remove_ = true; }
    /// Deletes what an earlier process left behind: what nobody has written to for so long. A younger file
    /// may be that of another node that shares the folder.
    static void sweep(const std::filesystem::path& folder, std::chrono::milliseconds idle) noexcept;

private:
    std::filesystem::path path_;
    int handle_ = -1;
    bool remove_ = false;
    std::uint64_t bytes_ = 0;
};

} // namespace rejoinder::http
