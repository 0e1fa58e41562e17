#pragma once
#include "kernel/http/router.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rejoinder::http {

/// OpenAPI 3.1 of routes and announced topics. Schemas of one name that differ between plugins are told apart
/// by the plugin's name ("contacts.Line"); those that agree are shared.
std::string openapiOf(std::string_view title, std::string_view version,
                      const std::vector<std::shared_ptr<const RouteEntry>>& routes,
                      const std::vector<AnnouncedTopic>& topics);

} // namespace rejoinder::http
