#pragma once
#include "kernel/config/settings.h"
#include "kernel/http/dispatcher.h"
#include "kernel/http/server.h"
#include "kernel/plugin/host.h"

#include <rejoinder/log.h>

#include <chrono>
#include <filesystem>

namespace rejoinder::app {

/// Declares the kernel's own settings: data, plugins, storage, http, public, log, server.
void declareKernelSettings(config::Settings& settings);

/// What the settings mean to the rooms.
http::ServerOptions serverOptions(const config::Settings& settings);
http::ServerOptions publicServerOptions(const config::Settings& settings);
http::DispatcherOptions dispatcherOptions(const config::Settings& settings);
http::EventStreamOptions eventStreamOptions(const config::Settings& settings);
LogLevel logLevel(const config::Settings& settings);
/// "a,b" or "a:b" as a list without empty entries.
std::vector<std::string> listOf(const std::string& text, char separator);

} // namespace rejoinder::app
