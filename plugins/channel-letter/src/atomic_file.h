#pragma once
#include <filesystem>
#include <string_view>

namespace rejoinder::letter {

/// A file that is there whole or not at all: written under a name of its own, flushed to the disk, then
/// renamed. Written again, the new one replaces the old one.
class AtomicFile {
public:
    /// @throws std::system_error, like all functions of this class.
    explicit AtomicFile(std::filesystem::path target);
    /// Removes what was written unless it was committed.
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    void write(std::string_view bytes);
    void commit();

private:
    std::filesystem::path target_, temporary_;
    int fd_ = -1;
};

} // namespace rejoinder::letter
