#pragma once
#include <filesystem>
#include <string>

namespace rejoinder::test {

/// A new empty folder that goes with its owner.
class TempFolder {
public:
    explicit TempFolder(const std::string& name = "rejoinder-test");
    ~TempFolder();
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    /// Writes a file in it. @returns its path.
    std::filesystem::path write(const std::string& name, const std::string& text) const;

private:
    std::filesystem::path path_;
};

/// The whole text of a file; "" when it cannot be read.
std::string readFile(const std::filesystem::path& file);
/// The tree that is tested.
std::filesystem::path sourceFolder();
/// Its build folder.
std::filesystem::path buildFolder();

} // namespace rejoinder::test
