#pragma once
#include "records.h"

/// Files of items.
namespace rejoinder::downloads {

inline constexpr std::uint64_t kMostBytes = 20'000'000;

/// The types that are sent; none that a browser runs.
const std::vector<std::string>& fileTypes();

/// The file for who speaks a language: theirs, else the one for everybody, else any.
std::optional<ItemFile> fileFor(Unit& unit, std::string_view sku, std::string_view language);
std::string contentOf(Unit& unit, Id file);

/// Upload, list, look at and remove files.
void declareFiles(Declarations& d, const std::function<Storage&()>& storage,
                  const std::function<const Neighbours&()>& neighbours);

} // namespace rejoinder::downloads
