#include "kernel/storage/backup.h"

#include "kernel/storage/checksum.h"
#include "kernel/storage/query_catalog.h"

#include <rejoinder/error.h>
#include <rejoinder/json.h>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <set>
#include <system_error>

namespace rejoinder::storage {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kFormat = "rejoinder-backup";
constexpr std::int32_t kFormatVersion = 1;
constexpr std::string_view kManifest = "manifest.json";
constexpr std::string_view kFiles = "files"; ///< folder of the files below the data folder
constexpr std::size_t kPart = 1u << 20;      ///< bytes copied at once

[[noreturn]] void failed(const fs::path& file, int error) {
    throw Error(ErrorKind::Unavailable, "storage.copy-failed",
                fmt::format("The file {}: {}.", file.string(), std::system_category().message(error)));
}

[[noreturn]] void refuse(std::string text) {
    throw Error::conflict("storage.bad-backup", std::move(text));
}

/// An open file that is closed with its owner.
class File {
public:
    File(fs::path path, int how)
        : path_(std::move(path)), handle_(::open(path_.c_str(), how | O_CLOEXEC, 0600)) {}
    ~File() {
        if (handle_ >= 0) ::close(handle_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    [[nodiscard]] bool isOpen() const noexcept { return handle_ >= 0; }
    [[nodiscard]] int handle() const noexcept { return handle_; }
    [[nodiscard]] std::string_view read(std::string& part) const {
        for (;;) {
            const auto size = ::read(handle_, part.data(), part.size());
            if (size >= 0) return {part.data(), static_cast<std::size_t>(size)};
            if (errno != EINTR) failed(path_, errno);
        }
    }
    void write(std::string_view bytes) const {
        while (!bytes.empty()) {
            const auto size = ::write(handle_, bytes.data(), bytes.size());
            if (size < 0 && errno != EINTR) failed(path_, errno);
            bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
        }
    }

private:
    fs::path path_;
    int handle_;
};

Timestamp now() {
    return {std::chrono::duration_cast<std::chrono::microseconds>(
                std::chrono::system_clock::now().time_since_epoch())
                .count()};
}

/// Size and checksum of a file, which is also copied to `out` where there is one.
BackupFile take(const File& in, const File* out) {
    BackupFile found;
    Checksum sum;
    std::string part(kPart, '\0');
    for (;;) {
        const auto bytes = in.read(part);
        if (bytes.empty()) break;
        sum.add(bytes);
        found.bytes += static_cast<std::int64_t>(bytes.size());
        if (out) out->write(bytes);
    }
    found.sha256 = sum.hex();
    return found;
}

BackupFile measure(const fs::path& file) {
    const File in(file, O_RDONLY);
    if (!in.isOpen()) failed(file, errno);
    return take(in, nullptr);
}

/// Below a folder, and nowhere else: a manifest may come from anywhere.
bool staysBelow(const std::string& path) {
    const fs::path p(path);
    return !p.empty() && p.is_relative() && p == p.lexically_normal() &&
           std::ranges::none_of(p, [](const fs::path& part) { return part == ".."; });
}

bool isWithin(const fs::path& inner, const fs::path& outer) {
    const auto relative = fs::weakly_canonical(inner).lexically_relative(fs::weakly_canonical(outer));
    return !relative.empty() && *relative.begin() != "..";
}

} // namespace

BackupFile copyFile(const fs::path& from, const fs::path& to) {
    const File in(from, O_RDONLY);
    if (!in.isOpen()) failed(from, errno);
    const File out(to, O_WRONLY | O_CREAT | O_TRUNC);
    if (!out.isOpen()) failed(to, errno);
    return take(in, &out);
}

void syncFolder(const fs::path& folder) {
    const File opened(folder, O_RDONLY | O_DIRECTORY);
    if (!opened.isOpen() || ::syncfs(opened.handle()) != 0) failed(folder, errno);
}

StateFiles::StateFiles(fs::path folder, std::vector<fs::path> apart) : folder_(std::move(folder)) {
    apart.push_back(folder_ / "spool" / "");
    apart.push_back(folder_ / "nodes" / ""); // which processes live
    for (const auto& path : apart) apart_.push_back(fs::absolute(path).lexically_normal().string());
}

std::vector<fs::path> StateFiles::list() const {
    std::vector<fs::path> out;
    std::error_code error;
    if (!fs::is_directory(folder_, error)) return out;
    // Files come and go meanwhile; what is gone is not listed.
    for (fs::recursive_directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
        const std::string path = fs::absolute(at->path()).lexically_normal().string();
        std::error_code gone;
        const bool is = at->is_regular_file(gone) && at->path().extension() != ".cache" &&
                        std::ranges::none_of(apart_, [&](const auto& a) { return path.starts_with(a); });
        if (is && !gone) out.push_back(at->path().lexically_relative(folder_));
    }
    if (error) failed(folder_, error.value());
    std::ranges::sort(out);
    return out;
}

BackupWriter::BackupWriter(fs::path target, const StateFiles& files)
    : target_(std::move(target)), files_(files) {
    if (fs::exists(target_) && (!fs::is_directory(target_) || !fs::is_empty(target_)))
        throw Error::conflict(
            "storage.target-exists",
            fmt::format("{} is not an empty folder: name one that is new.", target_.string()));
    if (isWithin(target_, files_.folder()))
        throw Error::conflict(
            "storage.target-inside",
            fmt::format("{} lies in the data folder: a backup belongs elsewhere, best on another disk.",
                        target_.string()));
    std::error_code error;
    fs::create_directories(target_, error);
    if (!error) fs::permissions(target_, fs::perms::owner_all, error);
    if (!error) fs::create_directories(target_ / kFiles, error);
    if (error) failed(target_, error.value());
}

void BackupWriter::copyChanged() {
    for (const auto& path : files_.list()) {
        const fs::path from = files_.folder() / path;
        std::error_code gone;
        const auto changedAt = fs::last_write_time(from, gone);
        const std::string name = (fs::path(kFiles) / path).generic_string();
        const auto known = copied_.find(name);
        if (gone || (known != copied_.end() && known->second.changedAt == changedAt)) continue;
        fs::create_directories((target_ / name).parent_path());
        const File in(from, O_RDONLY);
        if (!in.isOpen() && errno == ENOENT) continue;
        if (!in.isOpen()) failed(from, errno);
        const File out(target_ / name, O_WRONLY | O_CREAT | O_TRUNC);
        if (!out.isOpen()) failed(target_ / name, errno);
        BackupFile file = take(in, &out);
        file.path = name;
        copied_.insert_or_assign(name, Copied{changedAt, std::move(file)});
    }
}

void BackupWriter::run(BackupManifest& manifest, const std::function<void(const fs::path&)>& copyDatabase) {
    manifest.format = kFormat;
    manifest.formatVersion = kFormatVersion;
    manifest.startedAt = now();
    manifest.database = "database." + manifest.engine;
    copyChanged();
    copyDatabase(target_ / manifest.database);
    copyChanged();
    BackupFile database = measure(target_ / manifest.database);
    database.path = manifest.database;
    manifest.files = {std::move(database)};
    for (const auto& [name, copied] : copied_) manifest.files.push_back(copied.file);
    manifest.finishedAt = now();
    syncFolder(target_);
    const fs::path draft = target_ / (std::string(kManifest) + ".part");
    {
        const File out(draft, O_WRONLY | O_CREAT | O_TRUNC);
        if (!out.isOpen()) failed(draft, errno);
        out.write(json::write(manifest) + "\n");
        if (::fsync(out.handle()) != 0) failed(draft, errno);
    }
    fs::rename(draft, target_ / kManifest);
    syncFolder(target_);
}

namespace {

BackupManifest readManifest(const fs::path& folder) {
    const fs::path file = folder / kManifest;
    if (!fs::is_directory(folder)) refuse(fmt::format("There is no folder {}.", folder.string()));
    if (!fs::exists(file))
        refuse(fmt::format("{} holds no finished backup: it has no {}, which is written last.",
                           folder.string(), kManifest));
    BackupManifest manifest;
    try {
        manifest = json::read<BackupManifest>(readTextFile(file));
    } catch (const Error&) {
        refuse(fmt::format("The manifest {} is damaged: it cannot be read.", file.string()));
    }
    if (manifest.format != kFormat || manifest.formatVersion > kFormatVersion)
        refuse(fmt::format("{} was written by a newer version ({}) or is no backup; install that version to "
                           "restore it.",
                           folder.string(), manifest.version));
    return manifest;
}

} // namespace

BackupManifest checkBackup(const fs::path& folder) {
    BackupManifest manifest = readManifest(folder);
    std::set<std::string> expected{std::string(kManifest)};
    bool database = false;
    for (const auto& file : manifest.files) {
        if (!staysBelow(file.path))
            refuse(fmt::format("The manifest of {} names a file outside of it: {}.", folder.string(),
                               file.path));
        database = database || file.path == manifest.database;
        expected.insert(file.path);
        if (!fs::is_regular_file(folder / file.path))
            refuse(
                fmt::format("The backup {} is damaged: the file {} is missing.", folder.string(), file.path));
        const BackupFile found = measure(folder / file.path);
        if (found.bytes != file.bytes || found.sha256 != file.sha256)
            refuse(fmt::format("The backup {} is damaged: the file {} is not the one that was written.",
                               folder.string(), file.path));
    }
    if (!database)
        refuse(fmt::format("The manifest of {} is damaged: it names no database.", folder.string()));
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const std::string path = entry.path().lexically_relative(folder).generic_string();
        if (!entry.is_directory() && !expected.contains(path))
            refuse(
                fmt::format("The backup {} holds a file that is not part of it: {}.", folder.string(), path));
    }
    return manifest;
}

void restoreFiles(const fs::path& backup, const BackupManifest& manifest, const fs::path& dataFolder) {
    const std::string below = std::string(kFiles) + "/";
    for (const auto& file : manifest.files) {
        if (!file.path.starts_with(below)) continue;
        const fs::path to = dataFolder / file.path.substr(below.size());
        fs::create_directories(to.parent_path());
        if (copyFile(backup / file.path, to).sha256 != file.sha256)
            refuse(fmt::format("The backup {} changed while it was read: {}.", backup.string(), file.path));
    }
}

} // namespace rejoinder::storage
