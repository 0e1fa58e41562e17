#pragma once
#include <filesystem>
#include <functional>
#include <string>

namespace rejoinder::test {

/// Lays a copy of a fresh SQLite database at `file`. `make` makes it, once per process and `key`: a test
/// wants a schema as the migrations leave it, not to see them run again. The database must be closed when
/// `make` returns.
void layFreshDatabase(const std::filesystem::path& file, const std::string& key,
                      const std::function<void(const std::filesystem::path& file)>& make);

} // namespace rejoinder::test
