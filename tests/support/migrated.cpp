#include "tests/support/migrated.h"

#include "tests/support/temp_folder.h"

#include <unistd.h>

#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>

namespace rejoinder::test {

namespace {

namespace fs = std::filesystem;

/// What was made so far. A process that a test forked off leaves the folder to its parent.
class Patterns {
public:
    ~Patterns() {
        if (::getpid() != owner_) folder_.release(); // NOLINT(bugprone-unused-return-value)
    }
    fs::path of(const std::string& key, const std::function<void(const fs::path&)>& make) {
        const std::lock_guard lock(mutex_);
        if (const auto at = made_.find(key); at != made_.end()) return at->second;
        const auto file = folder_->path() / std::to_string(made_.size()) / "data" /
                          "rejoinder.db"; // as the kernel names it
        fs::create_directories(file.parent_path());
        make(file);
        if (fs::exists(file.string() + "-wal"))
            throw std::logic_error("The database of " + key + " is still open.");
        made_.emplace(key, file);
        return file;
    }

private:
    const ::pid_t owner_ = ::getpid();
    std::unique_ptr<TempFolder> folder_ = std::make_unique<TempFolder>();
    std::mutex mutex_;
    std::map<std::string, fs::path> made_;
};

} // namespace

void layFreshDatabase(const fs::path& file, const std::string& key,
                      const std::function<void(const fs::path&)>& make) {
    static Patterns patterns;
    fs::create_directories(file.parent_path());
    fs::copy_file(patterns.of(key, make), file);
}

} // namespace rejoinder::test
