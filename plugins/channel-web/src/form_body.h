#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rejoinder::web {

/// What a browser sends of a form, in its order.
using Pairs = std::vector<std::pair<std::string, std::string>>;

/// Limits of one body; a browser's own form stays far below them.
struct BodyLimits {
    std::size_t pairs = 199;
    std::size_t nameBytes = 100, valueBytes = 20'000;
};

/// Reads application/x-www-form-urlencoded. Names and values come out as UTF-8 that a database takes, line
/// ends as "\n", without other control characters. Nothing when a limit is passed.
std::optional<Pairs> readForm(std::string_view body, const BodyLimits& limits = {});

/// The value of that name, the last one when there are several; "" when there is none.
std::string valueOf(const Pairs& pairs, std::string_view name);

} // namespace rejoinder::web
