#include "kernel/http/spool_file.h"

#include "kernel/http/random_text.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

namespace rejoinder::http {

namespace {
constexpr std::string_view kPrefix = "upload-", kSuffix = ".part";
}

SpoolFile::SpoolFile(const std::filesystem::path& folder) {
    if (folder.empty()) return;
    path_ = folder / (std::string(kPrefix) + randomText() + std::string(kSuffix));
    handle_ = ::open(path_.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (handle_ < 0) path_.clear();
}

SpoolFile::~SpoolFile() {
    if (handle_ >= 0) ::close(handle_);
}

bool SpoolFile::append(std::string_view text) noexcept {
    while (!text.empty()) {
        const auto written = ::write(handle_, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
        bytes_ += static_cast<std::uint64_t>(written);
    }
    return true;
}

void SpoolFile::sweep(const std::filesystem::path& folder, std::chrono::milliseconds idle) noexcept {
    const auto limit = std::filesystem::file_time_type::clock::now() - idle;
    std::error_code ignored;
    std::vector<std::filesystem::path> old;
    for (std::filesystem::directory_iterator it(folder, ignored), end; !ignored && it != end;
         it.increment(ignored)) {
        const auto name = it->path().filename().string();
        if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) continue;
        std::error_code gone; // meanwhile
        if (const auto written = std::filesystem::last_write_time(it->path(), gone);
            !gone && written <= limit)
            old.push_back(it->path());
    }
    for (const auto& path : old) std::filesystem::remove(path, ignored);
}

} // namespace rejoinder::http
