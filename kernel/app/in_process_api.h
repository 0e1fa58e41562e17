#pragma once
#include "kernel/event/bus.h"
#include "kernel/http/dispatcher.h"
#include "kernel/job/runner.h"

#include <rejoinder/plugin.h>

#include <filesystem>

namespace rejoinder::app {

/// The product's API without a socket, as the system user.
class InProcessApi final : public Api {
public:
    /// `spool` is where bodies of uploads are put for the time of the call.
    InProcessApi(http::Dispatcher& dispatcher, event::Bus& bus, job::Runner& runner,
                 std::filesystem::path spool);
    ApiReply request(Verb verb, std::string_view path, std::string_view body,
                     std::string_view contentType) override;
    void settle() override;

private:
    http::Dispatcher& dispatcher_;
    event::Bus& bus_;
    job::Runner& runner_;
    std::filesystem::path spool_;
};

} // namespace rejoinder::app
