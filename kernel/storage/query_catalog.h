#pragma once
#include <rejoinder/storage_driver.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rejoinder::storage {

/// All named queries of kernel and plugins. Filled while the kernel is wired, then only read.
class QueryCatalog {
public:
    /// Reads every *.sql of a folder. Entries of `*.<dialect>.sql` replace those of the same name in the
    /// shared files; files of other dialects are left out. A folder that does not exist has no queries.
    /// @throws Error Bug naming the file when it is not well formed or a name occurs twice.
    void load(std::string plugin, std::filesystem::path queriesFolder, std::string_view dialect);
    /// @throws Error Bug when there is no query "plugin.name".
    [[nodiscard]] const driver::PreparedQuery& find(std::string_view name) const;
    /// In the order of their index.
    [[nodiscard]] const std::vector<driver::PreparedQuery>& all() const noexcept { return queries_; }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view s) const noexcept { return std::hash<std::string_view>{}(s); }
    };
    void loadFile(const std::string& plugin, const std::filesystem::path& file, bool replaces);

    std::vector<driver::PreparedQuery> queries_;
    std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> byName_;
};

/// The dialect in a file name ("sqlite" of "list.sqlite.sql"); empty for files that serve all.
[[nodiscard]] std::string dialectOf(const std::filesystem::path& file);
/// The *.sql files of a folder that serve `dialect`, the shared ones first, each group in order of their
/// names.
[[nodiscard]] std::vector<std::filesystem::path> sqlFiles(const std::filesystem::path& folder,
                                                          std::string_view dialect);
/// A whole file. @throws Error Unavailable naming it when it cannot be read.
[[nodiscard]] std::string readTextFile(const std::filesystem::path& file);

} // namespace rejoinder::storage
