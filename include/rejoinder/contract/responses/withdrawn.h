#pragma once
#include <rejoinder/contract/responses.h>

namespace rejoinder::responses {

/// A response was withdrawn: it had been assigned by mistake. It has no captures any more and counts nowhere.
struct ResponseWithdrawn {
    static constexpr std::string_view kTopic = "responses.response-withdrawn";
    Response response;
};
REJOINDER_DESCRIBE(ResponseWithdrawn, response)

} // namespace rejoinder::responses
