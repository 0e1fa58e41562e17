#include "kernel/storage/query_catalog.h"

#include "kernel/storage/sql_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>

namespace rejoinder::storage {

std::string dialectOf(const std::filesystem::path& file) {
    const std::string dialect = file.stem().extension().string();
    return dialect.empty() ? dialect : dialect.substr(1);
}

std::vector<std::filesystem::path> sqlFiles(const std::filesystem::path& folder, std::string_view dialect) {
    std::vector<std::filesystem::path> shared, own;
    if (!std::filesystem::is_directory(folder)) return shared;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (!entry.is_regular_file() || entry.path().extension() != ".sql") continue;
        const std::string of = dialectOf(entry.path());
        if (of.empty())
            shared.push_back(entry.path());
        else if (of == dialect)
            own.push_back(entry.path());
    }
    std::ranges::sort(shared);
    std::ranges::sort(own);
    shared.insert(shared.end(), own.begin(), own.end());
    return shared;
}

std::string readTextFile(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (!in)
        throw Error(ErrorKind::Unavailable, "storage.unreadable-file",
                    fmt::format("The file {} cannot be read.", file.string()));
    return text;
}

void QueryCatalog::load(std::string plugin, std::filesystem::path queriesFolder, std::string_view dialect) {
    for (const auto& file : sqlFiles(queriesFolder, dialect))
        loadFile(plugin, file, !dialectOf(file).empty());
}

void QueryCatalog::loadFile(const std::string& plugin, const std::filesystem::path& file, bool replaces) {
    try {
        std::set<std::string> inThisFile;
        for (auto& entry : readNamedStatements(readTextFile(file))) {
            const std::string name = plugin + "." + entry.name;
            if (!inThisFile.insert(name).second)
                throw std::invalid_argument(fmt::format("{} occurs twice", name));
            Parameterised statement = parameterise(entry.sql);
            const auto known = byName_.find(name);
            if (known != byName_.end() && !replaces)
                throw std::invalid_argument(fmt::format("{} stands in another file too", name));
            if (known == byName_.end()) {
                byName_.emplace(name, queries_.size());
                queries_.push_back(
                    {name, std::move(statement.sql), std::move(statement.names), queries_.size()});
            } else {
                auto& query = queries_[known->second];
                query.sql = std::move(statement.sql);
                query.parameters = std::move(statement.names);
            }
        }
    } catch (const std::invalid_argument& e) {
        throw Error(ErrorKind::Bug, "storage.bad-query-file",
                    fmt::format("{}: {}.", file.string(), e.what()));
    }
}

const driver::PreparedQuery& QueryCatalog::find(std::string_view name) const {
    const auto it = byName_.find(name);
    if (it == byName_.end())
        throw Error(ErrorKind::Bug, "storage.unknown-query", fmt::format("There is no query \"{}\".", name));
    return queries_[it->second];
}

} // namespace rejoinder::storage
