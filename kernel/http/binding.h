#pragma once
#include "kernel/http/message.h"
#include "kernel/http/router.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rejoinder::http {

/// Makes the input of a route: path variables by name, then query string (GET, DELETE, uploads) or JSON
/// body.
/// @throws Error Invalid that names every fault, or Malformed when the body is no JSON at all.
std::shared_ptr<void> bindInput(const RouteEntry& entry, const std::vector<std::string>& pathValues,
                                const HttpRequest& request);

/// Whether the route reads a JSON body.
bool takesJsonBody(const ErasedRoute& route) noexcept;

/// The media type of a Content-Type field without its parameters.
std::string_view mediaType(std::string_view contentType) noexcept;

/// Whether the body is of a kind that the route takes; a body of no bytes always is, but for uploads.
bool contentTypeFits(const ErasedRoute& route, const HttpRequest& request) noexcept;

/// The file name of a Content-Disposition field without any folder or control character; "" when there is
/// none.
std::string fileNameOf(std::string_view contentDisposition);

/// The Content-Disposition of a file for download (RFC 6266).
std::string attachment(std::string_view fileName);

} // namespace rejoinder::http
