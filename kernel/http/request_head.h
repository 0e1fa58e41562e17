#pragma once
#include "kernel/http/message.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace rejoinder::http {

/// Why a request is not served; after it the connection is closed.
struct Refusal {
    int status = 400;
    std::string_view code;
    std::string_view detail;
};

struct HeadLimits {
    std::size_t maxHeadBytes = 32 * 1024, maxUriBytes = 8 * 1024, maxFields = 100;
};

/// How the end of a body is known.
enum class Framing { None, Length, Chunked };

/// What the head says about the transfer; the rest of it goes into HttpRequest.
struct RequestHead {
    bool minorOne = true; ///< HTTP/1.1, else 1.0
    Framing framing = Framing::None;
    std::uint64_t length = 0;
    bool keepAlive = true;
    bool expectContinue = false;
    std::string_view host; ///< "" only with HTTP/1.0
};

/// Looks for the empty line that ends a head.
struct HeadScan {
    std::size_t position = 0; ///< scanned so far, to go on from when more has come
    bool complete = false;    ///< then `position` is the length of the head with its empty line
    bool bad = false;         ///< a line that does not end in CR LF
};
/// Goes on with a scan over the bytes received so far.
void scanHead(std::string_view bytes, HeadScan& scan) noexcept;

/// Reads a whole head, strictly: what any other reader could understand differently is refused.
/// The views in `request` point into `head`.
std::optional<Refusal> parseHead(std::string_view head, const HeadLimits& limits, HttpRequest& request,
                                 RequestHead& out);

} // namespace rejoinder::http
