#pragma once
#include "import_model.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace rejoinder::contacts {

/// Where files of running imports lie, below the plugin's data folder; made when it is missing.
std::filesystem::path importFolder(const std::filesystem::path& dataFolder);

/// SHA-256 of a file, hexadecimal. @throws Error Unavailable when it cannot be read.
std::string fileHash(const std::filesystem::path& file);
/// Hexadecimal digits that nobody can guess.
std::string randomName(std::size_t bytes);

/// Moves an uploaded file into a folder under a random name and makes it durable. @returns the name.
std::string keepFile(const std::filesystem::path& from, const std::filesystem::path& folder);
/// Writes what is in the page cache of a file or folder to the disk.
void makeDurable(const std::filesystem::path& path);
/// Removes a kept file and all that was made of it.
void dropFiles(const std::filesystem::path& folder, std::string_view storedAs);
/// The file that the rows of an import are read from.
std::filesystem::path readPath(const std::filesystem::path& folder, const ImportRow& row);

/// An uploaded file under its name in a folder; goes again, with all that was made of it, unless it is
/// wanted.
class KeptFile {
public:
    KeptFile(const std::filesystem::path& uploaded, std::filesystem::path folder)
        : folder_(std::move(folder)), name_(keepFile(uploaded, folder_)) {}
    ~KeptFile() {
        if (!wanted_) dropFiles(folder_, name_);
    }
    KeptFile(const KeptFile&) = delete;
    KeptFile& operator=(const KeptFile&) = delete;
    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    void want() noexcept { wanted_ = true; }

private:
    std::filesystem::path folder_;
    std::string name_;
    bool wanted_ = false;
};

/// Removes a file of a folder when it goes; none when the name is "".
struct Leftover {
    std::filesystem::path folder;
    std::string name;
    explicit Leftover(std::filesystem::path in) : folder(std::move(in)) {}
    ~Leftover() {
        std::error_code gone;
        if (!name.empty()) std::filesystem::remove(folder / name, gone);
    }
    Leftover(const Leftover&) = delete;
    Leftover& operator=(const Leftover&) = delete;
};

/// The delimiter a text names: one character, or "tab"; 0 when it can be none.
char delimiterIn(std::string_view text);
/// The quote a text names: one character, or 0 for "none"; nothing when it can be none.
std::optional<char> quoteIn(std::string_view text);

} // namespace rejoinder::contacts
