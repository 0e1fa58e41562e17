#pragma once
#include "kernel/http/message.h"

#include <rejoinder/error.h>

#include <span>
#include <string_view>

namespace rejoinder::http {

/// The reason phrase of a status.
std::string_view reasonOf(int status) noexcept;
/// The status of an error's kind.
int statusOf(ErrorKind kind) noexcept;

/// What went wrong, for problem+json (RFC 9457).
struct Problem {
    int status = 500;
    std::string_view code;      ///< "plugin.reason"
    std::string_view detail;    ///< a sentence for people
    std::string_view instance;  ///< path of the request, may be empty
    std::string_view requestId; ///< may be empty
    std::span<const Fault> faults;
};

/// Replaces the whole answer by a problem; only a Retry-After is kept.
void writeProblem(HttpResponse& response, const Problem& problem);

/// The same for an error that a handler threw.
void writeProblem(HttpResponse& response, const Error& error, std::string_view instance,
                  std::string_view requestId);

} // namespace rejoinder::http
