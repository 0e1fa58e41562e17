#pragma once
#include "kernel/http/message.h"
#include "kernel/http/request_call.h"
#include "kernel/http/router.h"

#include <optional>
#include <string>
#include <string_view>

namespace rejoinder::http {

/// Makes the answer of a handler that wrote its JSON into `response.body`: status, header fields of the call,
/// ETag from the member `version`, Location from Route::at or the member `id` (201; 202 also `operationId`)
/// unless the handler named one, no body for 204 and 304.
void finishAnswer(const RouteEntry& entry, const HttpRequest& request, const RequestCall& call,
                  HttpResponse& response);

/// Turns a file into an answer.
void finishDownload(Download&& file, const RequestCall& call, HttpResponse& response);

/// The text of a scalar member of a JSON object that the kernel wrote itself, without quotes; nothing when
/// absent.
std::optional<std::string_view> topLevelMember(std::string_view json, std::string_view name) noexcept;

} // namespace rejoinder::http
